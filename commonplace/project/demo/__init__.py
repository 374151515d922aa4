"""The demo commons: Millrace, told through the actions that people use, with the clock turned back and forth."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from commonplace.commons.people.actions import DEMO_PASSPHRASE
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.queue import run_waiting_tasks
from commonplace.project.demo import (
    afternoon,
    beck,
    beginnings,
    bench,
    bookclub,
    bread,
    bread_record,
    collected,
    gazette,
    gazette_stream,
    keeping,
    one_page,
    people,
    programme,
    sums,
    teams,
)
from commonplace.project.demo import material as real
from commonplace.project.demo.people import DEMO_PEOPLE
from commonplace.project.demo.telling import Telling

__all__ = ["DEMO_PEOPLE", "LOGINS", "AlreadyLived", "load"]

# As the command line prints them: name, passphrase, what one sees.
LOGINS = tuple((name, DEMO_PASSPHRASE, words) for name, words in DEMO_PEOPLE.items())


class AlreadyLived(Exception):
    """There are people in this commons. The demo is told in an empty one only."""


def load(material: Path | None = None, progress: Callable[[str], None] = print) -> None:
    """Tell the whole demo into an empty commons. Raises AlreadyLived, having changed nothing, where anybody is there.

    `material` is a folder of real courses, guides and calendars; without it, data of our own serves.
    """
    if Person.objects.exists():
        raise AlreadyLived
    telling = Telling(clock.now())
    for words, chapter in _chapters(telling, material):
        progress(words)
        chapter()


def _chapters(telling: Telling, folder: Path | None) -> Iterator[tuple[str, Callable[[], None]]]:
    """What is told, in its order: the words that say so, and the telling."""
    yield "A library opens a commons", lambda: _begin(telling)
    yield "A programme begins", lambda: programme.tell(telling)
    yield "Ten Pages: a book club", lambda: bookclub.tell(telling)
    yield "Bread Before Bell: walked to the end of the road", lambda: _told_in_two(telling)
    yield "The Bench Society: looking back", lambda: bench.tell(telling)
    yield "The 61 Gazette: on this week", lambda: gazette_stream.tell(telling, gazette.tell(telling))
    yield "An open afternoon: proposed and filled", lambda: afternoon.tell(telling, telling.communities["gazette"])
    yield "Listening to the Beck: looking for people", lambda: beck.tell(telling)
    yield "Slow Sums: being designed", lambda: sums.tell(telling)
    yield "Two beginnings", lambda: beginnings.tell(telling)
    yield "One Page Each: thirty pages, each of them read", lambda: one_page.tell(telling)
    yield "A programme is looked after", lambda: programme.look_after(telling)
    yield "Teams are formed for its last weeks", lambda: teams.tell(telling)
    yield "Put side by side", lambda: collected.tell(telling)
    yield "Keeping each other safe", lambda: keeping.tell(telling)
    if folder is not None:
        yield f"Real material from {folder}", lambda: real.bring_in(telling, folder)
    # Sizes of pictures are made while it is served: nobody has to wait for them.
    yield "Telling everybody what concerns them", partial(run_waiting_tasks, "default")


def _begin(telling: Telling) -> None:
    with telling.at(telling.weekday(-12, 0), "10:00"):
        people.begin(telling)
    keeping.open_the_door(telling)
    for number, part in enumerate((*people.STAFF, *people.ADULTS, *people.MINORS[:1])):
        with telling.at(telling.weekday(-12, 1), f"{9 + number // 6:02}:{number % 6}5"):
            people.join(telling, part)


def _told_in_two(telling: Telling) -> None:
    bread_record.tell(telling, bread.tell(telling))
