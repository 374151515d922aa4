# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Listening to the Beck: recruiting now. Fourteen seats, a facilitator who reads each answer, and dates that lie ahead."""

from commonplace.commons.communities.actions import change_community, welcome_member
from commonplace.commons.communities.models import Audience, Community, Role
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.people.actions import interests_named
from commonplace.ground.points import Point
from commonplace.project.demo import pictures
from commonplace.project.demo.telling import ZONE, Telling, answer, days_of_arc, design, picture
from commonplace.stages.design.actions import start
from commonplace.stages.design.models import Design
from commonplace.stages.gather.actions import change_gathering, plan_from_design
from commonplace.stages.gather.places import say_coming
from commonplace.stages.make.actions import share_work
from commonplace.stages.recruit.actions import accept, answer_call, withdraw
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.recruit.models import Call

ARC = (
    (
        12,
        "18:30",
        120,
        "With the lid on",
        "At the grating behind the bus depot, with headphones. We draw what we hear before anybody says what it is.",
    ),
    (
        13,
        "10:00",
        240,
        "Walk it upstream",
        "From the Aire to where the pipe begins. Boots and waders are lent. It is step-free as far as the mill.",
    ),
    (
        14,
        "14:00",
        180,
        "What was there",
        "The old maps, the library’s and your grandmother’s. Bring a photograph if there is one.",
    ),
    (17, "18:30", 120, "Cutting", "We cut six hours to six minutes. It hurts, and there are biscuits."),
    (
        20,
        "15:00",
        150,
        "Open the lid",
        "A listening hour by the grating for anybody who walks past, with chairs from the Bench Society.",
    ),
)


def tell(telling: Telling) -> None:
    """From a pipe under a car park to a call."""
    beck = _design(telling)
    call = _call(telling, beck)
    _answers(telling, call)
    _plan(telling, beck)


def _design(telling: Telling) -> Community:
    with telling.at(telling.weekday(-6, 2), "21:00"):
        beck = start(
            telling["aroha"], name="Listening to the Beck", form="camp", parent=telling.communities["programme"],
            purpose="There is a stream under the bus depot that nobody has seen since 1931. For nine days we listen to it, draw it from its sound, and play it to whoever walks over it.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        change_community(
            beck, telling["aroha"], point=Point(53.792, -1.549),
            interests=interests_named(["rivers", "field recording", "old maps of Leeds"]),
            norms="Quiet is part of the work, and nobody has to be quiet for longer than they can. Nobody goes down any ladder. We record water, not people.",
        )  # fmt: skip
        welcome_member(beck, telling["jun"], Role.MENTOR, by=telling["aroha"], agreed=True)
    telling.communities["beck"] = beck
    with telling.at(telling.weekday(-2, 2), "22:30"):
        written = design(
            beck, telling["aroha"], "Nine days where there were twenty; ladder taken out", audience=Audience.OPEN,
            need="I asked thirty people at the depot what is under their feet. Four said sewer, one said Lancashire, the rest said nothing. "
            "An old man told me that he had learned to swim in it, and then he stood there for a while and missed his bus.",
            who="Anybody who can be still for five minutes at a time. Hearing helps and is not needed: water can be felt through a rail and seen as a line.",
            included="Deaf people, unless we say otherwise in the first sentence of the call. So we do. Shift workers: each day is held in the evening or recorded.",
            roles="Aroha walks in front, Jun walks behind. One person a day holds the clipboard and may stop everything.",
            tools="Eight headphones, three hydrophones, one contact microphone for rails, wax crayons, waders in three sizes.",
            safety="Rain over 4 mm in the hour before, and we meet in the library. Two adults for every six who are under 18. Phone numbers stay in a sealed envelope.",
            recruiting="A sheet of paper on the grating, with an arrow downwards.",
            open_questions="May one play a stream to people who did not ask to hear it?",
            place="The grating behind the depot, Water Lane", starts_on=telling.day(12), ends_on=telling.day(20),
            learners=14, facilitators=2, hours_needed=8, hours_available=9,
            values=[
                ("interest-powered", "", ["The first thing that you do is choose where to put the microphone.", "Nobody is told what a weir is until they have heard one."]),
                ("inclusion", "", ["There is a rail to feel it by and a screen to see it by, at each stop.", "The walk has a short way back after every third of it."]),
                ("openly-networked", "", ["Whatever we record is put up the same evening, for those who were on shift."]),
            ],
            arc=days_of_arc(telling, ARC),
            predictions=["Half will fall asleep on the first evening, and it will be good for them.", "Somebody will know the name of the stream that is not on the map.", "The cutting evening will end in a quarrel."],
        )  # fmt: skip
    with telling.at(telling.weekday(-2, 3), "09:00"):
        answer(
            telling,
            written.entry,
            "joel",
            "“Missed his bus.” Find him again, please, and ask him to come on the first evening. I will drive.",
        )
    return beck


