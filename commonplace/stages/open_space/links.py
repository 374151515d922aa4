"""The link to an open space, on the page of its gathering."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person
from commonplace.stages.gather.beside import Beside
from commonplace.stages.gather.models import Gathering
from commonplace.stages.open_space.models import OpenSpace
from commonplace.stages.open_space.rules import may_arrange_open_space


def link_of(gathering: Gathering, viewer: Person | None) -> Beside | None:
    """To the board where there is one; else, for those who could begin one while the gathering is ahead, to its beginning."""
    address = f"{gathering.entry.address}open-space/"
    if gathering.cancelled_at is not None:
        return None
    space = OpenSpace.objects.filter(pk=gathering.pk).only("agreed_at").first()
    if space is not None:
        return Beside(address, _("The programme") if space.agreed_at else _("Open space"))
    if not may_arrange_open_space(viewer, gathering):
        return None
    return Beside(address, _("Begin an open space"), is_quiet=True)
