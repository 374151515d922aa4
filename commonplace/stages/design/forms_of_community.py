"""What each form of community suggests: a line to choose it by, and hints beside the prompts. A form never decides."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True)
class FormHints:
    """One form: what it is in a line, and by section what others of this form thought of."""

    line: Words
    hints: dict[str, Words] = field(default_factory=dict)


FORMS: dict[str, FormHints] = {
    "school": FormHints(
        _("People learn together over months or years, in a place of their own."),
        {
            "arc": _("For a school, draft one week that could be any week, then run that week."),
            "safety": _("Write who is told when somebody does not arrive in the morning."),
        },
    ),
    "after-school": FormHints(
        _("Hours between the last bell and supper, several days a week."),
        {
            "arc": _("People arrive hungry and tired. What are the first twenty minutes?"),
            "included": _("Who has to fetch a brother or sister at four? Can they come along?"),
        },
    ),
    "micro-school": FormHints(
        _("A school for a handful, of mixed ages, often in somebody’s house."),
        {
            "learners": _("Often five to fifteen."),
            "roles": _("With few people each absence is felt. Who stands in for you?"),
        },
    ),
    "alternative-school": FormHints(
        _("A school that does one great thing otherwise, and says which."),
        {
            "purpose": _("Name the one thing you do otherwise, and what you keep as it is."),
            "recruiting": _(
                "Families will ask what comes afterwards. Have an answer ready, and a person who has done it."
            ),
        },
    ),
    "workshop": FormHints(
        _("Benches, tools and materials; people make things."),
        {
            "tools": _("List the tools that two people will want at the same moment."),
            "safety": _("Which tool needs somebody beside it? Who shows newcomers?"),
            "arc": _("Let everybody finish something small on the first day."),
        },
    ),
    "incubator": FormHints(
        _("People with a venture or a project of their own, side by side for some weeks."),
        {
            "included": _("Who cannot afford to work unpaid for so long? What could be paid?"),
            "arc": _("Plan the days on which people meet those they want to serve, not only each other."),
        },
    ),
    "conference": FormHints(
        _("Talks and conversations on one subject, on set days."),
        {
            "arc": _("Leave as much time between the talks as for them."),
            "included": _("Think of fares, childcare and people whose first language is another."),
        },
    ),
    "unconference": FormHints(
        _("Those who come make the programme on the morning itself."),
        {
            "arc": _("Plan the opening, the empty wall and the closing circle. Leave the rest."),
            "roles": _("Somebody explains how it works, twice, and helps the shy to put up a card."),
        },
    ),
    "hackathon": FormHints(
        _("Teams build something from nothing in a day or three."),
        {
            "included": _("Without a night shift and without prizes, different people come."),
            "predictions": _("Which works will still be in use a month later?"),
        },
    ),
    "book-club": FormHints(
        _("One text at a time, read apart and talked over together."),
        {
            "arc": _("Say how many pages lie between two meetings, and what somebody does who has read none."),
            "tools": _("Where do the copies come from? Is there one in large print, and one to listen to?"),
            "learners": _("Often six to ten: all can speak in one evening."),
        },
    ),
    "discussion": FormHints(
        _("A question, a circle of people, and time to think aloud."),
        {
            "safety": _("What is said here stays here? Decide it together on the first evening."),
            "roles": _("Who opens, who keeps the round going, who writes down what was left open?"),
        },
    ),
    "team": FormHints(
        _("A few people with one task, for as long as it takes."),
        {
            "purpose": _("Write the task so that you will all know when it is done."),
            "roles": _("Write who decides when you do not agree."),
        },
    ),
    "camp": FormHints(
        _("Some days and nights together, away from the usual."),
        {
            "safety": _("Write about nights: who sleeps where, who is awake, whom one wakes."),
            "included": _("Who has never slept away from home, or must not? Could they come by day?"),
        },
    ),
    "library": FormHints(
        _("Things to borrow, people to ask, and a warm room that is open to all."),
        {
            "who": _("Who comes in already, for the warmth or the socket? Begin with them."),
            "tools": _("What can be borrowed besides books?"),
        },
    ),
    "unschool": FormHints(
        _("Young people follow what they are drawn to, with families and friends around them."),
        {
            "arc": _("Instead of a plan: which invitations lie ready on each day, to be taken up or not?"),
            "predictions": _("What will people still be doing when the days are over?"),
        },
    ),
    "tutoring": FormHints(
        _("Two people, one of whom has been there before."),
        {
            "roles": _("Who brings pairs together, and what does somebody do whose pair does not work?"),
            "safety": _("Meet where others can see you. Write where that is."),
        },
    ),
    "help-desk": FormHints(
        _("Somebody asks, somebody who knows a little more looks into it with them."),
        {
            "roles": _("Who sits at the desk at which hour, and what do they do with a question nobody can answer?"),
            "hours_needed": _("Count the hours the desk is open, and as many again for looking things up."),
        },
    ),
    "webinars": FormHints(
        _("Live talks on screens, one after the other, with questions."),
        {
            "arc": _("After twelve minutes of listening, let people do something."),
            "included": _("Who has only a phone and little data? Can they listen by telephone, or read along?"),
        },
    ),
    "programme": FormHints(
        _("Holds other communities: a course, a cohort, a year."),
        {
            "arc": _("Write down when you check in with each group, and what you look at together."),
            "roles": _("Two people can hold some forty when the groups help each other. How will they?"),
        },
    ),
    "own": FormHints(_("None of these fits. Say in your own words what it is.")),
}


def hint(form: str, section: str) -> Words:
    """What others of this form thought of in a section, or nothing."""
    return FORMS[form].hints.get(section, "") if form in FORMS else ""
