"""What people do with an open space: one function per intention."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away
from commonplace.ground.text import clean, clean_line, render
from commonplace.stages.gather.models import Gathering
from commonplace.stages.open_space.boards import Board, Standing
from commonplace.stages.open_space.models import AgreedSession, OpenSpace, Place, Proposal, Slot, Step, Venue, Wish
from commonplace.stages.open_space.outcomes import Outcome, outcome_of
from commonplace.stages.open_space.programme import keep_for_calendars

# So many steps can be taken back.
_STEPS = 20


class BoardChanged(Exception):
    """Somebody changed the board since this page was opened. Nothing was done."""


class EditedMeanwhile(Exception):
    """Somebody else changed the session since this form was opened. Nothing of either is lost: show both."""

    def __init__(self, current: Proposal) -> None:
        super().__init__("edited meanwhile")
        self.current = current


class HostElsewhere(Exception):
    """Somebody would host two sessions at once. Its words say who."""


def locked(space: OpenSpace) -> OpenSpace:
    """The open space as it stands now, which nobody else changes until this transaction ends."""
    OpenSpace.objects.select_for_update().get(pk=space.pk)
    return OpenSpace.objects.select_related("gathering__entry__community").get(pk=space.pk)


def _to_arrange(space: OpenSpace, based_on: int | None = None) -> OpenSpace:
    """The same, to change its board. Raises PermissionDenied once it is agreed on, BoardChanged where it is another by now."""
    current = locked(space)
    refuse_closed(current.gathering.entry.community)
    if current.agreed_at is not None:
        raise PermissionDenied(_("The board is agreed on. Open it again first, so that everybody knows that it moves."))
    if based_on is not None and based_on != current.version:
        raise BoardChanged
    return current


def _to_take_part(space: OpenSpace) -> OpenSpace:
    """The same, to propose and to wish."""
    current = locked(space)
    refuse_closed(current.gathering.entry.community)
    if current.agreed_at is not None:
        raise PermissionDenied(_("The board is agreed on, so proposals and wishes are closed."))
    return current


def say_how_filling_goes(space: OpenSpace, by: Person | None) -> None:
    """Whoever has the board open sees that it is being filled, or what came of it beside a board."""
    _record("board.filling", space, by)


def _record(kind: str, space: OpenSpace, by: Person | None) -> None:
    entry = space.gathering.entry
    record(kind, by=by, entry=entry, community=entry.community)


@transaction.atomic
def begin_open_space(gathering: Gathering, by: Person) -> OpenSpace:
    """Have people propose sessions for a gathering. Begun twice, it is the same."""
    refuse_closed(gathering.entry.community)
    space, is_new = OpenSpace.objects.get_or_create(gathering=gathering)
    space.gathering = gathering
    if is_new:
        _record("open_space.begun", space, by)
    return space


@dataclass(frozen=True)
class VenueRow:
    """A venue as a form gives it; `key` names one that is there."""

    key: int | None
    name: str
    holds: int | None
    link: str = ""


@dataclass(frozen=True)
class SlotRow:
    """A time as a form gives it, in minutes from when the gathering begins."""

    key: int | None
    starts_after: int
    minutes: int


@transaction.atomic
def set_venues_and_times(
    space: OpenSpace, by: Person, venues: Sequence[VenueRow], slots: Sequence[SlotRow], *, based_on: int | None = None
) -> OpenSpace:
    """Venues and times are these; what is not among them goes, and sessions that were there have no place then."""
    current = _to_arrange(space, based_on)
    _step(current)
    _leave_only(current.venues.all(), venues)
    _leave_only(current.slots.all(), slots)
    for count, venue in enumerate(venues):
        said = {"name": clean_line(venue.name)[:80], "holds": venue.holds, "link": venue.link, "place": count}
        if not (venue.key and current.venues.filter(pk=venue.key).update(**said)):
            Venue.objects.create(space=current, **said)
    known = {slot.pk: slot for slot in current.slots.all()}
    # Two that change places must not meet on the way.
    for slot in known.values():
        Slot.objects.filter(pk=slot.pk).update(starts_after=1_000_000 + slot.pk % 1_000_000)
    for row in slots:
        times = {"starts_after": row.starts_after, "minutes": row.minutes}
        if not (row.key in known and Slot.objects.filter(pk=row.key).update(**times)):
            Slot.objects.create(space=current, **times)
    return _changed(current, by)


def _leave_only(there: QuerySet[Venue] | QuerySet[Slot], rows: Sequence[VenueRow] | Sequence[SlotRow]) -> None:
    gone = set(there.values_list("pk", flat=True)) - {row.key for row in rows}
    there.filter(pk__in=gone).delete()


@transaction.atomic
def propose(
    space: OpenSpace, by: Person, *, title: str, words: str = "", topic: str = "", hosts: Iterable[Person] = ()
) -> Proposal:
    """Propose a session. Whoever proposes it hosts it, with others if there are any, and wants to go."""
    current = _to_take_part(space)
    words = clean(words)
    proposal = Proposal.objects.create(
        space=current,
        by=by,
        title=clean_line(title)[:120],
        words=words,
        words_html=render(words),
        topic=clean_line(topic)[:60],
    )
    proposal.hosts.set({by.pk, *(host.pk for host in hosts)})
    _record("session.proposed", current, by)
    return proposal


@transaction.atomic
def change_proposal(
    proposal: Proposal, by: Person, *, based_on: int, title: str, words: str, topic: str, hosts: Iterable[Person]
) -> Proposal:
    """Change the words of a session and who hosts it beside whoever proposed it. Raises EditedMeanwhile, HostElsewhere."""
    space = _to_take_part(proposal.space)
    current = space.proposals.get(pk=proposal.pk)
    if current.version != based_on:
        raise EditedMeanwhile(current)
    current.title, current.words, current.topic = clean_line(title)[:120], clean(words), clean_line(topic)[:60]
    current.words_html, current.version = render(current.words), current.version + 1
    current.save()
    before = set(current.hosts.values_list("pk", flat=True))
    current.hosts.set({host.pk for host in hosts} | ({current.by_id} if current.by_id else set()))
    if before != set(current.hosts.values_list("pk", flat=True)):
        _refuse_two_at_once(Board(space), current.pk)
        OpenSpace.objects.filter(pk=space.pk).update(version=space.version + 1)
    _record("session.changed", space, by)
    return current


def _refuse_two_at_once(board: Board, key: int) -> None:
    place = board.places.get(key)
    if place is not None:
        slot = next(slot for slot in board.slots if slot.pk == place.slot_id)
        _refuse(board.hosts_elsewhere(board.by_key[key], slot))


def _refuse(busy: list[Person]) -> None:
    if busy:
        raise HostElsewhere(", ".join(dict.fromkeys(host.display_name for host in busy)))


@transaction.atomic
def take_back(proposal: Proposal, by: Person) -> PutAway:
    """Take a session back with all wishes for it; for an hour `by` can bring it back."""
    space = locked(proposal.space)
    OpenSpace.objects.filter(pk=space.pk).update(version=space.version + 1)
    entry = space.gathering.entry
    record("session.taken_back", by=by, entry=entry, community=entry.community, proposal=proposal.pk)
    words = _("“%(words)s” is taken back from “%(title)s”.") % {"words": proposal.title, "title": entry.title}
    return put_away("session", by, words, space.address, gone=[space.proposals.get(pk=proposal.pk)])


@transaction.atomic
def want_to_go(space: OpenSpace, person: Person, *, shown: Iterable[int], wanted: Iterable[int]) -> None:
    """Of the sessions that were shown, somebody wants to go to these. No record is kept of it beside the wish itself."""
    current = _to_take_part(space)
    there = set(current.proposals.filter(pk__in=list(shown)).values_list("pk", flat=True))
    wished, wanted = Wish.objects.filter(person=person, proposal__in=there), set(wanted) & there
    wished.exclude(proposal__in=wanted).delete()
    new = wanted - set(wished.values_list("proposal_id", flat=True))
    Wish.objects.bulk_create([Wish(proposal_id=key, person=person) for key in sorted(new)])


@transaction.atomic
def rather_go(proposal: Proposal, person: Person) -> None:
    """Of what clashes at the time of this session, somebody chooses it: their other wishes of that time go."""
    current = _to_take_part(proposal.space)
    at = Place.objects.filter(proposal=proposal).values("slot")
    same_time = Wish.objects.filter(person=person, proposal__space=current, proposal__place__slot__in=at)
    same_time.exclude(proposal=proposal).delete()


@transaction.atomic
def put_in(
    proposal: Proposal, by: Person, slot: Slot | None, venue: Venue | None, *, based_on: int | None = None
) -> OpenSpace:
    """Put a session in a room at a time by hand, where it stays when the board is filled; without them, take it off the board.

    What is there goes where it was, or off the board. Raises BoardChanged, HostElsewhere.
    """
    space = _to_arrange(proposal.space, based_on)
    _step(space)
    board = Board(space)
    if proposal.pk not in board.by_key:
        raise BoardChanged  # it was taken back, or hidden
    mine = board.places.get(proposal.pk)
    Place.objects.filter(proposal=proposal).delete()
    if slot is not None and venue is not None:
        other = board.at(slot, venue)
        if other is not None and other.pk != proposal.pk:
            was_fixed = board.places[other.pk].is_fixed
            Place.objects.filter(proposal=other).delete()
            if mine is not None:
                Place.objects.create(proposal=other, slot_id=mine.slot_id, venue_id=mine.venue_id, is_fixed=was_fixed)
        Place.objects.create(proposal=proposal, slot=slot, venue=venue, is_fixed=True)
        after = Board(space)
        for key in (proposal.pk, other.pk if other else proposal.pk):
            _refuse_two_at_once(after, key)
    return _changed(space, by)


@transaction.atomic
def let_move(proposal: Proposal, by: Person) -> OpenSpace:
    """A session that was put somewhere by hand may be moved again when the board is filled."""
    space = _to_arrange(proposal.space)
    _step(space)
    Place.objects.filter(proposal=proposal).update(is_fixed=False)
    return _changed(space, by)


@transaction.atomic
def take_step_back(space: OpenSpace, by: Person, *, based_on: int | None = None) -> bool:
    """Make the board what it was before the last step. Whether there was one. Raises BoardChanged."""
    current = _to_arrange(space, based_on)
    step = current.steps.first()
    if step is None:
        return False
    _write(current, Board(current).fits([(key, slot, venue, bool(fixed)) for key, slot, venue, fixed in step.before]))
    step.delete()
    _changed(current, by)
    return True


@transaction.atomic
def set_hidden(proposal: Proposal, since: datetime | None) -> None:
    """Those who keep people safe hide a session, which takes it off the board; or show it again, to be put somewhere anew."""
    space = locked(proposal.space)
    Proposal.objects.filter(pk=proposal.pk).update(hidden_at=since)
    proposal.hidden_at = since
    if since is not None:
        Place.objects.filter(proposal=proposal).delete()
        AgreedSession.objects.filter(proposal=proposal).update(is_off=True, changed_at=since)
    space.outcome = outcome_of(Board(space), None).kept() if space.outcome else {}
    space.version += 1
    space.save(update_fields=["outcome", "version"])


def lay(space: OpenSpace, by: Person | None, standing: Sequence[Standing], **filled: bool) -> OpenSpace:
    """Make the board this one, and say what it comes to. Within the caller's transaction, with the space locked."""
    _step(space)
    before = Board(space).standing
    _write(space, Board(space).fits(standing))
    space.waiting, space.filling_since, space.trouble = None, None, False
    return _changed(space, by, before=before, **filled)


