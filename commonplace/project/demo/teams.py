# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Teams for the last weeks of The Open Doors Term: asked, proposed and told, and not settled yet."""

from collections.abc import Sequence
from datetime import date

from commonplace.project.demo.telling import ZONE, Telling
from commonplace.stages.team.actions import answer_seat, begin_forming, tell_everybody
from commonplace.stages.team.hours import mask_of
from commonplace.stages.team.models import Forming
from commonplace.stages.team.saying import Told, say
from commonplace.stages.team.tasks import ask_to_form, form_teams

OUTCOMES = (
    "a wall that strangers can read",
    "a small book",
    "an afternoon that anybody may come to",
    "a letter to whoever comes next term",
)
VALUES = ("care", "courage", "patience", "making people laugh")
GROUPS = ("first in the family to study",)
# Free hours: days from Monday, and from which hour to which.
Hours = Sequence[tuple[str, int, int]]
EVENINGS: Hours = (("0 1 2 3", 18, 21),)
EARLY: Hours = (("0 1 2 3 4", 7, 9), ("5", 9, 12))
WEEKEND: Hours = (("5 6", 10, 16),)
LATE: Hours = (("1 3", 19, 22), ("6", 14, 18))
# Who; outcomes and weights by their places; free hours; where they come from; whether they are counted in the group; whom they wish for.
SAID: tuple[tuple[str, tuple[int, ...], tuple[int, ...], Hours, str, bool, str], ...] = (
    ("safiya", (0, 2), (2, 3, 0, 1), (*EVENINGS, *WEEKEND), "Geography, and the 61", True, "lucia"),
    ("piotr", (1,), (0, 1, 3, 0), EVENINGS, "Graphic design", False, "safiya"),
    ("lucia", (0, 1), (1, 0, 3, 1), (*EVENINGS, *LATE), "Sociology, and lino", True, ""),
    ("aroha", (0, 2), (3, 1, 1, 0), WEEKEND, "Civil engineering", False, "jun"),
    ("teo", (1, 3), (0, 0, 3, 2), (*EVENINGS, *EARLY), "Mathematics", False, ""),
    ("callum", (2,), (0, 3, 0, 3), LATE, "Architecture", False, "zahra"),
    ("nadia", (2, 3), (3, 0, 2, 0), EARLY, "Bread", True, "sam"),
    ("sam", (2, 3), (3, 1, 0, 1), EARLY, "Nutrition", True, "nadia"),
    ("selam", (3,), (3, 0, 2, 0), (*EARLY, *WEEKEND), "Nursing", False, ""),
    ("jun", (0,), (1, 0, 3, 0), (*LATE, *WEEKEND), "Sound", False, ""),
)  # fmt: skip


def tell(telling: Telling) -> None:
    """Ruth asked a week ago; ten of eleven answered. They read since yesterday where they are, and some have said whether it suits them."""
    programme, ruth = telling.communities["programme"], telling["ruth"]
    with telling.at(-7, "09:00"):
        forming = begin_forming(
            programme, ruth, closes_at=telling.moment(-1, "12:00"), size=4, outcomes=OUTCOMES, values=VALUES, groups=GROUPS,
        )  # fmt: skip
    for number, (name, outcomes, values, hours, background, is_counted, wished) in enumerate(SAID):
        with telling.at(-6 + number // 2, f"{18 + number % 2}:25"):
            say(
                forming, telling[name],
                Told(
                    hours=_free(hours, forming.week), outcomes=outcomes, values=values, background=background,
                    groups=[0] if is_counted else [], wishes=[one.pk for one in telling.people(wished)], keeps=name == "teo",
                ),
            )  # fmt: skip
    with telling.at(-1, "16:30"):
        ask_to_form(forming, ruth)
        form_teams.func(forming.pk)
    with telling.at(-1, "16:50"):
        forming = tell_everybody(forming, ruth, based_on=Forming.objects.get(pk=forming.pk).version)
    for at, name, words in (
        ("17:02", "sam", ""),
        ("17:40", "selam", ""),
        ("18:15", "jun", ""),
        (
            "19:30",
            "callum",
            "I would be of more use where somebody builds something. But I stay if that leaves a hole.",
        ),
        ("21:05", "safiya", ""),
    ):
        with telling.at(-1, at):
            answer_seat(forming, telling[name], accepts=not words, words=words)


def _free(hours: Hours, week: date) -> int:
    free = [(int(day), hour) for days, begins, ends in hours for day in days.split() for hour in range(begins, ends)]
    return mask_of(free, ZONE, week)
