"""The gathering as a kind of entry: what its page shows beside what every entry shows."""

from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.kinds import Kind, parts_said, register
from commonplace.commons.entries.listening import live_part
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.ground import clock, moments
from commonplace.ground.local_time import nearest_moment, zone_called
from commonplace.stages.gather.beside import added
from commonplace.stages.gather.guests import takes_guests
from commonplace.stages.gather.linked_data import event_of
from commonplace.stages.gather.models import SAID, Coming, Gathering
from commonplace.stages.gather.rhythms import rhythm_of
from commonplace.stages.gather.rhythms_said import said
from commonplace.stages.gather.rules import (
    may_change_gathering,
    may_check_in,
    may_delete_series,
    may_plan_gathering,
    may_say_coming,
    may_see_link,
    may_see_who_comes,
)

# Of those that repeat, so many later ones stand beside one of them.
_NEXT_ONES = 3


def _who_comes(gathering: Gathering, viewer: Person | None) -> dict[str, Any]:
    """Names for members, in the order of the alphabet; for others a number, where it tells of nobody."""
    answers = list(gathering.coming.select_related("guest"))
    own = next((row for row in answers if viewer and row.person_id == viewer.pk), None)
    yes = {row.person_id for row in answers if row.answer == Coming.Answer.YES and row.person_id is not None}
    maybe = {row.person_id for row in answers if row.answer == Coming.Answer.MAYBE and row.person_id is not None}
    guests = [row.guest.name for row in answers if row.answer == Coming.Answer.YES and row.guest]
    many = sum(row.needs for row in answers if row.answer == Coming.Answer.YES)
    taken = sum(row.needs for row in answers if row.stands in {Coming.Answer.YES, Coming.Answer.OFFERED})
    sees_names = may_see_who_comes(viewer, gathering)
    met = _met(yes | maybe, viewer) if sees_names else []
    return {
        "own": own,
        "my_answer": own.stands if own else None,
        "sees_names": sees_names,
        "coming": [person for person in met if person.pk in yes],
        "perhaps": [person for person in met if person.pk in maybe],
        "company": many - len(yes) - len(guests),
        "guests": sorted(guests, key=str.casefold) if may_change_gathering(viewer, gathering) else [],
        "how_many": many if many >= FEWEST_COUNTED else None,
        "is_full": gathering.capacity is not None and taken >= gathering.capacity,
    }


def _met(people: set[int], viewer: Person | None) -> list[Person]:
    """Of these people, those whom the viewer may meet, in the order of the alphabet."""
    met = Person.objects.shown_to(viewer).filter(pk__in=people)
    return sorted(met, key=lambda person: (person.display_name.casefold(), person.pk))


def _bare(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def when_of(gathering: Gathering) -> dict[str, Any]:
    """The days and times of a gathering on the reader's clocks, and whether those of its community show others."""
    here = timezone.get_current_timezone()
    there = zone_called(gathering.zone)
    local = gathering.starts_at.astimezone(here), gathering.ends_at.astimezone(here)
    theirs = gathering.starts_at.astimezone(there), gathering.ends_at.astimezone(there)
    now = clock.now()
    return {
        "is_today": local[0].date() <= now.astimezone(here).date() <= local[1].date(),
        "is_now": gathering.starts_at <= now < gathering.ends_at,
        "is_over": gathering.ends_at <= now,
        "one_day": local[0].date() == local[1].date(),
        "their_one_day": theirs[0].date() == theirs[1].date(),
        "same_clocks": [_bare(moment) for moment in local] == [_bare(moment) for moment in theirs],
        "zone": str(there),
    }


def _series_of(gathering: Gathering, viewer: Person | None) -> dict[str, Any]:
    """How often a gathering that repeats takes place, and its next ones that the viewer may see."""
    series = gathering.series
    if series is None:
        return {"rhythm": "", "next_ones": []}
    seen = Entry.objects.visible_to(viewer).of_kind("gathering").filter(shared_at__isnull=False)
    after = series.gatherings.filter(starts_at__gt=gathering.starts_at, cancelled_at=None, entry__in=seen)
    return {
        "rhythm": said(rhythm_of(series.rule)) if series.rule else "",
        "next_ones": after.select_related("entry").order_by("starts_at", "pk")[:_NEXT_ONES],
    }


def on_page(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    """What the page of a gathering shows from its own table, for `request.person`."""
    viewer: Person | None = getattr(request, "person", None)
    gathering = Gathering.objects.select_related("series").get(pk=entry.pk)
    gathering.entry = entry
    when = when_of(gathering)
    live = "" if when["is_over"] or gathering.cancelled_at else live_part(entry, viewer)
    who = _who_comes(gathering, viewer)
    community: Community | None = entry.community
    return {
        "gathering": gathering,
        "when": when,
        "live": live,
        **who,
        **_series_of(gathering, viewer),
        "sees_link": bool(gathering.link) and may_see_link(viewer, gathering, who["my_answer"]),
        "may_answer": may_say_coming(viewer, gathering),
        "takes_guests": takes_guests(gathering),
        "may_check_in": may_check_in(viewer, gathering),
        "may_change": may_change_gathering(viewer, gathering),
        "may_delete_series": may_delete_series(viewer, gathering),
        "may_plan_again": community is not None
        and gathering.cancelled_at is not None
        and may_plan_gathering(viewer, community),
        "is_member": community is not None and community.membership_of(viewer) is not None,
        "answers": [(answer.value, answer.label) for answer in SAID],
        "linked_data": event_of(entry, gathering) if viewer is None else "",
        **added(gathering, viewer),
    }


def _moment_said(kept: str) -> str:
    """A moment as a revision keeps it (see `actions._words`), in words."""
    day, clock_time, zone = kept.split(" ", 2)
    return moments.when(nearest_moment(date.fromisoformat(day), time.fromisoformat(clock_time), zone), zone)


def said_then(words: dict[str, Any]) -> list[tuple[str, str]]:
    """What a revision of a gathering says, its days and times on its community's clocks."""
    return parts_said({**words, **{name: _moment_said(words[name]) for name in ("begins", "ends") if words.get(name)}})


GATHERING = register(
    Kind(
        "gathering",
        _("Gathering"),
        template="gather/gathering.html",
        context=on_page,
        edit=lambda entry: f"{entry.address}gathering/",
        said=said_then,
        in_streams=False,  # what is on stands beside the stream, with its day
    )
)