def _step(space: OpenSpace) -> None:
    """Keep the board as it stands, to be taken back to."""
    Step.objects.create(space=space, before=Board(space).standing, outcome=space.outcome)
    kept = space.steps.values_list("pk", flat=True)[:_STEPS]
    space.steps.exclude(pk__in=list(kept)).delete()


def _write(space: OpenSpace, standing: Iterable[Standing]) -> None:
    Place.objects.filter(proposal__space=space).delete()
    Place.objects.bulk_create(
        [Place(proposal_id=key, slot_id=slot, venue_id=venue, is_fixed=fixed) for key, slot, venue, fixed in standing]
    )


def _changed(space: OpenSpace, by: Person | None, *, before: list[Standing] | None = None, **filled: bool) -> OpenSpace:
    """The board is another one: it is counted anew what it comes to."""
    outcome: Outcome = outcome_of(Board(space), before, **filled)
    space.version += 1
    space.outcome = outcome.kept()
    space.save()
    _record("board.changed", space, by)
    return space


@transaction.atomic
def leave_waiting(space: OpenSpace) -> None:
    """A board that was made for an earlier one is not wanted."""
    current = _to_arrange(space)
    current.waiting = None
    current.save(update_fields=["waiting"])
    _record("board.changed", current, None)


@transaction.atomic
def agree(space: OpenSpace, by: Person, *, based_on: int | None = None) -> OpenSpace:
    """The board is the programme now: proposals and wishes close. Raises BoardChanged."""
    current = _to_arrange(space, based_on)
    current.agreed_at, current.filling_since, current.waiting = clock.now(), None, None
    current.version += 1
    current.save()
    keep_for_calendars(current)
    _record("open_space.agreed", current, by)
    return current


@transaction.atomic
def open_again(space: OpenSpace, by: Person) -> OpenSpace:
    """The board moves again, and proposals and wishes are open."""
    current = locked(space)
    refuse_closed(current.gathering.entry.community)
    current.agreed_at = None
    current.save()
    _record("open_space.opened_again", current, by)
    return current
