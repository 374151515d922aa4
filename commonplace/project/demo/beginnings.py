# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Two beginnings: one that is only a sentence yet, and one that grew from somebody else's record and has a line at its door."""

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.actions import interests_named
from commonplace.ground.points import Point
from commonplace.project.demo.telling import ZONE, Telling, answer, design, say
from commonplace.stages.design.actions import start, start_from
from commonplace.stages.recruit.actions import answer_call, withdraw
from commonplace.stages.recruit.calling import open_call


def tell(telling: Telling) -> None:
    """The borrowed grandmother, and injera on Sundays."""
    with telling.at(telling.weekday(-1, 1), "13:30"):
        borrowed = start(
            telling["lucia"], name="The Borrowed Grandmother", form="library", parent=telling.communities["programme"],
            purpose="A shelf of people over seventy who may be borrowed for an afternoon, and who may borrow one of us back.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        change_community(borrowed, telling["lucia"], interests=interests_named(["old people’s stories"]))
    telling.communities["borrowed"] = borrowed
    with telling.at(-5, "20:15"):
        thought = say(
            telling, "lucia", "Not yet a plan",
            "Three things that I know. It must go both ways. There is cake. Nobody is called “the elderly”.",
            borrowed, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(-5, "21:00"):
        answer(telling, thought, "dilys", "What is the fine if you bring me back late?")
    _injera(telling)


def _injera(telling: Telling) -> None:
    with telling.at(-6, "16:00"):
        injera = start_from(
            telling.communities["bread"], telling["selam"], name="Injera on Sundays", parent=telling.communities["programme"],
            purpose="The bakery’s design with the oven taken out: one large pan, one batter that takes three days, four Sundays, and everybody eats from one plate.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
    telling.communities["injera"] = injera
    with telling.at(-3, "22:00"):
        written = design(
            injera, telling["selam"], "What changes when there is no oven and no bell", audience=Audience.OPEN,
            need="On our corridor six of us come off nights on Sunday morning and eat crisps in the car. Two have children who ask what we used to eat at home.",
            who="People who work when others sleep, and their children, and whoever read the record of Bread Before Bell to its end.",
            tools="One pan of 58 cm, on loan from my aunt. Teff from the shop in Harehills. A plate that is large enough.",
            own_form="Sunday kitchen",
            place="The staff kitchen, if Estates say yes",
            facilitators=1, learners=10, hours_available=4,
            open_questions="Nadia’s people skipped the school. Who is my school? I think that it is Estates.",
            arc=[
                {"title": "Batter, and the first disappointment", "words": "It has to wait for three days. We mix today’s and cook the one from Thursday.", "offset": 0},
                {"title": "One plate", "words": "Learn to tear without looking.", "offset": 7},
                {"title": "What our mothers put beside it", "words": "Each of us brings one thing in a pot.", "offset": 14},
                {"title": "The children cook", "words": "We keep our hands behind our backs.", "offset": 21},
            ],
            predictions=["The first three will stick to the pan.", "Somebody from days will smell it and want to swap shifts."],
        )  # fmt: skip
    with telling.at(-2, "08:00"):
        first = answer(
            telling, written.entry, "nadia", "You kept “the heel stays on the shelf”. What is the heel of an injera?"
        )
    with telling.at(-2, "20:30"):
        answer(telling, written.entry, "selam", "The one that sticks. My aunt calls it the cook’s.", first)
    with telling.at(-2, "20:50"):
        change_community(injera, telling["selam"], point=Point(53.807, -1.521))
    _line_at_the_door(telling, injera)


def _line_at_the_door(telling: Telling, injera: Community) -> None:
    """Two seats, and more people than seats: one is given up, and offered to whoever is next."""
    with telling.at(-2, "21:00"):
        call = open_call(
            injera, telling["selam"], seats=2, offer_hours=96,
            words="Two seats at the first pan, since the pan is round and the kitchen is not. Bring a bowl with a lid: the batter goes home with you for three days.",
            questions=[("What did you eat on Sundays, at home?", True)],
        )  # fmt: skip
    asked = call.questions.get()
    rows = (
        ("sam", "Whatever my sister had burned."),
        ("nadia", "Bread. I am sorry, it was bread."),
        ("kwame", "Waakye, out of a leaf, at the lorry station."),
        ("lucia", "Nonna’s broth. She would not say what was in it, and we did not ask."),
    )
    answers = {}
    for number, (name, words) in enumerate(rows):
        with telling.at(-2, f"22:{number}5"):
            answers[name] = answer_call(call, telling[name], {asked.pk: words})
    with telling.at(-1, "06:20"):
        withdraw(answers["sam"])
