# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""The Open Doors Term: a programme in which students design a place to learn, run it for some days, and look back."""

from uuid import uuid4

from commonplace.commons.communities.actions import change_community, change_role, form_team, move_stage, welcome_member
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.people.actions import interests_named
from commonplace.edges.programmes.circulars import deliver_circular, write_circular
from commonplace.edges.programmes.models import Circular
from commonplace.edges.programmes.participation import confirm, day_of
from commonplace.edges.programmes.roster import put_on_roster
from commonplace.ground import clock
from commonplace.project.demo.telling import ZONE, Telling, answer, design, say
from commonplace.stages.design.actions import start
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.make.actions import share_resource

STUDENTS = "safiya piotr lucia aroha teo callum nadia sam selam jun zahra"

PURPOSE = (
    "Twelve people each imagine a place where others would like to learn something, make it small enough to be real, run it "
    "for a few days, and write down what happened. Nobody is marked. Two of us keep the kettle on and ask awkward questions."
)


def tell(telling: Telling) -> None:
    """From the first meeting, eleven weeks ago, to this week's check-in."""
    programme = _begin(telling)
    _first_weeks(telling, programme)
    _check_ins(telling, programme)
    _talk(telling, programme)
    _read(telling, programme)


def look_after(telling: Telling) -> None:
    """What Ruth and Joel did for their programme once its teams were there: hours, a word to all, whom they expect."""
    programme = telling.communities["programme"]
    met = Gathering.objects.filter(community=programme, ends_at__lt=telling.now).select_related("entry")
    for gathering, names in zip(
        met.order_by("starts_at"), (STUDENTS, "safiya piotr lucia aroha teo", "nadia sam selam jun zahra"), strict=True
    ):
        with clock.at(gathering.ends_at):
            confirm(
                programme, telling["joel"], telling.people(names), gathering=gathering, minutes=120,
                what=gathering.entry.title, on=day_of(gathering),
            )  # fmt: skip
    with telling.at(telling.weekday(-1, 3), "09:20"):
        write_circular(
            programme, telling["ruth"], key=uuid4(), teams=[], title="Two evenings left, and one pot of soup",
            body="Bring what you have, however it looks. If you would rather not show it, bring a question about it.\n\n"
            "Whoever wants their hours looked at: they stand under *Your hours*. Tell Joel if one is missing.",
        )  # fmt: skip
        deliver_circular(Circular.objects.latest("pk").pk)
    with telling.at(-1, "17:30"):
        put_on_roster(programme, telling["joel"], "Maryam Said, Early risers, 16-17\nOtto Lindqvist, Paper\nJoan Amadi")


def _begin(telling: Telling) -> Community:
    start_day = telling.weekday(-11, 0)
    with telling.at(start_day, "09:30"):
        programme = start(
            telling["ruth"],
            name="The Open Doors Term",
            form="programme",
            purpose=PURPOSE,
            audience=Audience.OPEN,
            zone=ZONE,
            language="en",
        )
        telling.communities["programme"] = programme
        mine = programme.memberships.get(person=telling["ruth"])
        joel = welcome_member(programme, telling["joel"], Role.STAFF, agreed=True)
        change_role(mine, Role.STAFF, joel.person)
        _write_down(telling, programme, start_day)
        change_community(
            programme,
            telling["ruth"],
            interests=interests_named(["designing learning", "listening", "starting something"]),
        )
        move_stage(programme, telling["ruth"], Stage.GATHER)
    return programme


def _write_down(telling: Telling, programme: Community, start_day: int) -> None:
    design(
        programme,
        telling["ruth"],
        "What Joel and I agreed on the stairs",
        audience=Audience.OPEN,
        need="Most of our students have only ever been on the receiving end of a lesson. They can tell you within a minute "
        "what was wrong with it. We asked twenty-two of them what they would do instead, and nine started drawing.",
        who="Students of any year and any subject, one nurse, and whoever they bring. No experience of teaching wanted.",
        included="Wednesday evenings cost people with jobs a shift. We pay the hour. Anybody may take part from their phone, "
        "and nobody is asked why their camera is off.",
        roles="Ruth reads every design as it stands on Sunday night. Joel goes to the first day of everything. Neither of us decides.",
        safety="We meet in twos with anybody under 18, never alone. Norms are read aloud on the first evening and changed on the second.",
        starts_on=telling.day(start_day),
        ends_on=telling.day(telling.weekday(2, 4)),
        place="The long table, mill library, first floor",
        learners=12,
        facilitators=2,
        hours_needed=9,
        hours_available=10,
        values=[
            (
                "autonomy",
                "",
                [
                    "Nobody is given a topic.",
                    "A design may be abandoned, and the reasons are read as carefully as a success.",
                ],
            ),
            (
                "authentic-growth",
                "",
                ["We ask the same question in week one and week twelve and lay the answers side by side."],
            ),
            ("equity", "", ["The hour is paid.", "Materials come out of one tin, and nobody has to ask twice."]),
        ],
        predictions=[
            "Half of the first designs will be far too large.",
            "Students will learn more from each other’s failures than from our reading list.",
        ],
    )


def _first_weeks(telling: Telling, programme: Community) -> None:
    with telling.at(telling.weekday(-11, 2), "18:10"):
        for person in telling.people(STUDENTS):
            welcome_member(programme, person, by=telling["ruth"], agreed=True)
        welcome_member(programme, telling["moira"], Role.GUEST, by=telling["ruth"], agreed=True)
    with telling.at(telling.weekday(-10, 2), "20:20"):
        form_team(programme, telling["joel"], "Early risers", telling.people("nadia sam selam"))
        form_team(programme, telling["joel"], "Water and wood", telling.people("aroha jun callum zahra"))
        form_team(programme, telling["joel"], "Paper", telling.people("safiya piotr lucia teo"))


