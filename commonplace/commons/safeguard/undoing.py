"""Nobody takes something away until its report is settled, or until its watcher is gone, to bring it back afterwards."""

from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Comment
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard import watching
from commonplace.commons.safeguard.models import Report, Ruling
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before


@before("entry", "comment")
def look_at_reports(kept: PutAway, by: Person) -> None:
    """Where a report on it was ruled on since, the ruling was on its being gone."""
    reports = [pk for label, pk, *_rest in kept.changes if label == Report._meta.label_lower]
    if Ruling.objects.filter(report__in=reports, at__gte=kept.at).exists():
        raise CannotComeBack(_("Somebody had reported it, and those who read the report have settled it meanwhile."))


def look_at_reports_of_saying(kept: PutAway, by: Person) -> None:
    """The same of a saying, which reports know by its kind and key. Its package registers this before it comes back."""
    about = {"report__saying": kept.kind, "report__saying_id": kept.rows[0][1]["id"]}
    if Ruling.objects.filter(**about, at__gte=kept.at).exists():
        raise CannotComeBack(_("Somebody had reported it, and those who read the report have settled it meanwhile."))


@after("entry")
def look_after_its_watch(kept: PutAway, by: Person) -> None:
    """What happened to a watcher while the entry was away was heard by nobody."""
    watching.end_what_is_over()


@after("comment")
def settle_what_waited(kept: PutAway, by: Person) -> None:
    """Whoever would have read it first may have stopped while it was away."""
    watching.settle_late(Comment.objects.get(pk=kept.rows[0][1]["id"]))
