"""The sessions of a board that is agreed on, as calendars say them: for ever under one name each, with their rooms and times.

They stand there as they were agreed on last, also while the board is open again, until it is agreed on anew. No words are kept
for it: a session that was taken back or hidden leaves its name and times, to be cancelled wherever it was read.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.prepared import prepared
from commonplace.ground.text import clean_line
from commonplace.stages.gather.within import Part
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.models import AgreedSession, OpenSpace, Proposal, Wish
from commonplace.stages.open_space.own import is_read_by_strangers

_COLUMNS = ("proposal", "starts_after", "minutes", "room", "is_off", "changed_at")
_LEAN = (
    "space__agreed_at", "space__version", "starts_after", "minutes", "room", "is_off", "changed_at",
    "proposal__title", "proposal__hidden_at", "proposal__by__age_band", "proposal__by__shown_openly",
    "proposal__by__left_at", "space__gathering__starts_at", "space__gathering__place", "space__gathering__sequence",
    "space__gathering__cancelled_at", "space__gathering__entry__title", "space__gathering__entry__changed_at",
)  # fmt: skip


def keep_for_calendars(space: OpenSpace) -> None:
    """A board was agreed on: calendars say it now. What stood there and is off the board by now is cancelled in them."""
    board, now = Board(space), clock.now()
    slots, rooms = {slot.pk: slot for slot in board.slots}, {venue.pk: venue for venue in board.venues}
    rows = [
        AgreedSession(
            pk=key,
            space=space,
            proposal_id=key,
            starts_after=slots[place.slot_id].starts_after,
            minutes=slots[place.slot_id].minutes,
            room=rooms[place.venue_id].name,
            is_off=False,
            changed_at=now,
        )
        for key, place in board.places.items()
    ]
    AgreedSession.objects.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=_COLUMNS)
    AgreedSession.objects.filter(space=space, is_off=False).exclude(pk__in=list(board.places)).update(
        is_off=True, changed_at=now
    )


@prepared
def _agreed(keys: list[int]) -> QuerySet[AgreedSession]:
    found = AgreedSession.objects.filter(space__in=keys).select_related("proposal__by", "space__gathering__entry")
    return found.only(*_LEAN).order_by("starts_after", "pk")


def sessions_within(gatherings: list[int], viewer: Person | None, own: bool) -> Iterable[Part]:
    """The sessions of gatherings that `viewer` may see; with `own`, those that the viewer hosts or wants to go to."""
    found = _of(viewer, gatherings) if own and viewer is not None else _agreed(keys=gatherings)
    return [_part(one, viewer) for one in found]


def _of(person: Person, gatherings: list[int]) -> QuerySet[AgreedSession]:
    wished = Exists(Wish.objects.filter(proposal=OuterRef("proposal"), person=person))
    hosted = Exists(Proposal.hosts.through.objects.filter(proposal=OuterRef("proposal"), person=person))
    found = AgreedSession.objects.filter(Q(wished) | Q(hosted), space__in=gatherings)
    return found.select_related("proposal__by", "space__gathering__entry").only(*_LEAN).order_by("starts_after", "pk")


def _part(one: AgreedSession, viewer: Person | None) -> Part:
    space, gathering, proposal = one.space, one.space.gathering, one.proposal
    is_off = one.is_off or proposal is None or proposal.hidden_at is not None
    title, address = _("A session of this community"), space.address
    if proposal is not None and proposal.hidden_at is None and (viewer is not None or is_read_by_strangers(proposal)):
        proposal.space = space
        title, address = proposal.title, proposal.address
    address = settings.ADDRESS + address
    return Part(
        gathering=gathering.pk,
        key=one.pk,
        # Both only grow, and one of them does with whatever changes here.
        sequence=gathering.sequence + space.version,
        changed_at=max(one.changed_at, gathering.entry.changed_at),
        starts_at=one.starts_at(gathering),
        ends_at=one.ends_at(gathering),
        title=title,
        place=", ".join(part for part in (clean_line(one.room), clean_line(gathering.place)) if part),
        words=f"{gathering.entry.title}\n\n{address}",
        address=address,
        is_cancelled=is_off or gathering.cancelled_at is not None,
    )


def keys_in(community: Community) -> QuerySet[AgreedSession, int]:
    """By what names calendars know the sessions of a community."""
    return AgreedSession.objects.filter(space__gathering__community=community).values_list("pk", flat=True)
