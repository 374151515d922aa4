"""The roster of a programme: what a pasted list would do, doing it, and how those who stand on it come in."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import form_team, hold_community, welcome_member
from commonplace.commons.communities.invitations import LETTERS
from commonplace.commons.communities.minors import folded
from commonplace.commons.communities.models import Community, Membership, Team
from commonplace.commons.communities.rules import closed_words, is_open, refuse_closed
from commonplace.commons.people.forms import is_too_young
from commonplace.commons.people.joining import Admission, NoLongerOpen
from commonplace.commons.people.models import AgeBand, Commons, Person
from commonplace.edges.programmes.models import RosterLine
from commonplace.edges.programmes.roster_reading import Line, read
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import Letter, PutAway
from commonplace.ground.put_away import let_go, put_away

LASTS = timedelta(days=30)
# Whoever was expected and never came is forgotten so long after their code lapsed.
FORGOTTEN_AFTER = timedelta(days=90)
_CODE_LENGTH = 12
_OLDER = list(AgeBand.values)


@dataclass(frozen=True)
class Planned:
    """What will happen to one line. `does` is "letter", "card", "nothing" or "wrong"; `words` say it."""

    line: Line
    does: str
    words: str

    @property
    def adds(self) -> bool:
        return self.does in {"letter", "card"}


@dataclass
class Plan:
    """What a pasted list would do: line by line, and the teams that it would form."""

    headings: str
    lines: list[Planned] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)

    @property
    def adding(self) -> list[Line]:
        return [planned.line for planned in self.lines if planned.adds]

    @property
    def wrong(self) -> list[Line]:
        return [planned.line for planned in self.lines if planned.does == "wrong"]

    @property
    def left(self) -> str:
        """The list without what is done by now: the lines to be mended, under their headings. Empty where there are none."""
        lines = [line.text for line in self.wrong]
        return "\n".join([self.headings, *lines] if self.headings and lines else lines)


class _Known:
    """Who is on the roster or in the programme already. Three questions, however long the list is."""

    def __init__(self, programme: Community) -> None:
        lines = RosterLine.objects.filter(programme=programme, revoked_at=None).values_list(
            "name", "email", "came_in_at"
        )
        here = Membership.objects.filter(community=programme, left_at=None, person__left_at=None).values_list(
            "person__display_name", "person__account__email"
        )
        self.teams = {folded(name) for name in programme.teams.values_list("name", flat=True)}
        self.words: dict[str, str] = {}
        for display_name, address in here:
            self.words[folded(display_name)] = _(
                "Somebody of this name is in the programme. If it is another person, add a letter."
            )
            if address:
                self.words[address] = _("Is in the programme already.")
        for name, email, came_in_at in lines:
            self.words[email or folded(name)] = (
                _("Has come in already.") if came_in_at else _("Is on the roster already.")
            )

    def says(self, line: Line) -> str:
        return self.words.get(line.email or folded(line.name), "")


def plan(programme: Community, text: str) -> Plan:
    """What would happen to each line, as things are now. Nothing is done."""
    reading = read(text)
    known, commons, made = _Known(programme), Commons.current(), Plan(reading.headings)
    earlier: dict[str, Line] = {}
    for line in reading.lines:
        first = earlier.setdefault(line.email or folded(line.name), line) if not line.trouble else line
        made.lines.append(_planned(line, first, known, commons))
        if made.lines[-1].adds and line.team and folded(line.team) not in known.teams:
            known.teams.add(folded(line.team))
            made.new_teams.append(line.team)
    return made


def _planned(line: Line, first: Line, known: _Known, commons: Commons) -> Planned:
    if line.trouble:
        return Planned(line, "wrong", line.trouble)
    if is_too_young(line.age_band, commons):
        return Planned(line, "wrong", _("This commons lets people in from %(age)s on.") % {"age": commons.signup_age})
    if first is not line:
        if folded(first.name) != folded(line.name):
            words = _("Its address stands in line %(number)s too, beside another name.")
            return Planned(line, "wrong", words % {"number": first.number})
        words = _("Stands in line %(number)s too. It counts once.") % {"number": first.number}
        if not line.email:  # by a name alone nobody can tell
            words += " " + _("If it is another person, add a letter.")
        return Planned(line, "nothing", words)
    if words := known.says(line):
        return Planned(line, "nothing", words)
    if line.email and settings.MAIL_IS_SENT:
        return Planned(line, "letter", _("Gets a letter with an invitation."))
    return Planned(line, "card", _("Gets a card that you print."))


@transaction.atomic
def put_on_roster(programme: Community, by: Person, text: str) -> Plan:
    """Do what `plan` says for the lines that are clear; whoever presses twice changes nothing the second time."""
    refuse_closed(programme)
    hold_community(programme.pk)
    made = plan(programme, text)
    for name in made.new_teams:
        form_team(programme, by, name, [])
    teams = {folded(team.name): team for team in programme.teams.all()}
    lines = [_new_line(programme, by, line, teams.get(folded(line.team))) for line in made.adding]
    RosterLine.objects.bulk_create(lines)
    if lines:
        record("roster.grown", by=by, community=programme, lines=[line.pk for line in lines])
    return made


def _new_line(programme: Community, by: Person, line: Line, team: Team | None) -> RosterLine:
    return RosterLine(
        programme=programme,
        by=by,
        name=line.name,
        email=line.email,
        team=team if line.team else None,
        age_band=line.age_band,
        code=_new_code(),
        lapses_at=clock.now() + LASTS,
    )


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(_CODE_LENGTH))


@transaction.atomic
def renew(programme: Community, by: Person, lines: Iterable[int]) -> int:
    """Give those among `lines` who are expected a new code for a month; cards with the old ones open nothing any more."""
    refuse_closed(programme)
    found = list(
        RosterLine.objects.expected().filter(programme=programme, pk__in=lines).select_for_update(of=("self",))
    )
    for line in found:
        line.code, line.lapses_at, line.letter_at = _new_code(), clock.now() + LASTS, None
    RosterLine.objects.bulk_update(found, ["code", "lapses_at", "letter_at"])
    if found:
        record("roster.grown", by=by, community=programme, lines=[line.pk for line in found])
    return len(found)


@transaction.atomic
def take_off(line: RosterLine, by: Person) -> PutAway | None:
    """Expect somebody no longer: their card or letter opens nothing; for an hour `by` can undo it."""
    changes = let_go(RosterLine.objects.expected().filter(pk=line.pk), "revoked_at", clock.now())
    if not changes:
        return None
    record("roster.shrunk", by=by, community=line.programme, line=line.pk)
    words = _("%(name)s is off the roster.") % {"name": line.name}
    return put_away("roster line", by, words, f"{line.programme.address}programme/roster/", changes=changes)


def line_by(given: str) -> RosterLine | None:
    """Whom a code lets in now, however it was typed."""
    code = "".join(letter for letter in given.upper() if letter.isalnum())[:20]
    if len(code) != _CODE_LENGTH:
        return None
    return RosterLine.objects.admitting().filter(code=code).select_related("programme", "by", "team").first()


def admission(given: str) -> Admission | None:
    """For the pages on which people join: what the code of a card or a letter allows."""
    line = line_by(given)
    if line is None:
        return None
    words = _("“%(name)s” expects you.") % {"name": line.programme.name}
    return Admission(words, partial(_come_in_new, line), f"/card/{line.code}/")


def _come_in_new(line: RosterLine, person: Person) -> str:
    # They have just held to the norms of the commons; only norms of the programme's own are still to be read.
    return come_in(line, person, agreed=not line.programme.norms)


@transaction.atomic
def come_in(line: RosterLine, person: Person, *, agreed: bool = False) -> str:
    """Take the place that was kept for somebody. The address where they land. Raises NoLongerOpen with the reason in words."""
    hold_community(line.programme_id)
    held = RosterLine.objects.admitting().filter(pk=line.pk, code=line.code).select_for_update(of=("self",)).first()
    programme = Community.objects.get(pk=line.programme_id)
    if held is None:
        closed = None if is_open(programme) else closed_words(programme)
        raise NoLongerOpen(closed or _("This card was used already, or it has lapsed. Ask for a new one."))
    _refuse_older(held, person)
    was_removed = programme.memberships.filter(person=person, was_removed=True, left_at__gte=held.added_at)
    if was_removed.exists():
        words = _("Your time in “%(name)s” was ended by those who carry it. Write to them first.")
        raise NoLongerOpen(words % {"name": programme.name})
    welcome_member(programme, person, by=held.by, agreed=agreed)
    if held.team is not None:
        held.team.people.add(person)
    # The address stays: by it a list that is pasted again knows them. Nobody is shown it.
    held.person, held.came_in_at, held.code, held.age_band = person, clock.now(), None, ""
    held.save()
    return programme.address


def _refuse_older(line: RosterLine, person: Person) -> None:
    """Nobody comes in as older than those who expect them wrote down."""
    if line.age_band and person.age_band and _OLDER.index(person.age_band) > _OLDER.index(line.age_band):
        raise NoLongerOpen(
            _("Your programme has written down that you are %(age)s. If that is wrong, ask them to put it right.")
            % {"age": AgeBand(line.age_band).label}
        )


def in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """What somebody takes along of it: what was written of them before they came in."""
    for line in RosterLine.objects.filter(person=person).select_related("programme").order_by("added_at", "pk"):
        yield {
            "programme": line.programme.name,
            "name": line.name,
            "email": line.email,
            "added_at": line.added_at,
            "came_in_at": line.came_in_at,
        }


def forget_lapsed() -> None:
    """Delete those who were expected and never came, and those who were taken off, some time after, with their letters."""
    before = clock.now() - FORGOTTEN_AFTER
    gone = RosterLine.objects.filter(came_in_at=None, lapses_at__lt=before)
    written_to = gone.exclude(email="").values("email")
    Letter.objects.filter(to__in=written_to, words__contains="/card/", written_at__lt=before).delete()
    gone.delete()
