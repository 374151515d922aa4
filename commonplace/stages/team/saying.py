"""What people say for the forming of teams, what they take back, and when it is gone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away, take_out
from commonplace.ground.text import clean_line
from commonplace.stages.team.hours import WEEK
from commonplace.stages.team.models import Forming, Named, Seat, Statement

# What people said is gone so many days after it closed, also where teams were never settled.
DAYS_AFTER = 30
# What an explanation holds of whom somebody named (`explaining.Reasons`).
_OF_NAMED = frozenset({"wished_here", "wished_elsewhere", "kept_apart", "refused_here"})


@dataclass(frozen=True)
class Told:
    """What somebody says, all of it optional. `wishes` and `refusals` are keys of people."""

    hours: int | None = None
    outcomes: Collection[int] = ()
    values: Sequence[float] = ()
    background: str = ""
    groups: Collection[int] = ()
    wishes: Collection[int] = ()
    refusals: Collection[int] = ()
    keeps: bool = False


@transaction.atomic
def say(forming: Forming, person: Person, told: Told, *, is_brought: bool = False) -> Statement:
    """Keep what somebody says, in place of what they said before. Raises PermissionDenied once it is closed.

    `is_brought` where it is not they who say it here: it was brought in from where they said it.

    Whom they name and who is no learner of the community, and what is on none of its lists, is left out; whoever is named both ways
    is not wished for.
    """
    current = _asking(forming)
    statement = Statement.objects.filter(forming=current, person=person).first() or Statement(
        forming=current, person=person
    )
    statement.hours = None if told.hours is None else told.hours & (1 << WEEK) - 1
    statement.outcomes = _places(told.outcomes, current.outcomes)
    statement.groups = _places(told.groups, current.groups)
    statement.values = [max(0.0, float(weight)) for weight in told.values[: len(current.values)]]
    statement.background = clean_line(told.background)[:120]
    statement.keeps, statement.is_brought, statement.at = told.keeps, is_brought, clock.now()
    statement.save()
    here = set(
        current.community.memberships.filter(left_at=None, person__in={*told.wishes, *told.refusals})
        .exclude(person=person)
        .values_list("person_id", flat=True)
    )
    statement.named.all().delete()
    Named.objects.bulk_create(
        Named(statement=statement, other_id=other, is_refusal=other in told.refusals) for other in sorted(here)
    )
    return statement


def _places(chosen: Collection[int], words: Sequence[str]) -> list[int]:
    return sorted({place for place in chosen if 0 <= place < len(words)})


@transaction.atomic
def take_back(forming: Forming, person: Person) -> PutAway | None:
    """Have said nothing; for an hour they can have said it after all, as long as it is asked. None where nothing was said.

    Raises PermissionDenied once it is closed, when it is part of what teams were formed from.
    """
    current = _asking(forming)
    said = list(current.statements.filter(person=person))
    if not said:
        return None
    _tell_gone(current.community, [statement.pk for statement in said])
    words = _("What you said is deleted. You are in a team all the same.")
    return put_away("statement", person, words, f"{current.community.address}team-up/", gone=said)


@transaction.atomic
def delete_kept(community: Community, person: Person) -> None:
    """Keep no more what somebody kept of teams that were settled here."""
    kept = Statement.objects.filter(forming__community=community, person=person).exclude(forming__settled_at=None)
    _delete(kept, community)


def _delete(statements: QuerySet[Statement], community: Community) -> int:
    """Delete them so that no older backup brings them back. Returns how many there were."""
    gone = sorted(statements.values_list("pk", flat=True))
    if gone:
        _tell_gone(community, gone)
        statements.delete()
    return len(gone)


def _tell_gone(community: Community, statements: list[int]) -> None:
    """Write down which ones are gone, and no word of them."""
    record("statement.deleted", community=community, statements=statements)


def _asking(forming: Forming) -> Forming:
    current = Forming.objects.select_for_update(of=("self",)).select_related("community").get(pk=forming.pk)
    refuse_closed(current.community)
    if not current.is_asking:
        raise PermissionDenied(_("The time to say what you want for this is over."))
    return current


def said_before(person: Person, forming: Forming) -> Statement | None:
    """What somebody said to this forming; else what they kept of another one of this community, to begin with."""
    own = Statement.objects.filter(person=person, forming__community=forming.community)
    return own.filter(forming=forming).first() or own.filter(keeps=True).order_by("-at").first()


@transaction.atomic
def forget(forming: Forming) -> bool:
    """Delete what people said, but what they keep for themselves; of that, whom they named goes, too, as it does from explanations.

    What they took back a moment ago nobody can bring back any more. Returns whether there was anything.
    """
    take_out(Statement, forming_id=forming.pk)
    gone = _delete(forming.statements.filter(keeps=False), forming.community)
    gone += Named.objects.filter(statement__forming=forming).delete()[0]
    seats = [seat for seat in forming.seats.exclude(reasons={}) if _OF_NAMED.intersection(seat.reasons)]
    for seat in seats:
        seat.reasons = {name: said for name, said in seat.reasons.items() if name not in _OF_NAMED}
    Seat.objects.bulk_update(seats, ["reasons"], batch_size=500)
    # Also where there was nothing: an older backup may hold what somebody said then.
    record("teams.forgotten", community=forming.community, forming=forming.pk)
    return bool(gone or seats)


def forget_what_is_over() -> None:
    """Delete what was said so long ago that nobody forms teams of it any more, and what explanations tell of it."""
    before = clock.now() - timedelta(days=DAYS_AFTER)
    over = Forming.objects.filter(closes_at__lt=before).select_related("community")
    for forming in over.filter(Q(statements__keeps=False) | Q(statements__named__isnull=False)).distinct():
        forget(forming)
    Seat.objects.filter(forming__in=over.values("pk")).exclude(reasons={}).update(reasons={})


@transaction.atomic
def forget_person(person_id: int, communities: Iterable[int] | None = None) -> None:
    """Somebody left: what they said is gone, whoever named them did not, and they have no seat in teams that are not settled."""
    formings = Forming.objects.all() if communities is None else Forming.objects.filter(community__in=list(communities))
    for forming in formings.filter(statements__person=person_id).select_related("community").distinct():
        _delete(forming.statements.filter(person=person_id), forming.community)
    Named.objects.filter(other=person_id, statement__forming__in=formings).delete()
    Seat.objects.filter(person=person_id, forming__in=formings).delete()


def in_ones_book(person: Person) -> Iterable[dict[str, Any]]:
    """What somebody said for the forming of teams, for their book. Whom they named goes by their names."""
    statements = Statement.objects.filter(person=person).select_related("forming__community").order_by("at")
    for said in statements.prefetch_related("named__other"):
        named = list(said.named.all())
        yield {
            "community": said.forming.community.name,
            "free_hours_of_the_week_in_utc": None if said.hours is None else _hours(said.hours),
            "outcomes": [said.forming.outcomes[place] for place in said.outcomes],
            "values": dict(zip(said.forming.values, said.values, strict=False)),
            "background": said.background,
            "counted_in": [said.forming.groups[place] for place in said.groups],
            "to_be_with": [one.other.display_name for one in named if not one.is_refusal],
            "not_to_be_with": [one.other.display_name for one in named if one.is_refusal],
            "kept": said.keeps,
            "at": said.at,
        }


def _hours(mask: int) -> list[int]:
    return [hour for hour in range(WEEK) if mask >> hour & 1]
