"""The words of a room: what strangers would read of it, and what the reminders of a gathering say."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from commonplace.commons.entries.open_words import stands_beside
from commonplace.ground import moments
from commonplace.stages.gather.beside import in_reminders
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.agenda import agenda_of
from commonplace.stages.room.models import AgendaItem, Moment, Room, Voice


@stands_beside
def words_in_rooms(entries: list[int]) -> Iterator[str]:
    """All that strangers would read in the rooms of these gatherings."""
    for said in AgendaItem.objects.filter(gathering__in=entries).values_list("title", "led_by", "words"):
        yield from said
    for named in Voice.objects.filter(gathering__in=entries, person=None).values_list("name", "about"):
        yield from named
    yield from Moment.objects.filter(gathering__in=entries, hidden_at=None).values_list("words", flat=True)
    for notes, captions, transcript, is_heard in Room.objects.filter(gathering__in=entries).values_list(
        "notes", "captions", "transcript", "only_adults"
    ):
        yield notes
        if is_heard:
            yield from (captions, transcript)


@in_reminders
def agenda_said(gathering: Gathering) -> str:
    """The agenda as a letter has it, on the clocks at hand; empty where there is none."""
    lines = [
        f"{moments.time(one.starts_at)}  {one.item.title}" + (f" ({one.item.led_by})" if one.item.led_by else "")
        for one in agenda_of(gathering)
    ]
    zone = moments.zone_name(gathering.starts_at)
    return "\n".join([_("What happens, %(zone)s:") % {"zone": zone}, *lines]) if lines else ""
