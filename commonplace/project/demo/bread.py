# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Bread Before Bell: six mornings at an oven, seven weeks ago. It has walked the whole road; its record is in `bread_record`."""

from commonplace.commons.communities.actions import agree_to_norms, change_community, move_stage, welcome_member
from commonplace.commons.communities.invitations import make_class_code
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo.people import MINORS, join_by_class_code
from commonplace.project.demo.telling import ZONE, Telling, answer, days_of_arc, design, say
from commonplace.stages.design.actions import start
from commonplace.stages.design.models import Design
from commonplace.stages.gather.actions import plan_from_design
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import end_call, open_call

# Tuesdays and Fridays of three weeks, as weeks from this one and days of the week.
MORNINGS = ((-7, 1), (-7, 4), (-6, 1), (-6, 4), (-5, 1), (-5, 4))

ARC = (
    (
        "Flour, water, and waiting",
        "Everybody mixes with their hands. Nothing is baked that would be missed. Breakfast is shop bread, said aloud.",
    ),
    ("The first loaf", "It will be flat. We slice it all the same, and keep one heel on the shelf to look back at."),
    (
        "A hundred is always the flour",
        "Miriam writes the doughs in columns: the flour is a hundred, everything else is measured against it.",
    ),
    ("The oven’s turn", "The same loaf again. Change one thing only, and say before what you think will happen."),
    (
        "Teach it to somebody",
        "Each of us brings one person who has not been, and does not touch the dough, however it itches.",
    ),
    ("Bread for the gate", "We bake forty rolls, and stand at the school gate with them until the bell."),
)

NEED = (
    "At half past seven there are between six and eleven children on the steps of the chapel in Ebor Street, because it has a roof and "
    "the school does not open until twenty past eight. We asked. Nobody said hungry. They said “early”, “my mum’s shift”, “bored”, and "
    "one said that it smells of the old bakery when it rains. The chapel has a bread oven that was last lit in 2009."
)


def tell(telling: Telling) -> Community:
    """From the idea on the stairs to rolls at the gate."""
    bread = _imagine(telling)
    _design(telling, bread)
    _recruit(telling, bread)
    _mornings(telling, bread)
    return bread


