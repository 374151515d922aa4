"""What a room shows to somebody: the one place that puts it together."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from commonplace.commons.entries.audience import read_beside
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.moments import telling_ago
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room import seconds
from commonplace.stages.room.agenda import Timed, agenda_of
from commonplace.stages.room.links import at_second
from commonplace.stages.room.models import Moment, Room, Voice
from commonplace.stages.room.rules import may_hear, may_take_moment_away
from commonplace.stages.room.transcript import Passage, passages_of, put_beside


def room_of(gathering: Gathering) -> Room:
    """The room of a gathering; one without anything in it, and without a row, where nobody has written there."""
    room = Room.objects.filter(pk=gathering.pk).first() or Room(gathering=gathering)
    room.gathering = gathering
    return room


@dataclass
class Voices:
    """Who is heard at a gathering, as far as the viewer may meet them."""

    hosts: list[Person] = field(default_factory=list)
    guests: list[Voice] = field(default_factory=list)


def voices_of(gathering: Gathering, viewer: Person | None) -> Voices:
    """Hosts whom the viewer may meet, and guests from elsewhere. One query."""
    met = Exists(Person.objects.shown_to(viewer).filter(pk=OuterRef("person")))
    voices = list(gathering.voices.filter(Q(person=None) | Q(met)).select_related("person"))
    hosts = [one.person for one in voices if one.person is not None]
    return Voices(hosts, [one for one in voices if one.person is None])


@dataclass
class Player:
    """The recording for somebody who may hear it: a file here, or a link, or neither."""

    address: str
    recording: Attachment | None = None
    link: str = ""
    has_captions: bool = False
    # From which second it plays, where somebody followed a moment without a script.
    begins_at: int = 0

    def __bool__(self) -> bool:
        return self.recording is not None or bool(self.link)

    def jump(self, second: int | None) -> str:
        """The address that plays it from a second on; empty where nothing can be played."""
        if second is None or second < 0:
            return ""
        if self.recording is not None:
            return f"{self.address}?at={second}#recording"
        return at_second(self.link, second) if self.link else ""


def player_of(room: Room, entry: Entry, viewer: Person | None, begins_at: int = 0) -> Player:
    """What the viewer can play. A stranger gets no file of an entry that a minor had a part in."""
    address = f"{entry.address}room/"
    if not may_hear(viewer, room):
        return Player(address)
    kept = room.recording_id is not None and entry.shows_pictures  # type: ignore[attr-defined]
    found = Attachment.objects.beside_seen(viewer).filter(pk=room.recording_id).first() if kept else None
    return Player(address, found, room.link, bool(room.captions), begins_at)


def read_by(viewer: Person | None) -> Q:
    """Which moments somebody may read, of gatherings that they see."""
    return read_beside(viewer, "gathering__entry__community")


def moments_seen(viewer: Person | None) -> QuerySet[Moment]:
    """All moments that somebody may read, of gatherings that they see."""
    gathering = Entry.objects.visible_to(viewer).filter(pk=OuterRef("gathering"))
    return Moment.objects.filter(read_by(viewer), Exists(gathering))


def moments_shown(room: Room, player: Player, viewer: Person | None) -> list[Moment]:
    """The moments that the viewer may read, in their order, each with what the page shows of it."""
    gathering = room.gathering
    ago = telling_ago()
    shown = list(gathering.moments.filter(read_by(viewer)).select_related("by"))
    for moment in shown:
        moment.gathering = gathering
        second = moment.second - room.recording_begins
        extra: Any = moment
        extra.shown_at, extra.jump, extra.ago = seconds.said(second), player.jump(second), ago(moment.at)
        extra.report = "" if viewer and viewer.pk == moment.by_id else f"/report/?moment={ids.written(moment.pk)}"
        extra.is_theirs = may_take_moment_away(viewer, moment)
    return shown


@dataclass
class Shown:
    """All that the page of a room shows of it."""

    room: Room
    player: Player
    agenda: list[Timed]
    voices: Voices
    resources: list[Entry]
    passages: list[Passage]
    # Those that stand beside no passage.
    moments: list[Moment]
    is_on: Timed | None

    def jump(self, passage: Passage) -> str:
        return self.player.jump(passage.second)


def shown_of(room: Room, entry: Entry, viewer: Person | None, begins_at: int = 0) -> Shown:
    """What the page of a room shows to somebody who may see the gathering."""
    gathering, now = room.gathering, clock.now()
    player = player_of(room, entry, viewer, begins_at)
    passages = passages_of(room) if may_hear(viewer, room) else []
    moments = put_beside(passages, moments_shown(room, player, viewer), room.recording_begins)
    agenda = agenda_of(gathering)
    seen = Entry.objects.visible_to(viewer)
    return Shown(
        room=room,
        player=player,
        agenda=agenda,
        voices=voices_of(gathering, viewer),
        resources=list(seen.filter(pk__in=room.resources.values("pk")).order_by("title", "pk")),
        passages=passages,
        moments=moments,
        is_on=next((one for one in agenda if one.starts_at <= now < one.ends_at), None),
    )
