"""Sessions can be reported, one by one, and hidden."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.sayings import SayingKind, register
from commonplace.commons.safeguard.undoing import look_at_reports_of_saying
from commonplace.ground.put_away import before
from commonplace.stages.open_space.actions import set_hidden
from commonplace.stages.open_space.models import Proposal
from commonplace.stages.open_space.own import is_read_by_strangers, read_by


def _rows() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("space__gathering__entry__community", "by")


def _seen_by(viewer: Person | None) -> QuerySet[Proposal]:
    gatherings = Entry.objects.visible_to(viewer).filter(pk=OuterRef("space__gathering"))
    seen = _rows().filter(Exists(gatherings), read_by(viewer))
    if viewer is not None:
        return seen
    return seen.filter(pk__in=[one.pk for one in seen if is_read_by_strangers(one)])


def _people(proposal: Proposal) -> list[Person]:
    """Whoever proposed it, and who hosts it with them."""
    return sorted({*proposal.hosts.all(), *([proposal.by] if proposal.by else [])}, key=lambda person: person.pk)


register(
    SayingKind(
        name="session",
        called=_("a session of “%(entry)s”"),
        hidden=_("A session that you proposed or host in “%(entry)s” was hidden from others. Here is why."),
        shown=_("A session that you proposed or host in “%(entry)s” can be seen again."),
        rows=_rows,
        seen_by=_seen_by,
        entry=lambda proposal: proposal.space.gathering.entry,
        people=_people,
        words=lambda proposal: f"{proposal.title}\n\n{proposal.words}".strip(),
        address=lambda proposal: proposal.address,
        hide=set_hidden,
    )
)
before("session")(look_at_reports_of_saying)
