"""Rounds: what people put in, and who is given what to read. The rule itself knows numbers only (`allocation.py`)."""

import math
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line
from commonplace.stages.critique import allocation
from commonplace.stages.critique.actions import ask_for_critique
from commonplace.stages.critique.choosing import next_for
from commonplace.stages.critique.models import Asking, Critique, Lease, OneMore, PutIn, Round
from commonplace.stages.critique.numbers import Rows, hours
from commonplace.stages.critique.rules import can_be_read_by_others, may_read_in_round
from commonplace.stages.critique.waiting import let_go

_LEASE = timedelta(hours=allocation.LEASE)
# So many of one's own are offered to be put in.
_MOST_OFFERED = 30
# Somebody is reminded when this much of their lease is left, and nobody is invited before a work waited for this long.
_REMINDED, _WAITED = _LEASE / 2, timedelta(hours=1)


@transaction.atomic
def open_round(
    community: Community,
    by: Person,
    *,
    title: str,
    each: int,
    closes_at: datetime,
    is_exchange: bool,
    protocol: str,
    peers_first: bool = False,
) -> Round:
    """Open a round, from now until it closes. With `peers_first`, what mentors write waits until peers have spoken."""
    opened = Round.objects.create(
        community=community,
        by=by,
        title=clean_line(title)[:120],
        each=each,
        closes_at=closes_at,
        is_exchange=is_exchange,
        protocol=protocol,
        peers_first=peers_first,
    )
    record("critique.round_opened", by=by, community=community, round=opened.pk)
    return opened


@transaction.atomic
def end_round(this: Round, by: Person) -> None:
    """End a round now. What was begun can still be sent."""
    if Round.objects.filter(pk=this.pk, closes_at__gt=clock.now()).update(closes_at=clock.now()):
        record("critique.round_ended", by=by, community=this.community, round=this.pk)


@transaction.atomic
def put_in(this: Round, by: Person, entry: Entry, *, question: str, not_about: str = "") -> PutIn:
    """Put something of one's own into a round, with a question: from then on it is given to others to read."""
    ask_for_critique(
        entry, by, question=question, not_about=not_about, protocol=this.protocol, peers_first=this.peers_first
    )
    row, is_new = PutIn.objects.get_or_create(round=this, entry=entry)
    if is_new:
        record("critique.put_in", by=by, entry=entry, community=this.community, round=this.pk)
    return row


def could_be_put_in(this: Round, by: Person) -> list[Entry]:
    """What somebody made in the community of a round, which others can see and is not in it yet; newest first."""
    mine = Entry.objects.visible_to(by).filter(community=this.community, authorships__person=by)
    there = PutIn.objects.filter(round=this, entry=OuterRef("pk"))
    rows = mine.filter(~Exists(there), shared_at__isnull=False, hidden_at=None).newest_first()[:_MOST_OFFERED]
    return [entry for entry in rows if can_be_read_by_others(entry)]


def kept_for(this: Round, person: Person) -> Entry | None:
    """What somebody was given and has not sent a critique of, while it is kept for them and they can see it."""
    # What waits for peers was sent, too.
    is_sent = Q(entry__shared_at__isnull=False) | Q(waits_since__isnull=False)
    sent = Critique.objects.filter(is_sent, of=OuterRef("pk"), entry__authorships__person=person)
    mine = Lease.objects.filter(round=this, person=person, ends_at__gt=clock.now()).values("entry")
    seen = Entry.objects.visible_to(person).filter(~Exists(sent), Exists(_asked()), pk__in=mine)
    return seen.order_by("pk").first()


def _asked() -> QuerySet[Asking]:
    return Asking.objects.filter(entry=OuterRef("pk"))


@transaction.atomic
def give_one(this: Round, person: Person) -> Entry | None:
    """Give somebody one to read: what is kept for them, or another one. None where there is nothing for them now.

    One at a time in each round, so that two who ask at once are not given the same where another one has none.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("community").get(pk=this.pk)
    there = kept_for(locked, person)
    if there is not None or not may_read_in_round(person, locked):
        return there
    now = clock.now()
    chosen = next_for(locked, person, now)
    if chosen is None:
        return None
    entry = Entry.objects.get(pk=chosen)
    Lease.objects.create(round=locked, person=person, entry=entry, given_at=now, ends_at=now + _LEASE)
    # Not of the entry: whoever looks at its page is not to know that somebody has it.
    record("critique.leased", by=person, community=locked.community, round=locked.pk)
    return entry


def not_heard_yet(this: Round) -> list[int]:
    """The entries of a round of which nobody has said anything yet."""
    rows = Rows.of(this)
    return [entry for entry, _at, _key in rows.put_in if not rows.written[entry]]


def look_after_rounds() -> None:
    """Remind people of what is kept for them, once each; and invite people to one more where somebody has none."""
    let_go()
    now = clock.now()
    for this in Round.objects.filter(closes_at__gt=now).select_related("community").order_by("pk"):
        _remind(this, now)
        _invite(this, now)


@transaction.atomic
def _remind(this: Round, now: datetime) -> None:
    ending = Lease.objects.filter(round=this, reminded_at=None, ends_at__gt=now, ends_at__lte=now + _REMINDED)
    for lease in ending.select_related("entry", "person").order_by("pk"):
        is_first = Lease.objects.filter(pk=lease.pk, reminded_at=None).update(reminded_at=now)
        if is_first and kept_for(this, lease.person) == lease.entry:
            record("critique.lease_ends", entry=lease.entry, community=this.community, person=lease.person_id)


@transaction.atomic
def _invite(this: Round, now: datetime) -> None:
    """One person for each work that waits with none; nobody twice in a round."""
    rows = Rows.of(this)
    since = {entry: at for entry, at, _key in rows.put_in}
    waiting = [entry for entry in rows.without_any() if since[entry] <= now - _WAITED]
    invited = set(OneMore.objects.filter(round=this).values_list("person", flat=True))
    gave = [person for person, given in rows.gave().items() if given >= this.each and person not in invited]
    # In an order that nobody chose and that is another one each time.
    gave.sort(key=lambda person: allocation.mixed(this.pk, math.floor(hours(now)), person))
    here = {person.pk: person for person in Person.objects.filter(pk__in=gave, left_at=None)}
    for _entry, key in zip(waiting, [key for key in gave if key in here], strict=False):
        if may_read_in_round(here[key], this) and next_for(this, here[key], now) is not None:
            OneMore.objects.get_or_create(round=this, person=here[key])
            record("critique.one_more", community=this.community, person=key)
