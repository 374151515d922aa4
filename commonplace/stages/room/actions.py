"""What people do in the room of a gathering: one function per intention."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonplace.commons.entries.actions import SITTING, remove_attachments
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.captions import Cue, write_captions
from commonplace.ground.happenings import record
from commonplace.ground.models import Happening, PutAway
from commonplace.ground.put_away import let_go, put_away
from commonplace.ground.recordings import Prepared
from commonplace.ground.text import clean, clean_line, plain, render
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.models import AgendaItem, Moment, Room, Voice

MOST_GUESTS = 40


@dataclass(frozen=True)
class Planned:
    """An item of an agenda as somebody planned it: see AgendaItem."""

    title: str
    minutes: int
    led_by: str = ""
    words: str = ""
    after: int | None = None


class WrittenMeanwhile(Exception):
    """Somebody else wrote in the notes since. Nothing is changed."""


def locked_room(gathering: Gathering) -> Room:
    """The room, which nobody else changes until this transaction ends."""
    Room.objects.get_or_create(gathering=gathering)
    room: Room = Room.objects.select_for_update().get(pk=gathering.pk)
    room.gathering = gathering
    return room


def _record(kind: str, gathering: Gathering, by: Person, **data: Any) -> None:
    record(kind, by=by, entry=gathering.entry, community=gathering.entry.community, **data)


@transaction.atomic
def write_agenda(gathering: Gathering, by: Person, items: Iterable[Planned]) -> None:
    """Have the agenda be these items, in their order."""
    gathering.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(
            gathering=gathering,
            place=place,
            title=clean_line(item.title)[:120],
            led_by=clean_line(item.led_by)[:120],
            words=clean_line(item.words)[:400],
            minutes=item.minutes,
            after=item.after,
        )
        for place, item in enumerate(items)
    )
    _record("room.agenda_written", gathering, by)


@transaction.atomic
def write_notes(gathering: Gathering, by: Person, notes: str, *, based_on: int) -> None:
    """Write in the notes that everybody shares. Raises WrittenMeanwhile where they are no longer at `based_on`."""
    room, notes = locked_room(gathering), clean(notes).strip()
    if room.version != based_on:
        raise WrittenMeanwhile
    if notes != room.notes:
        _keep_revision(room, by, notes)
        Room.objects.filter(pk=room.pk).update(notes=notes, notes_html=render(notes), version=F("version") + 1)
        _record("room.notes_written", gathering, by)


def _keep_revision(room: Room, by: Person, notes: str) -> None:
    """Keep what the notes become. What stood there before any were kept is kept, too."""
    kept = room.gathering.notes_revisions
    last = kept.order_by("-number").first()
    if last is None and room.notes:
        last = kept.create(number=1, words=room.notes, **_last_written(room))
    if last is not None and last.by_id == by.pk and clock.now() - last.at < SITTING:
        last.words, last.at = notes, clock.now()
        last.save(update_fields=["words", "at"])
    else:
        kept.create(number=last.number + 1 if last else 1, by=by, words=notes)


def _last_written(room: Room) -> dict[str, Any]:
    """Who wrote in the notes last, and when, as far as it is known of notes that are older than their revisions."""
    written = Happening.objects.filter(entry_id=room.pk, kind="room.notes_written").order_by("-at").first()
    if written is None:
        return {}
    return {"at": written.at, "by": Person.objects.filter(pk=written.by_id or 0).first()}


@transaction.atomic
def name_voices(
    gathering: Gathering,
    by: Person,
    *,
    hosts: Iterable[Person],
    guests: Iterable[tuple[str, str]],
    resources: Iterable[Entry] = (),
) -> None:
    """Say who hosts a gathering, which guests from elsewhere come (a name, and who they are), and what one can read on it."""
    # First, or of two who name at once each would leave what the other named.
    room = locked_room(gathering)
    gathering.voices.all().delete()
    named = [(clean_line(name)[:80], clean_line(about)[:200]) for name, about in guests]
    voices = [Voice(gathering=gathering, person=host) for host in hosts]
    voices += [Voice(gathering=gathering, name=name, about=about) for name, about in named if name]
    for place, voice in enumerate(voices):
        voice.place = place
    Voice.objects.bulk_create(voices)
    room.resources.set(resources)
    _record("room.voices_named", gathering, by)


def keep_recording(
    gathering: Gathering,
    by: Person,
    *,
    recorded: Prepared | None = None,
    captions: list[Cue] | None = None,
    **fields: Any,
) -> Room:
    """Keep a recording and what belongs to it. One that somebody else kept in this very moment is put away.

    `fields` are columns of Room. It is for members alone unless `only_adults` says that nobody under 18 is heard in it.
    """
    if captions is not None:
        fields["captions"] = write_captions(captions)
    if "transcript" in fields:
        fields["transcript"] = clean(fields["transcript"]).strip()
    # The file is on the disk before the transaction that names it, as with every attachment.
    added = add_recording(gathering.entry, recorded, for_members=True) if recorded else None
    with transaction.atomic():
        room = locked_room(gathering)
        before = room.recording
        for name, value in fields.items():
            setattr(room, name, value)
        room.recording = added or room.recording
        room.save(update_fields=[*fields, "recording"])
        if room.recording is not None and room.recording.for_members == room.only_adults:
            room.recording.for_members = not room.only_adults
            room.recording.save(update_fields=["for_members"])
        if added and before:
            remove_attachments(gathering.entry, [before], by)
        _record("room.recording_kept", gathering, by)
    return room


@transaction.atomic
def take_captions_away(gathering: Gathering, by: Person) -> PutAway:
    """Take the captions off a recording; for an hour `by` can bring them back."""
    changes = let_go(Room.objects.filter(pk=gathering.pk), "captions", "")
    _record("room.captions_taken_away", gathering, by)
    words = _("The captions of “%(title)s” are taken away.") % {"title": gathering.entry.title}
    return put_away("captions", by, words, f"{gathering.entry.address}room/", changes=changes)


@transaction.atomic
def keep_moment(gathering: Gathering, by: Person, *, second: int, words: str) -> Moment:
    """Keep a sentence at a second of a gathering, before it, live or afterwards."""
    moment = Moment.objects.create(gathering=gathering, by=by, second=second, words=clean_line(words)[:600])
    _record("moment.kept", gathering, by, moment=moment.pk)
    return moment


@transaction.atomic
def take_moment_away(moment: Moment, by: Person) -> PutAway:
    """Take a moment away; for an hour `by` can bring it back."""
    gathering = moment.gathering
    _record("moment.deleted", gathering, by, moment=moment.pk)
    title = {"words": plain(moment.words, 60), "title": gathering.entry.title}
    words = _("“%(words)s” is taken away from “%(title)s”.") % title
    return put_away("moment", by, words, f"{gathering.entry.address}room/", gone=[moment])
