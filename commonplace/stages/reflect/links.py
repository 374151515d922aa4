"""What stands beside a gathering: the way to what is asked after it, and to looking back at it."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.beside import Beside
from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.rules import may_choose_prompt


def to_prompt(gathering: Gathering, viewer: Person | None) -> Beside | None:
    """For those who look after its community: what is asked afterwards."""
    community = gathering.entry.community
    if viewer is None or community is None or gathering.cancelled_at or not may_choose_prompt(viewer, community):
        return None
    return Beside(f"{gathering.entry.address}prompt/", _("What to ask afterwards"), is_quiet=True)


def to_reflection(gathering: Gathering, viewer: Person | None) -> Beside | None:
    """For members, once it has begun: looking back at it."""
    community = gathering.entry.community
    has_begun = gathering.starts_at <= clock.now() and not gathering.cancelled_at
    if viewer is None or community is None or not has_begun or community.membership_of(viewer) is None:
        return None
    address = f"{community.address}reflect/?gathering={ids.written(gathering.pk)}"
    return Beside(address, _("Look back at it"), is_quiet=True)
