# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""The Bench Society: three benches between the flats and the shops. It has ended, and is looking back."""

from commonplace.commons.communities.actions import change_community, move_stage, welcome_member
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo import pictures
from commonplace.project.demo.telling import ZONE, Telling, answer, days_of_arc, design, picture, say
from commonplace.stages.design.actions import start
from commonplace.stages.design.models import Design
from commonplace.stages.gather.actions import plan_from_design
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_work
from commonplace.stages.recruit.actions import accept, answer_call
from commonplace.stages.recruit.calling import end_call, open_call
from commonplace.stages.reflect.actions import write_reflection

# Days from today.
MEETINGS = (-26, -19, -15, -12, -5)

ARC = (
    (
        240,
        "Walk it with those who walk it",
        "Slowly, with chalk. We mark every place where somebody stops, leans, or pretends to look for their keys.",
    ),
    (300, "Offcuts", "Greta’s workshop. Saw straight first, then saw what you like."),
    (120, "Sit on a drawing", "Cardboard seats at four heights, and everybody who lives on the second floor and up."),
    (360, "Three benches", "Two at two heights, one with arms for pushing yourself up by."),
    (180, "Set them down", "Where the chalk was. With tea, and a letter for whoever may object."),
)


def tell(telling: Telling) -> None:
    """From the chalk to the five questions."""
    bench = _design(telling)
    _recruit(telling, bench)
    _stream(telling, bench)
    _works(telling, bench)
    _look_back(telling, bench)


