"""What the page of a gathering shows of its room: the agenda, who is heard, and the way in."""

from typing import Any

from django.db.models import Exists, Q

from commonplace.commons.people.models import Person
from commonplace.stages.gather.beside import Addition, register
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.agenda import agenda_of
from commonplace.stages.room.models import Moment, Room
from commonplace.stages.room.reading import read_by, voices_of
from commonplace.stages.room.rules import may_prepare_room, may_write_in_room


def on_page(gathering: Gathering, viewer: Person | None) -> dict[str, Any]:
    """The agenda, hosts and guests of a gathering. Its recording stands in the room, with what is said in it."""
    return {
        "recordings": [],
        "agenda": agenda_of(gathering),
        "voices": voices_of(gathering, viewer),
        "has_record": _has_record(gathering, viewer),
        "may_write_in_room": may_write_in_room(viewer, gathering),
        "may_prepare_room": may_prepare_room(viewer, gathering),
    }


def _has_record(gathering: Gathering, viewer: Person | None) -> bool:
    """Whether anything was kept of how it was, of moments as far as the viewer reads them. One query."""
    kept = ~Q(notes="") | ~Q(link="") | ~Q(captions="") | ~Q(transcript="") | Q(recording__isnull=False)
    rooms, moments = (
        Room.objects.filter(kept, pk=gathering.pk),
        Moment.objects.filter(read_by(viewer), gathering=gathering),
    )
    return Gathering.objects.filter(Exists(rooms) | Exists(moments), pk=gathering.pk).exists()


register(Addition("room/beside.html", on_page))
