"""What the pages of an open space show, for whoever looks: words and names as far as they may read them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.stages.gather.rules import may_see_link
from commonplace.stages.open_space.boards import Board, own_day
from commonplace.stages.open_space.models import Proposal, Slot, Venue, Wish
from commonplace.stages.open_space.outcomes import Outcome
from commonplace.stages.open_space.own import is_read_by_strangers


@dataclass(frozen=True)
class Session:
    """A session as one person reads it. Strangers read no words of people under 18; for them `title` is empty then."""

    key: int
    address: str
    title: str
    words_html: str
    topic: str
    hosts: list[Person]
    is_wanted: bool = False
    is_hosted: bool = False
    is_fixed: bool = False
    has_place: bool = False


@dataclass(frozen=True)
class Cell:
    """A room at a time, and what is there."""

    venue: Venue
    link: str
    session: Session


@dataclass(frozen=True)
class Row:
    """A time of the board, with its rooms that are taken, in their order."""

    slot: Slot
    starts_at: datetime
    ends_at: datetime
    cells: list[Cell]

    @property
    def is_clash(self) -> bool:
        """In somebody's own day: there is more than one where they want to be."""
        return len(self.cells) > 1


class Shown:
    """A board for one viewer."""

    def __init__(self, board: Board, viewer: Person | None) -> None:
        self.board, self.viewer = board, viewer
        proposals = board.proposals
        hosts = {key for one in proposals for key in board.hosts_of(one)}
        met = {person.pk: person for person in Person.objects.shown_to(viewer).filter(pk__in=hosts)}
        mine = Wish.objects.filter(proposal__space=board.space, person=viewer) if viewer else Wish.objects.none()
        self.wanted = set(mine.values_list("proposal_id", flat=True))
        self.sessions = {one.pk: self._session(one, met) for one in proposals}

    def _session(self, one: Proposal, met: dict[int, Person]) -> Session:
        reads = self.viewer is not None or is_read_by_strangers(one)
        hosts = [met[host.pk] for host in one.hosts.all() if reads and host.pk in met]
        place = self.board.places.get(one.pk)
        return Session(
            key=one.pk,
            address=one.address,
            title=one.title if reads else "",
            words_html=one.words_html if reads else "",
            topic=one.topic if reads else "",
            hosts=sorted(hosts, key=lambda host: (host.pk != one.by_id, host.display_name.casefold())),
            is_wanted=one.pk in self.wanted,
            is_hosted=self.viewer is not None and self.viewer.pk in self.board.hosts_of(one),
            is_fixed=place is not None and place.is_fixed,
            has_place=place is not None,
        )

    def row(self, slot: Slot, sessions: Iterable[Proposal] | None = None) -> Row:
        """A time of the board, with all that is on, or with some of it."""
        gathering = self.board.space.gathering
        some = None if sessions is None else {one.pk for one in sessions}
        cells = [
            Cell(venue, venue.link if self._sees_links else "", self.sessions[found.pk])
            for venue in self.board.venues
            if (found := self.board.at(slot, venue)) is not None and (some is None or found.pk in some)
        ]
        return Row(slot, slot.starts_at(gathering), slot.ends_at(gathering), cells)

    @cached_property
    def _sees_links(self) -> bool:
        """The links to rooms are seen by whoever sees that of the gathering."""
        viewer, gathering = self.viewer, self.board.space.gathering
        if viewer is None or not any(venue.link for venue in self.board.venues):
            return False
        answer = gathering.coming.filter(person=viewer).values_list("answer", flat=True).first()
        return may_see_link(viewer, gathering, answer)

    @property
    def rows(self) -> list[Row]:
        return [self.row(slot) for slot in self.board.slots]

    @property
    def own_rows(self) -> list[Row]:
        """The times at which the viewer wants to be somewhere, with nothing else."""
        if self.viewer is None:
            return []
        return [self.row(part.slot, part.sessions) for part in own_day(self.board, self.wanted, self.viewer)]

    @property
    def listed(self) -> list[Session]:
        """All that was proposed and that the viewer reads, the newest first."""
        return [one for one in reversed(self.sessions.values()) if one.title]

    @property
    def waits(self) -> list[Session]:
        """What has no place on the board."""
        return [one for one in self.listed if not one.has_place]