def _design(telling: Telling) -> Community:
    with telling.at(telling.weekday(-8, 1), "16:30"):
        bench = start(
            telling["callum"], name="The Bench Society", form="workshop", parent=telling.communities["programme"],
            purpose="It is seven hundred metres from the flats to the shops and there is nowhere to sit. We find out where people need to, and build it.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        change_community(bench, telling["callum"], interests=interests_named(["benches", "joinery", "walking"]))
        welcome_member(bench, telling["greta"], Role.MENTOR, by=telling["callum"], agreed=True)
    telling.communities["bench"] = bench
    arc = [(day, "10:00", minutes, title, words) for day, (minutes, title, words) in zip(MEETINGS, ARC, strict=True)]
    with telling.at(telling.weekday(-7, 4), "23:50"):
        design(
            bench, telling["callum"], "One third of an opera house: the seats", audience=Audience.OPEN,
            need="Mrs Lowe in flat 31 has not been to the shops since the wall by the bookmaker’s was railed off. It was the only thing to sit on. I counted "
            "for two afternoons: nineteen people leaned on the rail, and one sat down on the kerb and was asked whether she was drunk.",
            who="Those who walk it, those who would like to make something heavier than a drawing. From fourteen; saws from sixteen.",
            included="Nobody carries anything that they would rather not. There is a chair in the workshop for whoever tells us that we are doing it wrong.",
            roles="Callum draws, Greta stops him. Whoever lives furthest up decides about height.",
            safety="One to one at the band saw. Greta can end any day for any reason and need not say which.",
            recruiting="Letters through every door with a picture, in large print.",
            place="Greta’s workshop, Canal Yard, Armley", starts_on=telling.day(MEETINGS[0]), ends_on=telling.day(MEETINGS[-1]),
            learners=8, facilitators=2, hours_needed=7, hours_available=9,
            values=[
                ("service", "", ["Each bench is asked for by somebody whose name we know, and they sit on it first."]),
                ("production-centred", "", ["Everybody goes home on the first day with an edge that they sawed."]),
                ("dignity", "", ["There are arms on one bench, so that nobody has to be pulled up.", "We say seat, never facility."]),
                ("civic-engagement", "", ["A letter goes to the council before the benches do, with a drawing and an offer to talk."]),
            ],
            arc=days_of_arc(telling, arc),
            predictions=[
                "Three benches will be standing at the end of the last day.",
                "The council will not notice before the spring.",
                "People under twenty and over seventy will not talk to each other until there is something to hold.",
                "Somebody will cry over a dovetail.",
            ],
        )  # fmt: skip
    return bench


def _recruit(telling: Telling, bench: Community) -> None:
    with telling.at(telling.weekday(-6, 0), "12:00"):
        call = open_call(
            bench, telling["callum"], seats=8, asks_approval=True, questions=[("Where on the way would you sit?", True)],
            words="You know the way to the shops. We have a workshop and no idea. Five meetings, three benches.",
        )  # fmt: skip
    question = call.questions.get().pk
    replies = (
        ("hyacinth", "Outside the old bakery, of course."),
        ("tariq", "By the post box. You can read the sign I did in 2006, if you sit."),
        ("mateusz", "i dont sit i have a bike. but my babcia would at the corner"),
        ("jun", "Wherever the wind drops. I can show you with a microphone."),
        ("miriam", "Half way. I have done the sum."),
        ("aroha", "Over the culvert: you can hear the beck through the grating."),
    )
    for number, (name, words) in enumerate(replies):
        with telling.at(telling.weekday(-6, 1 + number % 3), f"1{number}:25"):
            application = answer_call(call, telling[name], {question: words})
        with telling.at(telling.weekday(-6, 5), f"09:{10 + number}"):
            accept(application, telling["callum"], "Bring gloves if you have them, and that place in your head.")
    with telling.at(telling.weekday(-5, 6), "20:00"):
        end_call(call, telling["callum"])
        bench.refresh_from_db()
        for number, gathering in enumerate(plan_from_design(Design.objects.get(community=bench), telling["callum"])):
            telling.entries[f"bench day {number}"] = gathering.entry
            change_audience(gathering.entry, telling["callum"], Audience.OPEN)
        move_stage(bench, telling["callum"], Stage.GATHER)


def _stream(telling: Telling, bench: Community) -> None:
    with telling.at(MEETINGS[0], "18:20"):
        chalk = say(
            telling, "aroha", "Eleven crosses",
            "We walked at Mrs Lowe’s pace, which took thirty-four minutes for seven hundred metres. Eleven chalk crosses. Nine of them are at places where "
            "something was taken away: a wall, a step, a telephone box.",
            bench, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(MEETINGS[0], "20:02"):
        answer(telling, chalk, "joel", "Thirty-four minutes. I have walked past her for years at eight.")
    with telling.at(MEETINGS[3], "19:30"):
        say(
            telling, "callum", "Greta has taken away my compasses",
            "Bench two was to have had a curved back. Greta asked whose back. I went to ask, and Hyacinth said “a straight one, love, with arms, before I am dead”. It is straight. It has arms.",
            bench, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(-2, "16:40"):
        gone = say(
            telling, "tariq", "Bench three has gone",
            "The one by the corner. There is a notice on the pole: obstruction, removed, telephone number. It stood for not quite three days. The other two are there, and had people on them in the rain.",
            bench, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(-2, "17:05"):
        first = answer(
            telling,
            gone,
            "callum",
            "I predicted the spring. I sent the letter on the same day as the benches. So it was not a letter, it was an excuse.",
        )
    with telling.at(-2, "17:31"):
        answer(
            telling,
            gone,
            "hyacinth",
            "Ring them tomorrow and ask for a person. Then take her a drawing. I will come, I have arms.",
            first,
        )
    with telling.at(-1, "12:10"):
        answer(
            telling,
            gone,
            "callum",
            "I rang. She is called Denise, she walks that way herself, and the bench is in her depot with a label on it. The corner is 20 cm too narrow for a pushchair beside it. She is right.",
            first,
        )


def _works(telling: Telling, bench: Community) -> None:
    with telling.at(MEETINGS[4], "17:00"):
        two = share_work(
            telling["callum"], title="Bench two, by the post box", form="bench",
            body="Larch, two heights in one seat: 46 cm for most, 38 cm for whoever is short or seven. The high side has arms, since that is the side that people have to get up from.\n\n"
            "The gap between the two is for a stick, a shopping trolley, or somebody in a wheelchair who would like to sit *beside* and not *in front*. That was Miriam’s half-way sum, applied to wood.",
            community=bench, audience=Audience.OPEN, co_authors=[telling["greta"], telling["hyacinth"], telling["mateusz"]],
            interests=interests_named(["benches", "joinery"]), licence="CC-BY-SA-4.0",
            pictures=[(picture(pictures.bench(), "bench-two"), "A wooden bench with a high and a low seat before a brick wall, beside a red pillar box.", "The high side, the low side, and the post box.")],
        )  # fmt: skip
        telling.entries["bench two"] = two.entry
    with telling.at(MEETINGS[4] + 1, "10:00"):
        answer(telling, two.entry, "dilys", "I have sat on it. I got up again by myself. I do not say that of much.")
    with telling.at(-1, "15:20"):
        share_work(
            telling["miriam"], title="Seven hundred metres, in columns", form="report",
            body="For Denise at the depot.\n\n| pace | minutes | stops |\n| --- | --- | --- |\n| student | 8 | 0 |\n| pushchair | 12 | 1 |\n| stick | 23 | 6 |\n| Mrs Lowe | 34 | 11 |\n\n"
            "A bench costs £84 in wood. Not going to the shops costs more, and somebody else pays it.",
            community=bench, audience=Audience.OPEN, interests=interests_named(["walking"]), licence="CC-BY-4.0",
        )  # fmt: skip


def _look_back(telling: Telling, bench: Community) -> None:
    offcuts = Gathering.objects.select_related("entry").get(pk=telling.entries["bench day 1"].pk)
    with telling.at(MEETINGS[1], "21:00"):
        write_reflection(
            telling["tariq"], community=bench, gathering=offcuts, audience=Audience.OPEN, may_quote=True,
            worked="Sweeping first. You learn where everything is, and nobody is better at it than you.",
            did_not="Callum explained the grain with a presentation. Greta explained it with a plank.",
        )  # fmt: skip
    with telling.at(-4, "11:00"):
        move_stage(bench, telling["callum"], Stage.REFLECT)
    with telling.at(-1, "22:15"):
        write_reflection(
            telling["callum"], community=bench, audience=Audience.OPEN, may_quote=True,
            worked="Asking where before asking what. The chalk made every later decision for us.",
            did_not="The letter. I was afraid that they would say no, so I asked when it was too late to. A child would have seen through it.",
            matched="Three benches stood at the end of the last day. Nobody had predicted anything about the day after.",
            surprised="That the one who took it away was the person we should have begun with.",
            differently="Take the drawing to the depot in week one, and measure for a pushchair.",
        )  # fmt: skip
    with telling.at(-1, "22:40"):
        write_reflection(
            telling["hyacinth"], community=bench, audience=Audience.OPEN, may_quote=True,
            worked="Being asked about my back by somebody who then built for it.",
            matched="They did not talk until there was something to hold. Then you could not stop them.",
            surprised="I cried over the dovetail. I did not expect it to be me.",
            differently="Softer biscuits.",
        )  # fmt: skip
    with telling.at(-1, "23:05"):
        write_reflection(
            telling["greta"], community=bench, audience=Audience.COMMUNITY, may_quote=False,
            did_not="I took a chisel out of a young man’s hand because I was in a hurry. I have told him so.",
            differently="One day longer, one bench fewer.",
        )  # fmt: skip
        write_reflection(
            telling["mateusz"], community=bench, audience=Audience.COMMUNITY, may_quote=True,
            worked="greta let me do the arms on my own", surprised="old people swear more than we do", differently="ask about the apprenticeship on day one not day five",
        )  # fmt: skip
