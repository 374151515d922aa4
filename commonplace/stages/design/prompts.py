"""What the design document asks, section by section, with examples from communities that we invented."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str


@dataclass(frozen=True)
class Section:
    """A part of the document: its heading, what it asks, an example and whose it is, and what will stand here."""

    title: Words
    ask: Words
    example: Words = ""
    example_from: Words = ""
    will_say: Words = ""


SECTIONS: dict[str, Section] = {
    "need": Section(
        _("The need"),
        _("Who misses something today, and how do you know? Write of people you have spoken with."),
        _(
            "Six parents at the school gate told us that they leave the room when homework comes out. "
            "Not one of them dislikes numbers. They dislike being caught."
        ),
        _("Kitchen Arithmetic"),
        _("Whose need it is, in words of people who were asked."),
    ),
    "purpose": Section(
        _("Purpose"),
        _("What should be true on the last day that is not true today? Two sentences will do."),
        _(
            "By Sunday, four families cook from a recipe that they scaled themselves, and laugh at "
            "the one that went wrong."
        ),
        _("Kitchen Arithmetic"),
        _("What this is for, in a sentence or two."),
    ),
    "who": Section(
        _("Who it is for"),
        _("Whom do you see at the table? Say how old they are, where they come from, and what they bring."),
        _(
            "People of sixty and older from the two towers, and whoever of their grandchildren is "
            "awake. They bring radios that no longer speak."
        ),
        _("The Radio Surgery"),
        _("Who is meant, and what they bring."),
    ),
    "included": Section(
        _("Who could be left out?"),
        _("Think of someone who would like to come and would not. What do you do about it?"),
        _(
            "Whoever works shifts misses every second evening. We do each session twice, at ten and at seven, "
            "and a person may change between the two without asking."
        ),
        _("Night Owls’ Astronomy"),
        _("Who might stay away, and what is done about it."),
    ),
    "values": Section(
        _("Values, and how one would notice"),
        _(
            "A value is worth nothing alone. For each one: what would somebody see on day one that "
            "tells them you mean it?"
        ),
        will_say=_("The values this stands under, each with what one would see."),
    ),
    "when": Section(
        _("When and where"),
        _("Small and whole is better than long and thin. Most first designs run for three to ten days."),
        will_say=_("The first day, the last day, and the place."),
    ),
    "arc": Section(
        _("Day by day"),
        _(
            "What happens on each day, so that the days make one story? What do people hold in their "
            "hands on the first evening?"
        ),
        _(
            "Day one: everybody takes one radio apart. Day two: we draw what we found. Day three: "
            "the one that hums is mended by all of us."
        ),
        _("The Radio Surgery"),
        _("What happens, one day after the other."),
    ),
    "roles": Section(
        _("Who does what"),
        _(
            "Who opens the door, who watches the time, who looks after whoever is upset? Which of "
            "this can learners take over?"
        ),
        _(
            "Two of us open up. The time is kept by a learner, another one each day. Ruth, who was a "
            "nurse, sits by the window for anyone who needs her."
        ),
        _("Night Owls’ Astronomy"),
        _("Who carries what, learners included."),
    ),
    "tools": Section(
        _("Place and tools"),
        _(
            "What has to be there, what is lent, and what do people bring? Think of steps, toilets, "
            "heating and a socket."
        ),
        _(
            "The scout hut: level entrance, one toilet, eight chairs of our own. Red torches are "
            "lent; nobody needs a telescope."
        ),
        _("Night Owls’ Astronomy"),
        _("What is needed, and where it comes from."),
    ),
    "safety": Section(
        _("Norms and safety"),
        _("What do you ask of one another, and what happens when something goes wrong? Whom can somebody turn to?"),
        _(
            "Two adults are always in the room. Nobody films. Whoever wants to leave, leaves, and we "
            "ring home if they are under sixteen."
        ),
        _("The Radio Surgery"),
        _("What people ask of one another, and whom one can turn to."),
    ),
    "recruiting": Section(
        _("How people hear of it"),
        _("Where are the people you mean, on an ordinary day? Who, whom they trust, could tell them?"),
        _(
            "The launderette has a wall for notices and an owner who reads them aloud. Both school "
            "secretaries know which parents to ring."
        ),
        _("Kitchen Arithmetic"),
        _("Where people will hear of it, and from whom."),
    ),
    "predictions": Section(
        _("Predictions"),
        _(
            "What do you expect to happen? Be bold enough to be wrong: your own words come back to "
            "you when you reflect."
        ),
        _("At least one grandchild explains something to a grandmother’s neighbour."),
        _("The Radio Surgery"),
        _("What its designers expect, to be looked at again afterwards."),
    ),
    "open_questions": Section(
        _("Open questions"),
        _("What do you not know yet? Others who read this may."),
        _("How do we say no to a fortieth person without closing the door on them?"),
        _("Night Owls’ Astronomy"),
        _("What is not known yet, and who might know."),
    ),
}

# The order in which the document is read, and written.
READING = (
    "need", "purpose", "who", "included", "values", "when", "arc",
    "roles", "tools", "safety", "recruiting", "predictions", "open_questions",
)  # fmt: skip
