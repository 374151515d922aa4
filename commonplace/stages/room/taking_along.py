"""What of the rooms of gatherings is in somebody's book: the moments that they kept, and what they prepared."""

from collections.abc import Iterator
from typing import Any

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.stages.room import seconds
from commonplace.stages.room.models import Moment, Room


def moments_of(person: Person) -> Iterator[dict[str, Any]]:
    """Every moment that somebody kept."""
    for moment in Moment.objects.filter(by=person).select_related("gathering__entry").order_by("at", "pk"):
        yield {
            "gathering": moment.gathering.entry.title,
            "address": moment.gathering.entry.address,
            "after_its_beginning": seconds.said(moment.second),
            "words": moment.words,
            "at": moment.at,
        }


def rooms_of(person: Person) -> Iterator[dict[str, Any]]:
    """The rooms of gatherings that somebody planned. Agendas stand with their gatherings."""
    planned = Entry.objects.filter(authors=person, kind="gathering")
    for room in Room.objects.filter(gathering__entry__in=planned).select_related("gathering__entry"):
        yield {
            "gathering": room.gathering.entry.title,
            "address": room.gathering.entry.address,
            "notes": room.notes,
            "recording": room.link,
            "recording_begins": seconds.said(room.recording_begins),
            "captions": room.captions,
            "transcript": room.transcript,
            "guests": [[one.name, one.about] for one in room.gathering.voices.filter(person=None)],
        }
