"""Who was there: ticked in a list, by the code on the wall, or said by themselves. And whom nobody has seen for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.signing import Signer
from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from commonplace.commons.communities.models import Community, Membership, Role
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.happenings import record
from commonplace.stages.gather.models import Attendance, Coming, Gathering, Guest

# Who was at none of so many gatherings was not seen for a while.
_LATELY = 3
_LETTERS = 16


def code_of(gathering: Gathering) -> str:
    """What stands in the address that the code on the wall says: whoever has it was in the room, or knows somebody there."""
    return Signer(salt="check-in").signature(ids.written(gathering.pk))[:_LETTERS]


@transaction.atomic
def check_in(gathering: Gathering, who: Person | Guest, *, how: str, by: Person | None) -> Attendance:
    """Keep that somebody is there. Said twice it changes nothing."""
    refuse_closed(gathering.entry.community)
    whose = {"guest": who} if isinstance(who, Guest) else {"person": who}
    kept, is_new = Attendance.objects.get_or_create(gathering=gathering, **whose, defaults={"how": how, "by": by})
    if is_new:
        record("attendance.kept", by=by, entry=gathering.entry, community=gathering.entry.community)
    return kept


@transaction.atomic
def undo_check_in(gathering: Gathering, who: Person | Guest, *, by: Person | None) -> None:
    """Somebody is not there after all."""
    whose = {"guest": who} if isinstance(who, Guest) else {"person": who}
    if Attendance.objects.filter(gathering=gathering, **whose).delete()[0]:
        record("attendance.undone", by=by, entry=gathering.entry, community=gathering.entry.community)


@dataclass(frozen=True)
class Line:
    """Somebody in the list of a gathering. `key` names them in its form."""

    key: str
    name: str
    company: int
    is_young: bool
    is_here: bool


def expected(gathering: Gathering) -> list[Line]:
    """Those who said that they come, or are here anyway, by the alphabet; with guests, whom nobody else sees."""
    rows = gathering.coming.filter(answer=Coming.Answer.YES).select_related("person", "guest")
    company = {_key(row.person or row.guest): row.company for row in rows}
    there = list(gathering.attendances.select_related("person", "guest"))
    here = {_key(row.person or row.guest) for row in there}
    found = [*(row.person or row.guest for row in rows), *(row.person or row.guest for row in there)]
    people = {_key(one): one for one in found if one is not None}
    return _lines(people, company, here)


def others(gathering: Gathering, listed: list[Line]) -> list[Line]:
    """The other members of its community, by the alphabet."""
    members = Membership.objects.filter(community=gathering.community_id, left_at=None, person__left_at=None)
    known = {line.key for line in listed}
    people = {_key(row.person): row.person for row in members.select_related("person") if _key(row.person) not in known}
    return _lines(people, {}, set())


def _key(who: Person | Guest | None) -> str:
    if who is None:
        return ""
    return f"guest-{who.pk}" if isinstance(who, Guest) else f"person-{ids.written(who.pk)}"


def _lines(people: Mapping[str, Person | Guest], company: dict[str, int], here: set[str]) -> list[Line]:
    lines = [
        Line(
            key=key,
            name=one.name if isinstance(one, Guest) else one.display_name,
            company=company.get(key, 0),
            is_young=one.age_band != "adult",
            is_here=key in here,
        )
        for key, one in people.items()
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.key))


def named(gathering: Gathering, key: str) -> Person | Guest | None:
    """Whom a line of the list names; None for anybody who stands in none."""
    lines = expected(gathering)
    if key not in {line.key for line in [*lines, *others(gathering, lines)]}:
        return None
    kind, _dash, number = key.partition("-")
    if kind == "guest":
        return Guest.objects.filter(pk=int(number)).first()
    return Person.objects.filter(pk=ids.read(number)).first()


@dataclass(frozen=True)
class Missed:
    """A member whom nobody has seen for a while; when they were there last, if ever."""

    person: Person
    seen_at: datetime | None


def not_seen(community: Community) -> tuple[list[Gathering], list[Missed]]:
    """The last gatherings at which somebody was checked in, and the members who were at none of them, by the alphabet.

    Whoever came in after them is not missed.
    """
    kept = Attendance.objects.filter(gathering=OuterRef("pk"))
    past = Gathering.objects.filter(Exists(kept), community=community, cancelled_at=None, starts_at__lte=clock.now())
    lately = list(past.select_related("entry").order_by("-starts_at", "-pk")[:_LATELY])
    if not lately:
        return [], []
    seen = Attendance.objects.filter(gathering__in=lately, person=OuterRef("person"))
    members = Membership.objects.filter(~Exists(seen), community=community, left_at=None, person__left_at=None)
    members = members.filter(joined_at__lte=lately[0].starts_at).exclude(role=Role.GUEST).select_related("person")
    before = Attendance.objects.filter(gathering__community=community, person__in=members.values("person"))
    last = dict(before.values("person").annotate(last=Max("gathering__starts_at")).values_list("person", "last"))
    missed = [Missed(row.person, last.get(row.person_id)) for row in members]
    return lately, sorted(missed, key=lambda one: (one.person.display_name.casefold(), one.person.pk))
