"""Who is told of what staff wrote to many, and of being expected."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Membership
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.edges.programmes.circulars import deliver_circular
from commonplace.edges.programmes.letters import write_to_expected
from commonplace.edges.programmes.models import Participation, RosterLine
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening

# Anybody can start a programme, and a roster names whatever addresses it likes: so many letters by one person in a day,
# and so many of them to the same line.
LETTERS_A_DAY = 300
LETTERS_TO_ONE = 3

wording("circular.sent", _("%(by)s wrote to you and others: “%(entry)s”"))


def _own_hours(notice: Notice) -> str:
    return f"{notice.community.address}programme/mine/" if notice.community else "/notices/"


wording("participation.taken_back", _("%(by)s took back hours of yours in %(community)s."), _own_hours)


@hears("participation.taken_back")
def tell_whose_hours(happening: Happening) -> None:
    """Whoever had them."""
    tell([happening.data["person"]], happening)


@hears("circular.written")
def send_it(happening: Happening) -> None:
    """It goes out after its page has answered, however many it is for."""
    deliver_circular(happening.data["circular"])


@hears("circular.sent")
def tell_those_it_is_for(happening: Happening) -> None:
    """The members of the team that it was opened to, or of the programme."""
    entry = Entry.objects.filter(pk=happening.entry_id or 0).first()
    if entry is not None:
        place = entry.opened_to_id or entry.community_id
        tell(Membership.objects.filter(community=place, left_at=None).values_list("person", flat=True), happening)


@hears("roster.grown")
def write_to_them(happening: Happening) -> None:
    """Those with an address get their letters after the page has answered; beyond what one person may have sent in a day, a card."""
    day = Happening.objects.filter(kind=happening.kind, by_id=happening.by_id, at__gt=happening.at - timedelta(days=1))
    earlier = [line for one in day.filter(pk__lt=happening.pk) for line in one.data["lines"]]
    lines = [line for line in happening.data["lines"] if earlier.count(line) < LETTERS_TO_ONE]
    write_to_expected(lines[: max(LETTERS_A_DAY - len(earlier), 0)])


@hears("person.left")
def take_their_name_off(happening: Happening) -> None:
    """Whoever leaves the commons stands on no roster any more; what was written of their hours goes, the hours stay."""
    RosterLine.objects.filter(person=happening.by_id).delete()
    Participation.objects.filter(person=happening.by_id, gathering=None).update(what="")