def _imagine(telling: Telling) -> Community:
    with telling.at(telling.weekday(-10, 3), "07:50"):
        bread = start(
            telling["nadia"], name="Bread Before Bell", own_form="Before-school bakery", parent=telling.communities["programme"],
            purpose="Six early mornings at an old oven, for anybody who is up too soon: we bake one loaf until it is good, and eat what we learned.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        welcome_member(bread, telling["sam"], Role.FACILITATOR, by=telling["nadia"], agreed=True)
        change_community(
            bread, telling["nadia"], interests=interests_named(["baking", "breakfast", "percentages"]),
            norms="Hands are washed and nobody remarks on it. You need not say why you came. Whoever opens the oven says so first.",
        )  # fmt: skip
    telling.communities["bread"] = bread
    return bread


def _design(telling: Telling, bread: Community) -> None:
    first, last = MORNINGS[0], MORNINGS[-1]
    arc = [(telling.weekday(*day), "06:45", 95, *words) for day, words in zip(MORNINGS, ARC, strict=True)]
    with telling.at(telling.weekday(-9, 0), "21:15"):
        design(
            bread, telling["sam"], "One oven, not forty", need=NEED,
            who="Whoever is on the steps, whoever is coming off nights, and their brothers and sisters. Twelve at a time: that is how many fit round the table.",
            included="Families who do not like forms: there is one line to sign, in five languages. No fee and no list of who ate. Wheat and a pan without wheat.",
            roles="Nadia keeps the dough, Sam keeps the clock and the first-aid box. Hyacinth knows, and is asked not to say so until somebody has tried.",
            tools="The chapel kitchen, its oven, two big tables at two heights, one bus for everybody’s flour.",
            safety="Two checked adults before the door is opened. Parents may stay. Oven gloves hang on a nail at the height of a child, not of a cook.",
            recruiting="A chalk arrow on the steps, a note in the staff room of the bus depot, and smell.",
            open_questions="What if nobody likes it? What if everybody comes?",
            place="Ebor Street chapel, kitchen door", starts_on=telling.day(telling.weekday(*first)), ends_on=telling.day(telling.weekday(*last)),
            learners=12, facilitators=2, hours_needed=9, hours_available=8,
        )  # fmt: skip
    with telling.at(telling.weekday(-9, 3), "20:40"):
        written = design(
            bread, telling["nadia"], "Values after the evening of margins; the first day made smaller", audience=Audience.OPEN,
            values=[
                ("dignity", "", ["Bread is on the table before anybody says why they came.", "Nobody signs for breakfast, and nobody counts who ate."]),
                ("mastery", "", ["The same loaf is baked six times. The heel of the first one stays on the shelf.", "You change one thing at a time, and say first what you expect."]),
                ("wellbeing", "", ["The kettle goes on before the lights.", "We sit down together for ten minutes, whatever the dough says."]),
                ("academically-oriented", "", ["Doughs are written in percentages of flour, on the wall, by whoever mixed them."]),
                ("", "patience", ["The oven is opened by whoever has waited longest, and they say aloud what they see."]),
            ],
            arc=days_of_arc(telling, arc),
            predictions=[
                "Twelve will come in the first week, and ten of them will still come in the third.",
                "The first loaf will be bad, and it will not matter.",
                "Percentages will put people off, so we keep them for the third morning.",
                "The smell will do our recruiting for us.",
            ],
        )  # fmt: skip
    with telling.at(telling.weekday(-9, 4), "08:12"):
        note = answer(
            telling,
            written.entry,
            "ruth",
            "“Nobody counts who ate.” Then how will you know that twelve came? I like it better than knowing. Say it to the chapel before they ask.",
        )
    with telling.at(telling.weekday(-9, 4), "12:30"):
        answer(
            telling, written.entry, "sam", "We shall count the mugs, afterwards, and not look at whose they were.", note
        )


def _recruit(telling: Telling, bread: Community) -> None:
    questions = [
        ("What do you eat, and what must you not eat?", True),
        ("Is there anything that would keep you away?", False),
    ]
    with telling.at(telling.weekday(-8, 0), "07:05"):
        call = open_call(
            bread, telling["nadia"], seats=12, questions=questions,
            words="You are up anyway. Come in, there is tea. Six mornings, one loaf, no experience. Come as you are, in sleeves that can be rolled.",
        )  # fmt: skip
        code = make_class_code(bread, telling["sam"], days=30)
    asked = {question.words: question.pk for question in call.questions.all()}
    replies = (
        ("hyacinth", "I eat everything and must not eat everything.", "Only the stairs."),
        ("kwame", "All bread.", "On late turn I sleep until eight."),
        ("miriam", "No pork, no shellfish, no margarine.", ""),
        ("walter", "Porridge, as a rule.", "Ice."),
        ("teo", "Anything at that hour.", "That hour."),
        ("selam", "Fasting on Wednesdays and Fridays: no milk or butter.", ""),
    )
    for number, (name, food, keeps_away) in enumerate(replies):
        with telling.at(telling.weekday(-8, number), "17:20"):
            answers = {asked[questions[0][0]]: food, asked[questions[1][0]]: keeps_away}
            answer_call(call, telling[name], answers)
    for number, part in enumerate(part for part in MINORS if part.name in {"dayo", "ellis", "mateusz"}):
        with telling.at(telling.weekday(-8, 2), f"07:{40 + number}"):
            person = join_by_class_code(telling, part, code.code)
            membership = bread.memberships.get(person=person, left_at=None)
            agree_to_norms(membership)
    with telling.at(telling.weekday(-7, 0), "19:00"):
        end_call(call, telling["nadia"])
        bread.refresh_from_db()
        made = plan_from_design(Design.objects.get(community=bread), telling["nadia"])
        move_stage(bread, telling["nadia"], Stage.GATHER)
    for number, gathering in enumerate(made):
        telling.entries[f"morning {number}"] = gathering.entry
        with telling.at(telling.weekday(-7, 0), "19:05"):
            change_audience(gathering.entry, telling["nadia"], Audience.OPEN)


def _mornings(telling: Telling, bread: Community) -> None:
    for number, names in enumerate(
        (
            "hyacinth kwame dayo",
            "hyacinth miriam walter",
            "miriam ellis mateusz",
            "kwame walter dayo",
            "selam teo",
            "hyacinth kwame dayo mateusz",
        )
    ):
        with telling.at(telling.weekday(*MORNINGS[number]) - 1, "20:00"):
            gathering = Gathering.objects.get(pk=telling.entries[f"morning {number}"].pk)
            for name in names.split():
                say_coming(gathering, telling[name], "yes")
    with telling.at(telling.weekday(*MORNINGS[1]), "09:40"):
        flat = say(
            telling, "nadia", "It is flat, and we ate it",
            "The first loaf is the height of a slipper. My grandmother would have given it to the donkey. Nine people ate it with jam and "
            "one asked for the recipe, so that she could avoid it.\n\nThe heel is on the shelf. Nobody may throw it away.",
            bread, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(telling.weekday(*MORNINGS[1]), "10:15"):
        answer(telling, flat, "hyacinth", "I said nothing. I want it written down that I said nothing.")
    with telling.at(telling.weekday(*MORNINGS[2]), "18:30"):
        pale = say(
            telling, "sam", "Why is it pale?",
            "Three mornings, three pale loaves. We have changed the flour, the time and the tin, one at a time as promised. The dial says 220. What are we not changing?",
            bread, kind="question", audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(telling.weekday(*MORNINGS[2]), "19:02"):
        first = answer(telling, pale, "walter", "Has anybody asked the oven? I shall bring a thermometer that I trust.")
    with telling.at(telling.weekday(*MORNINGS[3]), "08:31"):
        answer(
            telling,
            pale,
            "walter",
            "190 at the back, 170 by the door. The dial has been lying to you since 2009. It is not your bread.",
            first,
        )
    with telling.at(telling.weekday(*MORNINGS[3]), "08:50"):
        answer(telling, pale, "dayo", "it was never us it was the oven", first)
    with telling.at(telling.weekday(*MORNINGS[5]), "10:05"):
        say(
            telling, "sam", "Forty rolls, eleven minutes",
            "They were gone before the bell. A teacher took one to the office as evidence, and came back for another.\n\n"
            "Two of ours were late for registration because of it. The school has written to us, and they are right: we had asked the chapel, "
            "the parents and the depot, and never the school.",
            bread, audience=Audience.OPEN,
        )  # fmt: skip