def _check_ins(telling: Telling, programme: Community) -> None:
    meetings = (
        (
            -11,
            "First evening: what would you have walked out of?",
            "We drew the worst lesson of our lives, swapped drawings, and had to defend somebody else’s.",
        ),
        (-7, "Designs on the table", "Seven designs, six pens, one rule: write in the margin, never in the text."),
        (-3, "What went wrong", "The best attended evening so far. Bread brought the charcoal."),
    )
    for weeks, title, words in meetings:
        with telling.at(telling.weekday(weeks, 1), "12:00"):
            _meet(telling, programme, telling.weekday(weeks, 2), title, words)
    with telling.at(-2, "09:10"):
        next_one = _meet(
            telling, programme, 2, "Check-in: three open designs, and soup",
            "Slow Sums, Injera on Sundays and whoever else is brave. Ten minutes to read in silence, then only questions.",
        )  # fmt: skip
    for days, at, name, said in (
        (-2, "11:00", "teo", "yes"),
        (-1, "08:20", "selam", "maybe"),
        (-1, "19:44", "lucia", "yes"),
        (-1, "21:03", "callum", "yes"),
    ):
        with telling.at(days, at):
            say_coming(next_one, telling[name], said)


def _meet(telling: Telling, programme: Community, days: int, title: str, words: str) -> Gathering:
    return plan_gathering(
        programme,
        telling["joel"],
        title=title,
        body=words,
        starts_at=telling.moment(days, "18:00"),
        ends_at=telling.moment(days, "20:00"),
        place=programme.place,
        audience=Audience.OPEN,
    )


def _talk(telling: Telling, programme: Community) -> None:
    with telling.at(telling.weekday(-7, 3), "09:05"):
        scale = say(
            telling, "ruth", "Divide by three",
            "Of last night’s seven designs, five would need a school, a grant and a saint. That is how first designs are.\n\n"
            "Try this: divide the days by three, the people by two, and keep the sentence that you would miss. Sam began with a chain of "
            "forty breakfast clubs and is now looking at *one oven*. It is the first version that frightens him, so it is probably the right one.",
            programme, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(telling.weekday(-7, 3), "10:40"):
        divided = answer(telling, scale, "callum", "I divided by three and got one third of an opera house.")
    with telling.at(telling.weekday(-7, 3), "10:52"):
        answer(telling, scale, "ruth", "Which third do people sit in?", divided)
    with telling.at(telling.weekday(-7, 3), "12:15"):
        answer(telling, scale, "callum", "Oh. @greta has a workshop. I am going to ask her about seats.", divided)
    with telling.at(telling.weekday(-3, 3), "08:30"):
        wrong = say(
            telling, "joel", "Things that went wrong, as told by those who did them",
            "For whoever could not come. Passed round with the charcoal:\n\n"
            "- An oven that reads 220 and means 190. Three mornings of pale bread before anybody doubted the dial.\n"
            "- A consent form so careful that two families thought it was from the court.\n"
            "- A poster on which the date was in the background colour. It was very beautiful.\n"
            "- Asking “any questions?” Nobody has ever had one.\n\n"
            "What I noticed: each of these was found by the youngest person in the room, and each of them had waited to be asked.",
            programme, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(telling.weekday(-3, 3), "13:12"):
        answer(
            telling, wrong, "piotr", "The poster was mine. It is on the wall above my desk, where I can nearly see it."
        )
    with telling.at(telling.weekday(-3, 3), "18:02"):
        answer(
            telling,
            wrong,
            "safiya",
            "We have taken “any questions?” out of the Gazette. We ask “what should we have asked?” and then we wait, which is horrible and works.",
        )
    with telling.at(-3, "21:30"):
        say(
            telling, "lucia", "Is it allowed to have no plan for day two?",
            "My design for the borrowed grandmothers has a first afternoon and then only white paper. I think that it has to be white. "
            "But the readiness list looks at me.",
            programme, kind="question", audience=Audience.COMMUNITY,
        )  # fmt: skip


def _read(telling: Telling, programme: Community) -> None:
    with telling.at(telling.weekday(-10, 0), "11:00"):
        share_resource(
            telling["ruth"],
            title="The Peeragogy Handbook",
            body="Written by the people who use it, on how to learn together when nobody is in charge. Begin with the pages on newcomers "
            "and on what to do when a group is stuck. Skip whatever sounds like a conference.",
            link="https://peeragogy.org/",
            made_by="The Peeragogy Project",
            source="peeragogy.org",
            licence="CC0-1.0",
            community=programme,
            audience=Audience.OPEN,
            interests=interests_named(["designing learning"]),
        )
        share_resource(
            telling["joel"],
            title="How we write in each other’s margins",
            body="1. First say what the page does for you. Most of us would rather skip this.\n2. Then ask. A question mark is not enough: you must not know the answer.\n"
            "3. Write next to a sentence, never over it.\n4. Whoever wrote it says thank you, and need not agree.",
            made_by="Joel Illingworth, with everybody at the long table",
            licence="CC-BY-4.0",
            community=programme,
            audience=Audience.OPEN,
            interests=interests_named(["designing learning", "listening"]),
        )
