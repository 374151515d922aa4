"""The places of a gathering: who has one, who is in line, and what is offered to whom (see `recruit.lines`).

Whatever gives out a place locks the gathering first (`locked`), so that none is given twice.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.communities.rules import is_open, refuse_closed
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.stages.gather.models import SAID, Coming, Gathering, Guest
from commonplace.stages.recruit import lines

Answer = Coming.Answer
# A gathering may be near: a place is held for half of the time that is left, but not for less than an hour.
_SHORTEST = timedelta(hours=1)


class TooMany(ValueError):
    """More company than the gathering has room for. Its words say how many may come along."""


def locked(gathering_id: int) -> Gathering:
    """The gathering as it stands, held until the transaction ends: nobody else gives out a place meanwhile."""
    return Gathering.objects.select_for_update(of=("self",)).select_related("entry__community").get(pk=gathering_id)


def places_taken(gathering: Gathering) -> int:
    """How many places are given out, or held by an offer; company counts."""
    taken = gathering.coming.filter(lines.holds("answer", Answer.YES, clock.now()))
    return int(taken.aggregate(number=Coalesce(Sum("company"), 0))["number"]) + taken.count()


def _free(gathering: Gathering) -> int | None:
    return None if gathering.capacity is None else gathering.capacity - places_taken(gathering)


def _the_line(gathering: Gathering) -> Iterator[Coming]:
    """Those on the waitlist, in the order in which they came.

    Whoever is paused, or may not see the gathering any more, keeps their place and is passed over; and so are guests while
    strangers may not see it.
    """
    here = gathering.coming.filter(answer=Answer.WAITLISTED, person__left_at=None, person__paused_at=None)
    if gathering.entry.audience < Audience.OPEN:
        here = here.filter(guest=None)
    for row in here.select_related("person", "gathering__entry__community").order_by("at", "pk"):
        if row.person is None or Entry.objects.visible_to(row.person).filter(pk=gathering.pk).exists():
            yield row


def _hours(gathering: Gathering) -> float:
    left = max((gathering.ends_at - clock.now()) / 2, _SHORTEST)
    return min(lines.OFFER_HOURS, left / timedelta(hours=1))


def settle(gathering: Gathering) -> None:
    """Let lapsed offers go, and offer what is free to the next in line; take back what cannot be kept."""
    is_ahead = gathering.cancelled_at is None and gathering.ends_at > clock.now()
    offers = gathering.coming.filter(answer=Answer.OFFERED).order_by("offered_until", "at", "pk")
    lines.settle(
        lines.Line(
            offers=offers.select_related("gathering__entry__community"),
            gone=Q(person__left_at__isnull=False),
            waiting=lambda: _the_line(gathering),
            free=lambda: _free(gathering),
            gives=is_ahead and is_open(gathering.entry.community),
            hours=_hours(gathering),
        )
    )


@transaction.atomic
def say_coming(gathering: Gathering, who: Person | Guest, answer: str, company: int = 0) -> Coming:
    """Say whether one comes, and with how many others; the last word counts.

    Who says yes has a place where there is one, takes one that is offered, and else waits in line: what comes back says
    which. Saying yes again changes how many come along. Raises TooMany, having changed nothing.
    """
    answer = Answer(answer)
    if answer not in SAID:
        raise ValueError(answer)
    current = locked(gathering.pk)
    refuse_closed(current.entry.community)
    company = company if answer == Answer.YES else 0
    if company > current.company or company < 0:
        raise TooMany(_("So many cannot come along. Look again at how many each may bring."))
    settle(current)
    whose = {"guest": who} if isinstance(who, Guest) else {"person": who}
    coming = current.coming.filter(**whose).first() or Coming(gathering=current, **whose)
    _keep(coming, current, answer, company)
    by = None if isinstance(who, Guest) else who
    record("coming.said", by=by, entry=current.entry, community=current.entry.community)
    settle(current)
    coming.refresh_from_db(fields=["answer", "offered_until"])
    return coming


def _keep(coming: Coming, gathering: Gathering, answer: str, company: int) -> None:
    """Keep what somebody said, under the gathering's lock. Who has a place or is in line does not lose it by asking again."""
    was = coming.answer
    in_hand = coming.needs if was in {Answer.YES, Answer.OFFERED} else 0
    free = _free(gathering)
    coming.company = company
    if gathering.capacity is not None and coming.needs > max(gathering.capacity, in_hand):
        raise TooMany(_("So many never fit. Come with fewer."))
    if answer != Answer.YES:
        coming.answer = answer
    elif free is None or coming.needs <= max(free, 0) + in_hand:
        coming.answer = Answer.YES
    elif in_hand:
        raise TooMany(_("There is no room for so many. What you had stays as it was."))
    else:
        coming.answer = Answer.WAITLISTED
    if coming.answer != was:
        coming.at, coming.offered_until = clock.now(), None
    coming.save()


@transaction.atomic
def forget_coming(person_id: int, community_id: int | None = None) -> None:
    """Somebody left a community, or the commons: no place at what is still to come is theirs, and others may have it."""
    ahead = Gathering.objects.filter(ends_at__gt=clock.now(), coming__person=person_id)
    if community_id is not None:
        ahead = ahead.filter(community=community_id)
    for key in ahead.order_by("pk").values_list("pk", flat=True):
        current = locked(key)
        current.coming.filter(person=person_id).delete()
        settle(current)


def settle_lines(community_id: int | None = None) -> None:
    """Pass on what lapsed and offer what is free at gatherings to come, of a community or of all."""
    waits = Coming.objects.filter(gathering=OuterRef("pk"), answer__in=[Answer.WAITLISTED, Answer.OFFERED])
    found = Gathering.objects.filter(Exists(waits), cancelled_at=None, ends_at__gt=clock.now())
    if community_id is not None:
        found = found.filter(community=community_id)
    for key in found.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            settle(locked(key))