@dataclass(frozen=True)
class Told:
    """What a board comes to, in sentences. Sessions stand in them by their titles, as pairs of words and data."""

    at: datetime | None
    summary: list[str]
    pairs: list[tuple[str, str, int]]
    moved: list[dict[str, Any]]
    is_best: bool
    is_filled: bool
    has_solver: bool


def told(shown: Shown) -> Told | None:
    """How the present board came out, as it stood when it was made; None before there is one."""
    board = shown.board
    outcome = Outcome.of(board.space.outcome)
    if outcome is None or not board.places:
        return None
    titles = {key: one.title for key, one in shown.sessions.items()}
    slots = {slot.pk: slot.starts_at(board.space.gathering) for slot in board.slots}
    moved = [
        {
            "title": titles[one.session],
            "came_from": slots[one.came_from],
            "went_to": slots[one.went_to],
            "beside": titles.get(one.beside) if one.beside else None,
            "people": one.people,
            "same_host": one.same_host,
        }
        for one in outcome.moved
        if one.session in titles and one.came_from in slots and one.went_to in slots
    ]
    pairs = [
        (titles[one], titles[other], people) for one, other, people in outcome.pairs if {one, other} <= set(titles)
    ]
    at = parse_datetime(outcome.at)
    return Told(at, in_words(outcome), pairs, moved, outcome.is_best, outcome.is_filled, outcome.has_solver)


def in_words(outcome: Outcome) -> list[str]:
    """How many wishes can be met. Numbers that may tell of somebody are not said."""
    if outcome.wishes < FEWEST_COUNTED:
        return [_("There are too few wishes yet to say more about them.")]
    if outcome.unmet == 0:
        return [_("Every one of the %(all)s wishes can be met.") % {"all": outcome.wishes}]
    if outcome.unmet < FEWEST_COUNTED:
        return [_("All but a few of the %(all)s wishes can be met.") % {"all": outcome.wishes}]
    said = [_("At least %(met)s of the %(all)s wishes can be met.") % {"met": outcome.met, "all": outcome.wishes}]
    parts = (outcome.clashing, outcome.before_full_doors, outcome.without_a_place)
    if any(0 < part < FEWEST_COUNTED for part in parts):
        return said  # what is left of all could be worked out from the others
    if outcome.clashing >= FEWEST_COUNTED:
        said.append(_("%(count)s clash with another wish of the same person.") % {"count": outcome.clashing})
    if outcome.before_full_doors >= FEWEST_COUNTED:
        words = _("%(count)s may stand before a full room, if everybody comes who wants to.")
        said.append(words % {"count": outcome.before_full_doors})
    if outcome.without_a_place >= FEWEST_COUNTED:
        said.append(
            _("%(count)s are for sessions that have no place on the board.") % {"count": outcome.without_a_place}
        )
    return said


def in_few_words(costs: int) -> str:
    """What it costs to put a session somewhere, without a number that may tell of somebody."""
    if costs == 0:
        return _("costs no wish")
    if costs <= -FEWEST_COUNTED:
        return _("%(count)s wishes more can be met") % {"count": -costs}
    if costs >= FEWEST_COUNTED:
        return _("costs %(count)s wishes") % {"count": costs}
    return _("a few wishes more can be met") if costs < 0 else _("costs a few wishes")


def expected(count: int) -> str:
    """How many want to go to a session, for those who give it a room."""
    if count < FEWEST_COUNTED:
        return _("a few want to go")
    return _("%(count)s want to go") % {"count": count}
