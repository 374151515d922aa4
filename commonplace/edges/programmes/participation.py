"""Hours and check-ins in a programme, confirmed by staff."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from commonplace.commons.communities.actions import hold_community
from commonplace.commons.communities.models import CARRYING, Community, Membership, Role
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.edges.programmes.models import Participation, hours_of
from commonplace.edges.programmes.teams import teams_of
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.local_time import zone_called
from commonplace.ground.text import clean_line
from commonplace.stages.gather.feeds import gatherings_for
from commonplace.stages.gather.models import Attendance, Coming, Gathering
from commonplace.stages.gather.rules import may_see_who_comes

# Gatherings of so many weeks stand in the list of what can be confirmed.
_BACK = timedelta(weeks=8)
_MOST_GATHERINGS = 60


@dataclass(frozen=True)
class Took:
    """Somebody with what is confirmed of them."""

    name: str
    display_name: str
    minutes: int
    times: int

    @property
    def hours(self) -> str:
        return hours_of(self.minutes)


def who_can_have_hours(programme: Community) -> QuerySet[Membership]:
    """Its members but for guests and those who carry it: nobody confirms their own."""
    here = programme.memberships.filter(left_at=None, person__left_at=None).exclude(role__in=[*CARRYING, Role.GUEST])
    return here.select_related("person").order_by("person__display_name", "pk")


def totals(programme: Community) -> list[Took]:
    """Its members by the alphabet, each with what is confirmed; those too who left, where anything is. Two questions."""
    standing = Participation.objects.filter(programme=programme, taken_back_at=None)
    rows = standing.values("person", "person__name", "person__display_name").annotate(
        minutes=Sum("minutes"), times=Count("pk")
    )
    found = {
        row["person"]: Took(row["person__name"], row["person__display_name"], row["minutes"], row["times"])
        for row in rows.order_by()
    }
    for membership in who_can_have_hours(programme):
        person = membership.person
        found.setdefault(person.pk, Took(person.name, person.display_name, 0, 0))
    return sorted(found.values(), key=lambda took: (took.display_name.casefold(), took.name))


def past_gatherings(programme: Community, viewer: Person) -> QuerySet[Entry]:
    """What took place lately in the programme and its teams and `viewer` may see, the latest first."""
    now = clock.now()
    places = [programme.pk, *teams_of(programme, viewer).values_list("pk", flat=True)]
    seen = gatherings_for(viewer).filter(community__in=places, as_gathering__cancelled_at=None)
    lately = seen.filter(as_gathering__starts_at__lte=now, as_gathering__starts_at__gt=now - _BACK)
    return lately.order_by("-as_gathering__starts_at", "-pk")[:_MOST_GATHERINGS]


def said_yes(gathering: Gathering, viewer: Person) -> QuerySet[Person]:
    """Who said that they would come, as far as `viewer` may know; the gathering comes with its entry."""
    if not may_see_who_comes(viewer, gathering):
        return Person.objects.none()
    yes = Coming.objects.filter(gathering=gathering, answer=Coming.Answer.YES)
    return Person.objects.shown_to(viewer).filter(pk__in=yes.values("person")).order_by("display_name", "pk")


def checked_in(gathering: Gathering, viewer: Person) -> QuerySet[Person]:
    """Who was there by the list, the code on the wall or their own word, as far as `viewer` may know who comes."""
    if not may_see_who_comes(viewer, gathering):
        return Person.objects.none()
    here = Attendance.objects.filter(gathering=gathering, guest=None, person__isnull=False)
    return Person.objects.shown_to(viewer).filter(pk__in=here.values("person")).order_by("display_name", "pk")


def confirmed_at(gathering: Gathering, programme: Community) -> set[int]:
    """Whose hours at this gathering are confirmed."""
    standing = Participation.objects.filter(programme=programme, gathering=gathering, taken_back_at=None)
    return set(standing.values_list("person", flat=True))


def day_of(gathering: Gathering) -> date:
    """The day of a gathering on its community's clocks."""
    return gathering.starts_at.astimezone(zone_called(gathering.zone)).date()


@transaction.atomic
def confirm(
    programme: Community,
    by: Person,
    people: Iterable[Person],
    *,
    minutes: int,
    what: str,
    on: date,
    gathering: Gathering | None = None,
) -> int:
    """Confirm that these took part for so many minutes. What is confirmed already stays as it is. How many are new."""
    refuse_closed(programme)
    hold_community(programme.pk)
    what = clean_line(what)[:200]
    same = Q(gathering=gathering) if gathering else Q(gathering=None, on=on, what=what)
    known = Participation.objects.filter(same, programme=programme, taken_back_at=None)
    has_it = set(known.values_list("person", flat=True))
    rows = [
        Participation(
            programme=programme, person=person, gathering=gathering, on=on, what=what, minutes=minutes, confirmed_by=by
        )
        for person in people
        if person.pk not in has_it and person.pk != by.pk
    ]
    Participation.objects.bulk_create(rows)
    if rows:
        record("participation.confirmed", by=by, community=programme, rows=[row.pk for row in rows])
    return len(rows)


@transaction.atomic
def take_back(row: Participation, by: Person) -> bool:
    """Say that it was not so. It stays in the record, with who took it back. False where it was taken back already."""
    refuse_closed(row.programme)
    standing = Participation.objects.filter(pk=row.pk, taken_back_at=None)
    if not standing.update(taken_back_at=clock.now(), taken_back_by=by):
        return False
    record("participation.taken_back", by=by, community=row.programme, person=row.person_id, row=row.pk)
    return True


def rows_of(programme: Community, person: Person) -> QuerySet[Participation]:
    """All that was confirmed of somebody, the latest day first, with what was taken back."""
    rows = Participation.objects.filter(programme=programme, person=person)
    return rows.select_related("confirmed_by", "taken_back_by").order_by("-on", "-pk")


def in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """What somebody takes along of it."""
    rows = Participation.objects.filter(person=person).select_related("programme", "confirmed_by")
    for row in rows.order_by("on", "pk"):
        yield {
            "programme": row.programme.name,
            "on": row.on,
            "what": row.what,
            "minutes": row.minutes,
            "confirmed_by": row.confirmed_by.display_name if row.confirmed_by else None,
            "confirmed_at": row.confirmed_at,
            "taken_back_at": row.taken_back_at,
        }