def _call(telling: Telling, beck: Community) -> Call:
    with telling.at(-8, "08:00"):
        return open_call(
            beck, telling["aroha"], seats=14, asks_approval=True, closes_at=telling.moment(9, "20:00"),
            words="Deaf or hearing, you are wanted. There is a stream under the depot. Come and find out what it says, in five meetings over nine days. Boots are lent, and so are headphones. "
            "You need know nothing about rivers, and it is better if you do not.",
            questions=[("What is the quietest place that you know?", True), ("What would you need, so that you could come?", False), ("Which size of boot?", False)],
        )  # fmt: skip


def _answers(telling: Telling, call: Call) -> None:
    quiet, need, boots = [question.pk for question in call.questions.all()]
    rows = (
        (
            "leyla",
            "السطح في بيت جدّي قبل الفجر. The roof of my grandfather’s house before dawn.",
            "Somebody to tell me the words for water.",
            "38",
        ),
        ("miriam", "The office, on the day after the accounts go in.", "", "37"),
        (
            "tariq",
            "Up a ladder. Nobody talks to a man on a ladder.",
            "Not to be asked to talk about my feelings on a river bank.",
            "44",
        ),
        ("zahra", "my brothers room when hes at work", "to be home by nine", "39"),
        ("mateusz", "the towpath at 6", "i can bring the trailer for the gear", "43"),
        ("lucia", "The inside of a lino cut.", "", "36"),
        ("selam", "A ward at four in the morning, when it goes well.", "Not Wednesdays.", "40"),
        (
            "dilys",
            "It was the composing room on a Sunday. Now I take my hearing aid out.",
            "A chair that is not a folding chair.",
            "Mine own",
        ),
        ("nadia", "The bakery before it begins.", "", "39"),
        ("walter", "My boiler, since I bled the radiators.", "A rail on the left.", "45"),
        ("pia", "under the table in the library where the atlas is", "can I draw and not listen, or both", "37"),
    )
    applications = {}
    for number, (name, *words) in enumerate(rows):
        with telling.at(-7 + number // 2, f"{12 + number % 8}:1{number % 10}"):
            applications[name] = answer_call(call, telling[name], dict(zip((quiet, need, boots), words, strict=True)))
    with telling.at(-2, "20:30"):
        for name in ("leyla", "miriam", "tariq", "zahra", "mateusz", "lucia", "selam", "dilys"):
            accept(
                applications[name],
                telling["aroha"],
                "You have a seat. Your place is added to the map of quiet ones, unless you mind.",
            )
    with telling.at(-1, "07:00"):
        withdraw(applications["nadia"])


def _plan(telling: Telling, beck: Community) -> None:
    with telling.at(-2, "21:00"):
        beck.refresh_from_db()
        made = plan_from_design(Design.objects.get(community=beck), telling["aroha"])
        for gathering in (made[0], made[-1]):
            change_audience(gathering.entry, telling["aroha"], Audience.OPEN)
        # Whoever walks past is to say whether one can hear anything at all.
        change_gathering(made[-1], telling["aroha"], based_on=made[-1].entry.version, seeks_testers=True)
    for number, name in enumerate(("leyla", "zahra", "dilys")):
        with telling.at(-1, f"1{number}:40"):
            say_coming(made[0], telling[name], "yes")
    with telling.at(-3, "23:00"):
        drawn = share_work(
            telling["jun"], title="The beck, drawn from four minutes of sound", form="map",
            body="I have not seen it either. I put a microphone through each of the five gratings (the red circles) and drew what I heard: wide where it mutters, narrow where it hurries. "
            "The mill race I took from a map of 1850. The trees are wishful.\n\nIf you know where I am wrong, please draw on it.",
            community=beck, audience=Audience.OPEN, interests=interests_named(["rivers", "field recording", "maps"]), licence="CC-BY-SA-4.0",
            pictures=[(picture(pictures.river_map(), "beck"), "A map in ink: a stream winds from a mill with a red roof past five red circles to a wide river.", "From the culvert to the Aire, by ear.")],
        )  # fmt: skip
    with telling.at(-2, "10:11"):
        first = answer(
            telling,
            drawn.entry,
            "walter",
            "Your third grating is the boiler house outfall of the old laundry. It is not the beck that hurries there, it is 1962.",
        )
    with telling.at(-2, "11:00"):
        answer(telling, drawn.entry, "jun", "Then I have recorded a laundry. I am keeping it. Thank you.", first)
