"""The values that a design may stand under, each with what it means and how one might notice it.

Nine are those of connected learning, nine those of the programme that Commonplace was made for. A community adds
its own.
A value is worth nothing alone: the examples show what a practice looks like, they are not there to be ticked.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.stages.design.models import ValueChoice


@dataclass(frozen=True)
class Value:
    """A known value: its name, its meaning in a sentence, and two practices that others could see."""

    name: Promise | str
    meaning: Promise | str
    practices: tuple[Promise | str, Promise | str]


VALUES: dict[str, Value] = {
    "equity": Value(
        _("equity"),
        _("Whoever has least to begin with loses nothing by coming."),
        (
            _("Tools are lent home overnight, without a deposit."),
            _("We meet where the bus stops, and there is a meal."),
        ),
    ),
    "full-participation": Value(
        _("full participation"),
        _("Everybody here has a part that would be missed."),
        (
            _("Nobody only watches: each person holds one job of the day."),
            _("A round comes before any vote, so that all have spoken."),
        ),
    ),
    "social-connection": Value(
        _("social connection"),
        _("People come to know each other, and learn because of it."),
        (_("Pairs change every day, and introduce each other."), _("The kettle goes on half an hour before we begin.")),
    ),
    "interest-powered": Value(
        _("interest-powered"),
        _("What somebody cares about decides where they begin."),
        (
            _("The first hour is spent on the questions that people brought."),
            _("Anybody may leave a table for one that draws them more."),
        ),
    ),
    "peer-supported": Value(
        _("peer-supported"),
        _("Help comes first from those who learn beside you."),
        (
            _("Ask two neighbours before you ask a mentor."),
            _("Whoever learned a trick writes it on the wall with their name."),
        ),
    ),
    "academically-oriented": Value(
        _("academically oriented"),
        _("What is learned here opens doors in study, work and public life."),
        (
            _("Each work names the idea behind it, and where to read on."),
            _("A teacher from the school comes to the show and is told what counts."),
        ),
    ),
    "shared-purpose": Value(
        _("shared purpose"),
        _("There is one thing that all of us want done."),
        (
            _("The purpose hangs by the door, in words that we agreed on together."),
            _("We end each day by asking what is nearer now than it was."),
        ),
    ),
    "production-centred": Value(
        _("production-centred"),
        _("People learn by making something that somebody will use."),
        (
            _("Everybody goes home on day one with a thing in their hands."),
            _("What is half done lies on the table for others to try."),
        ),
    ),
    "openly-networked": Value(
        _("openly networked"),
        _("What happens here is joined to home, school and the wider world."),
        (
            _("Notes are put up the same evening, for those who could not come."),
            _("A family member may sit in on any day."),
        ),
    ),
    "service": Value(
        _("service"),
        _("Somebody outside the group is better off for what we do."),
        (
            _("Each repair goes back to its owner with a word on how to keep it."),
            _("We asked the neighbours what they need before we chose."),
        ),
    ),
    "autonomy": Value(
        _("autonomy"),
        _("People direct their own learning, and may say no."),
        (
            _("The wall of plans is blank until ten; people fill it."),
            _("A learner may turn down an activity and stay."),
        ),
    ),
    "mastery": Value(
        _("mastery"),
        _("There is time to become good at something that matters to you."),
        (
            _("The same work is taken up again on three days, not started anew."),
            _("People show an early try beside the latest one."),
        ),
    ),
    "purpose": Value(
        _("purpose"),
        _("Each person knows what their work is for."),
        (
            _("Before starting, people write down who will be glad of it."),
            _("Works are handed over to somebody, not handed in."),
        ),
    ),
    "dignity": Value(
        _("dignity"),
        _("Nobody is shamed, hurried or made small in order to learn."),
        (
            _("Nobody is called on; people speak when they raise a card."),
            _("Mistakes are told by whoever made them, and by nobody else."),
        ),
    ),
    "wellbeing": Value(
        _("wellbeing"),
        _("People leave with more strength than they came with."),
        (
            _("Every ninety minutes we stop, eat and go outside."),
            _("There is a quiet room, and no question asked about using it."),
        ),
    ),
    "authentic-growth": Value(
        _("authentic growth"),
        _("What is learned goes deep and stays: it becomes a part of who one is."),
        (
            _("People begin a habit on day one and look at it together a month later."),
            _("There is no test to cram for; people teach it to a newcomer."),
        ),
    ),
    "civic-engagement": Value(
        _("civic engagement"),
        _("We take up questions of our own day and place, and act on them."),
        (
            _("Findings go to the council as a letter, signed by those who wish."),
            _("We begin with a walk, and note what ought to be different."),
        ),
    ),
    "inclusion": Value(
        _("inclusion"),
        _("The place is made ready for people who are usually left out."),
        (
            _("Everything said is also shown, and all that is written is read aloud."),
            _("We ask each person beforehand what they need, and do it."),
        ),
    ),
}


def known_name(key: str, own_name: str = "") -> str:
    """The name of a value by its key; its own words where it has none of ours."""
    return str(VALUES[key].name) if key in VALUES else own_name or key


def name_of(choice: ValueChoice) -> str:
    """The name of a value that a design has chosen."""
    return known_name(choice.key, choice.own_name)
