"""Moments can be reported, one by one, and hidden."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.sayings import SayingKind, register
from commonplace.commons.safeguard.undoing import look_at_reports_of_saying
from commonplace.ground import ids
from commonplace.ground.put_away import before
from commonplace.stages.room.models import Moment
from commonplace.stages.room.reading import moments_seen


def _rows() -> QuerySet[Moment]:
    return Moment.objects.select_related("gathering__entry__community", "by")


def _seen_by(viewer: Person | None) -> QuerySet[Moment]:
    return moments_seen(viewer).select_related("gathering__entry__community", "by")


def _address(moment: Moment) -> str:
    return f"{moment.gathering.entry.address}room/#m{ids.written(moment.pk)}"


def _hide(moment: Moment, since: datetime | None) -> None:
    moment.hidden_at = since
    moment.save(update_fields=["hidden_at"])


register(
    SayingKind(
        name="moment",
        called=_("a moment of “%(entry)s”"),
        hidden=_("A moment that you kept of “%(entry)s” was hidden from others. Here is why."),
        shown=_("A moment that you kept of “%(entry)s” can be seen again."),
        rows=_rows,
        seen_by=_seen_by,
        entry=lambda moment: moment.gathering.entry,
        people=lambda moment: [moment.by],
        words=lambda moment: moment.words,
        address=_address,
        hide=_hide,
    )
)
before("moment")(look_at_reports_of_saying)
