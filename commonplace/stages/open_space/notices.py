"""Who is told of an open space: those who proposed something or wished for it, when the board is agreed on."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.open_space.models import Proposal, Wish
from commonplace.stages.open_space.own import forget_wishes


def board_address(notice: Notice) -> str:
    """The board."""
    return f"{notice.entry.address}open-space/" if notice.entry else "/notices/"


wording("open_space.agreed", _("The programme of “%(entry)s” is agreed on. See where you want to be."), board_address)
wording("open_space.opened_again", _("The programme of “%(entry)s” is being changed once more."), board_address)


@hears("open_space.agreed", "open_space.opened_again")
def tell_who_takes_part(happening: Happening) -> None:
    """Hosts, and those who want to go somewhere."""
    space = happening.entry_id or 0
    hosts = Proposal.hosts.through.objects.filter(proposal__space=space).values_list("person_id", flat=True)
    wishers = Wish.objects.filter(proposal__space=space).values_list("person_id", flat=True)
    tell({*hosts, *wishers}, happening)


@hears("membership.ended")
def forget_what_they_wished(happening: Happening) -> None:
    """Whoever leaves a community wants to go nowhere there."""
    if happening.community_id:
        forget_wishes(happening.data["person"], happening.community_id)
