"""Bringing back what was taken away in the room of a gathering: a moment, or captions."""

from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.models import Moment, Room
from commonplace.stages.room.rules import may_prepare_room, may_write_in_room


def _gathering(key: int, by: Person) -> Gathering:
    seen = Entry.objects.visible_to(by).of_kind("gathering").filter(pk=key)
    found = Gathering.objects.filter(entry__in=seen).select_related("entry__community").first()
    if found is None:
        raise CannotComeBack(_("What it belonged to is gone, or not open to you any more."))
    return found


@before("moment")
def look_at_its_gathering(kept: PutAway, by: Person) -> None:
    row = kept.rows[0][1]
    gathering = _gathering(row["gathering_id"], by)
    if not may_write_in_room(by, gathering):
        raise CannotComeBack(_("You can no longer write in the room of this gathering."))
    why_not = why_not_said_again(by, gathering.entry, [row["words"]])
    if why_not:
        raise CannotComeBack(why_not)


@after("moment")
def make_moment_known(kept: PutAway, by: Person) -> None:
    moment = Moment.objects.select_related("gathering__entry__community").get(pk=kept.rows[0][1]["id"])
    entry = moment.gathering.entry
    record("moment.brought_back", by=by, entry=entry, community=entry.community, moment=moment.pk)


@before("captions")
def look_whose_recording_it_is(kept: PutAway, by: Person) -> None:
    gathering = _gathering(kept.changes[0][1], by)
    if not may_prepare_room(by, gathering):
        raise CannotComeBack(_("You can no longer change this gathering."))
    why_not = why_not_said_again(by, gathering.entry, [kept.changes[0][3]])
    if why_not and gathering.room.only_adults:
        raise CannotComeBack(why_not)


@before("attachment")
def look_whether_another_is_in_its_place(kept: PutAway, by: Person) -> None:
    """A second one would be heard nowhere, and nobody could say any more who may hear it."""
    rooms = [key for label, key, column, *_values in kept.changes if (label, column) == ("room.room", "recording_id")]
    if Room.objects.filter(pk__in=rooms, recording__isnull=False).exists():
        raise CannotComeBack(_("Another recording is in its place by now. Take that one away first."))


@after("attachment")
def let_members_alone_hear_it(kept: PutAway, by: Person) -> None:
    """Who may hear a recording is as it is said now, not as it was when it was taken away."""
    for _label, row in kept.rows:
        for room in Room.objects.filter(recording=row["id"]):
            Attachment.objects.filter(pk=row["id"]).update(for_members=not room.only_adults)
