"""Pages about an entry that are live (`ground/live.py`): whoever looks at one listens to what happens to its entry.

A view asks for the attribute before it asks for what it shows, and passes it to its template as `live`:

    shown = {"live": live_part(gathering.entry, request.person), "listed": expected(gathering)}

There it stands on each element that is fetched again, which has an id: `<ul id="listed" {{ live }}>`. Lines of a list that come and
go have ids as well, so that a reader keeps their place. Whatever changes what is shown records a happening of the entry.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from markupsafe import Markup

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_listen
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.session_store import person_behind
from commonplace.ground import live
from commonplace.ground.prepared import prepared


@prepared
def _seen(viewer: Person | None, key: int) -> QuerySet[Entry]:
    return Entry.objects.visible_to(viewer).select_related("community").filter(pk=key)


def entry_to_hear(person: Person | None, key: int) -> Entry | None:
    """The entry, with its community, if somebody may see it."""
    return next(iter(_seen(viewer=person, key=key)), None)


def live_part(entry: Entry, person: Person | None) -> Markup:
    """What makes an element of a page about an entry live, for those who may listen; else nothing."""
    return live.marked(entry.pk) if may_listen(person, entry) else Markup()


def asking_again(person: Person, session: str, key: int) -> Callable[[], bool]:
    """Whether somebody who listens still may, asked anew each time: signed in, paused or not as before, and let in."""
    who, paused_at = person.pk, person.paused_at

    def may_still() -> bool:
        reader = person_behind(session)
        if reader is None or (reader.pk, reader.paused_at) != (who, paused_at):
            return False
        entry = entry_to_hear(reader, key)
        return entry is not None and may_listen(reader, entry)

    return may_still
