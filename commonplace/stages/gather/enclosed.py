"""What goes with a letter about gatherings that moved or do not take place: old and new times, and a calendar that says so.

One letter has one calendar of all that it tells of, in which each event has the name that it has in every calendar and a
higher number (RFC 5546, section 3.2.1), so that programs change what stands there instead of adding to it.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.wordings import Enclosed
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import moments
from commonplace.ground.models import Happening
from commonplace.ground.text import isolated
from commonplace.stages.gather.calendars import letter_calendar
from commonplace.stages.gather.feeds import gatherings_for


def _told_of(notice: Notice, person: Person) -> tuple[list[Entry], Happening]:
    happening = Happening.objects.get(pk=notice.happening_id)
    keys = [
        int(key) for key in happening.data.get("before") or happening.data.get("gatherings") or [notice.entry_id or 0]
    ]
    return list(gatherings_for(person).filter(pk__in=keys)), happening


def _calendar(entries: list[Entry], notice: Notice, method: str) -> tuple[str, str] | None:
    if not entries:
        return None
    name = notice.community.name if notice.community else Commons.current().name
    return letter_calendar(entries, name, method=method)


def new_times(notice: Notice, person: Person) -> Enclosed:
    """The gatherings as they stand now, each with when it was where that is known. Those that do not take place are left out."""
    entries, happening = _told_of(notice, person)
    standing = [entry for entry in entries if entry.as_gathering.cancelled_at is None]
    before = happening.data.get("before", {})
    lines = [_line(entry, before[str(entry.pk)][0]) for entry in standing if str(entry.pk) in before]
    return Enclosed("\n".join(["", *lines]) if lines else "", _calendar(standing, notice, "PUBLISH"))


def _line(entry: Entry, began: str) -> str:
    gathering = entry.as_gathering
    then, now = moments.when(datetime.fromisoformat(began)), moments.when(gathering.starts_at)
    parts = {"title": isolated(entry.title), "before": then, "now": now}
    return _("%(title)s\n  was: %(before)s\n  is:  %(now)s") % parts + "\n"


def taken_back(notice: Notice, person: Person) -> Enclosed:
    """A calendar that takes what does not take place out of other calendars."""
    entries, _happening = _told_of(notice, person)
    cancelled = [entry for entry in entries if entry.as_gathering.cancelled_at is not None]
    return Enclosed(calendar=_calendar(cancelled, notice, "CANCEL"))
