# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""What readers of The 61 Gazette were asked, what they said, and what became of it."""

from commonplace.project.demo.telling import Telling
from commonplace.stages.critique.actions import answer_points, ask_for_critique, write_critique
from commonplace.stages.critique.models import Answer
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import open_round, put_in


def tell(telling: Telling) -> None:
    """The first proof, and the column that is eleven lines too long; and a round of all that goes into the issue."""
    proof, column = telling.entries["proof"], telling.entries["ten past seven"]
    with telling.at(-1, "20:55"):
        ask_for_critique(
            proof, telling["safiya"], protocol="question",
            question="You stand at a stop and the bus comes in two minutes. Do you know what this is, and would you take one?",
            not_about="The n. We know about the n.",
        )  # fmt: skip
    with telling.at(-1, "21:30"):
        said = write_critique(
            telling["kwame"], proof, protocol=protocol_of("question"),
            said={
                "answer": "In two minutes I read the title and looked at the picture. I thought it was about the company, and that it would want me to sign something.\n\n"
                "At “nobody gets on who is not carrying something heavy” I knew what it was. That stands in the third column, where my thumb is.",
                "beside": "It smells good. Nobody who only sees it on a telephone will know.",
            },
        )  # fmt: skip
    with telling.at(-1, "22:40"):
        company, heavy, smell = said.points.all()
        answer_points(
            said, telling["safiya"],
            {
                company.pk: (Answer.THINK, "We all ride it, so none of us saw that. I will ask at stop 9."),
                heavy.pk: (Answer.TAKE_UP, "It is the first line of column one now."),
                smell.pk: (Answer.KEEP, "And we will not tell them."),
            },
        )  # fmt: skip
    with telling.at(-1, "21:50"):
        ask_for_critique(
            column, telling["kwame"], protocol="line", question="Eleven lines have to go. Which would you not miss?"
        )
    with telling.at(-1, "22:10"):
        write_critique(
            telling["dilys"], column, protocol=protocol_of("line"),
            said={"lines": "Between the lad by the chemist’s and the cello there is room for one breath, and no more.\n\nAt “forty seats” I put the magnifier down. Whatever you cut, not that."},
        )  # fmt: skip
    with telling.at(-1, "22:20"):
        write_critique(
            telling["pia"], column, protocol=protocol_of("line"), share=False,
            said={"lines": "At “he has a limp on wet days” I", "whole": ""},
        )  # fmt: skip
    with telling.at(0, "07:00"):
        issue = open_round(
            telling.communities["gazette"], telling["safiya"], title="Everything that goes into the issue", each=2, protocol="line",
            closes_at=telling.moment(4, "23:59"), is_exchange=False,
        )  # fmt: skip
        put_in(issue, telling["kwame"], column, question="Eleven lines have to go. Which would you not miss?")
