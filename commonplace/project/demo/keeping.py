# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""How Millrace is kept: first steps, help asked and given, a report that was ruled on and one that waits."""

from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Comment
from commonplace.commons.people.actions import answer_help, ask_helper, interests_named
from commonplace.commons.people.models import HelpRequest
from commonplace.commons.safeguard.actions import hide, leave_as_it_is, report
from commonplace.edges.discover.first_steps import bring_back_ours
from commonplace.project.demo.telling import Telling


def open_the_door(telling: Telling) -> None:
    """The first steps that a stranger finds."""
    with telling.at(telling.weekday(-12, 0), "11:00"):
        bring_back_ours()


def tell(telling: Telling) -> None:
    """What the two staff and the host have had to do."""
    _blunt_words(telling)
    _left_alone(telling)
    _still_waiting(telling)
    _help(telling)


def _blunt_words(telling: Telling) -> None:
    """Tariq is rude in a margin, is told so, and says that he is sorry."""
    proof = telling.entries["proof"]
    blunt = Comment.objects.get(entry=proof, by=telling["tariq"])
    with telling.at(-1, "21:15"):
        made = report(
            telling["walter"],
            "It was somebody’s first headline, and I was standing beside them when they read this.",
            comment=blunt,
        )
    with telling.at(-1, "22:05"):
        hide(
            telling["piotr"],
            "Our first norm: nobody is made small. The headline was badly spaced, and you can say that. I have written to you as well.",
            made,
            comment=blunt,
        )
    with telling.at(-1, "22:50"):
        comment_on(
            proof,
            telling["tariq"],
            "I wrote something here that I would not have said across the table. I am sorry. The space after the 6 wants to be a hair wider, and I would like to come early tomorrow and show how, if whoever set it will have me.",
        )


def _left_alone(telling: Telling) -> None:
    arabic = telling.communities["gazette"].entries.get(kind="post", language="ar")
    with telling.at(-4, "19:50"):
        made = report(telling["jun"], "I cannot read this. Should it be here without a translation?", entry=arabic)
    with telling.at(-4, "20:30"):
        leave_as_it_is(
            telling["safiya"],
            "Columns here stay in the language that they were said in, as our design says. Ask Leyla to read it to you: it is about tea.",
            made,
        )


def _still_waiting(telling: Telling) -> None:
    with telling.at(-1, "19:40"):
        report(
            telling["walter"],
            "The note about stop 9 gives the number of a house. I do not think that the lady meant the whole web to have it.",
            entry=telling.entries["wall"],
        )


def _help(telling: Telling) -> None:
    letterpress, hands = interests_named(["letterpress", "joinery"])
    with telling.at(-3, "09:00"):
        ask_helper(
            telling["lucia"],
            telling["dilys"],
            letterpress,
            "May I come to you on the morning of press day, before the others, and be slow?",
        )
        ask_helper(
            telling["mateusz"],
            telling["greta"],
            hands,
            "could i sweep for you on saturdays. i mean for the apprenticeship but also the sweeping",
        )
    with telling.at(-2, "08:00"):
        asked = HelpRequest.objects.get(by=telling["lucia"], to=telling["dilys"])
        answer_help(asked, "At eight. Bring an apron, and do not bring a telephone.")
