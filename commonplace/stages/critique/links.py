"""The link to what is done together, on the page of its gathering."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.critique.models import Sitting
from commonplace.stages.critique.rules import may_keep_time
from commonplace.stages.gather.beside import Beside, stands_beside
from commonplace.stages.gather.models import Gathering


@stands_beside
def link_of(gathering: Gathering, viewer: Person | None) -> Beside | None:
    """For people who are signed in, where something is done together; else, while it is on or ahead, to begin with."""
    if viewer is None or gathering.cancelled_at is not None:
        return None
    address = f"{gathering.entry.address}together/"
    if Sitting.objects.filter(pk=gathering.pk, is_over=False).exists():
        return Beside(address, _("Critique, step by step"))
    if gathering.ends_at > clock.now() and may_keep_time(viewer, gathering):
        return Beside(address, _("Give critique together"), is_quiet=True)
    return None
