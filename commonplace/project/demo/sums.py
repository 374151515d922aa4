# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Slow Sums: a design in the making, with open lines, and margins that others have written in."""

from commonplace.commons.communities.actions import change_community, welcome_member
from commonplace.commons.communities.models import Audience, Role
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo.telling import ZONE, Telling, answer, design, say
from commonplace.stages.design.actions import start


def tell(telling: Telling) -> None:
    """Three sittings, and what others said to them."""
    with telling.at(telling.weekday(-4, 1), "23:20"):
        sums = start(
            telling["teo"], name="Slow Sums", form="help-desk", parent=telling.communities["programme"],
            purpose="A table where arithmetic is allowed to take as long as it takes, for people who were once told to hurry.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        change_community(
            sums, telling["teo"], interests=interests_named(["how people count", "arithmetic without hurry"])
        )
        telling.communities["sums"] = sums
        design(
            sums, telling["teo"], "First sitting, late", audience=Audience.OPEN,
            need="I stood by the ticket machine at the station for an hour. Fourteen people asked somebody else to work out whether two singles were cheaper than a return. "
            "Three of them apologised to the machine.",
            values=[("dignity", "", ["There is no clock in the room, and phones lie face down."]), ("peer-supported", "", [])],
        )  # fmt: skip
    with telling.at(telling.weekday(-3, 3), "22:05"):
        welcome_member(sums, telling["lucia"], Role.FACILITATOR, by=telling["teo"], agreed=True)
        design(
            sums, telling["lucia"], "Who it is for, after talking to my aunt",
            who="Grown-ups who remember an errand as soon as the homework is on the table, and whoever is thirteen and has begun to believe that they are stupid. At one table. I think that they could help each other, and Teo thinks that they could not.",
            learners=16, facilitators=1, hours_needed=8, hours_available=5,
        )  # fmt: skip
    with telling.at(-4, "21:40"):
        written = design(
            sums, telling["teo"], "The wall, and two predictions",
            tools="A roll of squared wallpaper round the whole room at two heights. Pencils without rubbers, so that nothing can be made not to have happened.",
            values=[
                ("dignity", "", ["There is no clock in the room, and phones lie face down.", "Nobody says “easy”. There is a jar for it, and it buys the biscuits."]),
                ("peer-supported", "", ["You ask the wall first, then whoever sits to your left, then us."]),
                ("mastery", "", []),
            ],
            arc=[{"title": "Bring one number that frightens you", "words": "A bill, a dose, a mark. We only look at it."}, {"title": "The wall", "words": ""}],
            predictions=["People will come in twos.", "The jar will be full after the second evening, and half of it will be mine."],
        )  # fmt: skip
        telling.entries["sums design"] = written.entry
    _margins(telling)
    with telling.at(-3, "08:15"):
        say(
            telling, "teo", "Where would you put a help desk so that nobody is seen going to it?",
            "The library is quiet, but you have to walk past everybody. The launderette in Dewsbury Road is warm, and one has forty minutes there anyway.",
            sums, kind="question", audience=Audience.OPEN,
        )  # fmt: skip


def _margins(telling: Telling) -> None:
    entry = telling.entries["sums design"]
    with telling.at(-3, "19:30"):
        one = answer(
            telling,
            entry,
            "ruth",
            "*Sixteen learners, one facilitator, five hours a week.* Which of the three would you let go of first?",
        )
    with telling.at(-3, "21:10"):
        answer(telling, entry, "teo", "The sixteen. It was the number of chairs.", one)
    with telling.at(-2, "12:20"):
        two = answer(
            telling,
            entry,
            "nadia",
            "No rubbers: yes. At the bakery we kept the heel of the first loaf on the shelf for the same reason. Take it from us, it is in our record.",
        )
    with telling.at(-2, "12:48"):
        answer(telling, entry, "lucia", "Taken, with a bow.", two)
    with telling.at(-1, "10:05"):
        answer(
            telling,
            entry,
            "safiya",
            "“Mastery” has no practice yet. Is it there because you mean it, or because a design looks bare without?",
        )
    with telling.at(-1, "18:55"):
        answer(
            telling,
            entry,
            "joel",
            "You have written down the thirteen-year-old and not who else is in the room with her. Let us talk before the soup.",
        )
