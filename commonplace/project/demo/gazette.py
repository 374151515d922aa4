# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""The 61 Gazette: on this week. Its design, its call, its people and its days; what they write is in `gazette_stream`."""

from commonplace.commons.communities.actions import (
    agree_to_norms,
    change_community,
    form_team,
    move_stage,
    welcome_member,
)
from commonplace.commons.communities.invitations import make_class_code
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.people.actions import interests_named
from commonplace.ground.points import Point
from commonplace.project.demo.people import MINORS, join_by_class_code
from commonplace.project.demo.telling import ZONE, Telling, answer, days_of_arc, design
from commonplace.stages.design.actions import start
from commonplace.stages.design.models import Design
from commonplace.stages.gather.actions import plan_from_design
from commonplace.stages.gather.places import say_coming
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import end_call, open_call
from commonplace.stages.recruit.inviting import decline_invitation, invite_addresses
from commonplace.stages.recruit.models import InvitedAddress

ARC = (
    (
        -5,
        "17:30",
        150,
        "Ride it end to end",
        "All of us, top deck where there is one. No notebooks until the terminus.",
    ),
    (
        -3,
        "17:30",
        120,
        "Asking without a clipboard",
        "In twos, at seven stops. One asks, the other holds the umbrella. Then we swap.",
    ),
    (-1, "17:30", 150, "First proofs", "What we have, set once, badly, so that we can see it."),
    (0, "18:00", 120, "Setting the front page", "Upside down and backwards. Dilys inspects fingers."),
    (
        1,
        "18:00",
        120,
        "Reading back",
        "Everybody who is quoted has been asked to come, and hears their words before they are inked. They may change them or take them out.",
    ),
    (3, "10:00", 240, "Press day", "Four hundred copies if nothing goes wrong. So: three hundred."),
    (
        4,
        "16:30",
        180,
        "Handing out, on the 61",
        "We ride it until the last one, at ten past seven, and get off with everybody else.",
    ),
)

NORMS = (
    "We read people their words before we print them. No faces and no house numbers without a yes. Whoever is under 18 goes out with two "
    "others, and is never named in the paper unless they and somebody at home say so. Ink comes off with butter."
)


def tell(telling: Telling) -> Community:
    """From the timetable to the present day."""
    gazette = _design(telling)
    _recruit(telling, gazette)
    _class(telling, gazette)
    _plan(telling, gazette)
    _invite(telling, gazette)
    return gazette


def _design(telling: Telling) -> Community:
    with telling.at(telling.weekday(-9, 2), "22:00"):
        gazette = start(
            telling["safiya"], name="The 61 Gazette", form="after-school", parent=telling.communities["programme"],
            purpose="Since the last 61 leaves town at ten past seven, everybody on the route has a smaller city. For ten days we ride it, stand at its stops, ask, "
            "and print what we hear: one sheet, set by hand under the library, and given out on the bus.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        change_community(
            gazette, telling["safiya"], interests=interests_named(["letterpress", "buses", "interviewing"]), norms=NORMS,
            point=Point(53.797, -1.540),
        )  # fmt: skip
        welcome_member(gazette, telling["piotr"], Role.FACILITATOR, by=telling["safiya"], agreed=True)
    telling.communities["gazette"] = gazette
    with telling.at(telling.weekday(-6, 0), "19:10"):
        design(
            gazette,
            telling["safiya"],
            "A weekly paper",
            need="There is no news about us that is not about a crime.",
            predictions=["We shall print every week for a year."],
        )
    with telling.at(telling.weekday(-5, 1), "20:30"):
        written = design(
            gazette, telling["piotr"], "Divided by three: one issue, ten days", audience=Audience.OPEN,
            need="I put a sheet of paper up at stop 14 that said “What would you do in town after ten past seven?” In two days there were thirty-one answers. Eleven were jobs. "
            "Four were evening classes. One was “see my husband, he is on nights”. One was “nothing, but I would like to be asked”.",
            who="Whoever rides the 61 or drives it. From thirteen, with no upper end: Dilys is seventy-four and has conditions.",
            included="People who work until six (we begin at half past five, and it does not matter). People who do not write English: a column is set in the language that it was said in. "
            "The basement has a lift, which works, and a ramp, which we checked with a wheelchair and not with a tape measure.",
            roles="Safiya keeps the story, Piotr keeps the press, Dilys keeps the standard. Each evening somebody else decides when it is time to go home.",
            tools="Two cases of 12 point, one of 48, a proofing press from 1931, forty sheets of scrap for each good one. Basement of the mill library.",
            safety=NORMS,
            recruiting="Paper at all nineteen stops. A note on the drivers’ board, which Kwame put up without being asked.",
            open_questions="What if the company says no to our handing it out? What if it says yes and wants a photograph?",
            place="Mill library, basement, lift from Water Lane", starts_on=telling.day(-5), ends_on=telling.day(4),
            learners=14, facilitators=2, hours_needed=10, hours_available=12,
            values=[
                ("civic-engagement", "", ["The first thing that anybody does is stand at a stop and ask one question.", "The paper is handed over to the people who decide the timetable, by those who are quoted in it."]),
                ("production-centred", "", ["Everybody sets one line of type on the first evening, with their own name in it."]),
                ("full-participation", "", ["Whoever asked the question also sets the answer.", "Each page has a column that was said in another language, and stays in it."]),
                ("dignity", "", ["Nobody is printed whom we have not read it back to."]),
            ],
            arc=days_of_arc(telling, ARC),
            predictions=[
                "People at stops will not want to talk.",
                "Those under eighteen will be the better interviewers.",
                "Setting by hand will make us write less.",
                "We shall print four hundred copies, and one of them will have no mistake in it.",
            ],
        )  # fmt: skip
    with telling.at(telling.weekday(-5, 2), "11:00"):
        note = answer(
            telling,
            written.entry,
            "joel",
            "“What if it wants a photograph?” is the best open question that I have read this term. Whom does the photograph belong to?",
        )
    with telling.at(telling.weekday(-5, 2), "13:30"):
        answer(telling, written.entry, "safiya", "To whoever is in it. I have put that into the norms now.", note)
    return gazette


def _recruit(telling: Telling, gazette: Community) -> None:
    with telling.at(-20, "08:00"):
        call = open_call(
            gazette, telling["safiya"], seats=12, closes_at=telling.moment(-6, "12:00"),
            words="You ride it, you wait for it, you drive it. Come and make its newspaper. Ten days, seven meetings, ink.",
            questions=[("Which is your stop?", True), ("What should a newspaper about it never say?", False)],
        )  # fmt: skip
    stop, never = [question.pk for question in call.questions.all()]
    replies = (
        ("kwame", "All nineteen.", "That the driver was unavailable for comment."),
        ("leyla", "رقم 9", "«مجتمع متنوّع». That we are a diverse community."),
        ("tariq", "Fourteen.", "Vibrant."),
        ("hyacinth", "Two. I have been at two since 1979.", "How old anybody is."),
        ("lucia", "Six.", ""),
        ("jun", "The turning circle, at night.", "Anything too loud."),
        ("walter", "Eleven.", "“Iconic”."),
        ("zahra", "9, with @leyla sometimes", "kids on phones"),
    )
    for number, (name, where, words) in enumerate(replies):
        with telling.at(-18 + number, "18:45"):
            answer_call(call, telling[name], {stop: where, never: words})
    with telling.at(-6, "12:05"):
        end_call(call, telling["safiya"])


def _class(telling: Telling, gazette: Community) -> None:
    """Three from the school at stop 9 come in without e-mail; their teacher had the code on the board."""
    with telling.at(-9, "15:30"):
        code = make_class_code(gazette, telling["safiya"], days=14)
    for number, part in enumerate(part for part in MINORS if part.name in {"wren", "pia"}):
        with telling.at(-8, f"15:4{number}"):
            person = join_by_class_code(telling, part, code.code)
            agree_to_norms(gazette.memberships.get(person=person, left_at=None))
    with telling.at(-8, "15:50"):
        welcome_member(gazette, telling["ellis"], by=telling["safiya"], agreed=True)
        welcome_member(gazette, telling["dilys"], Role.MENTOR, by=telling["safiya"], agreed=True)


def _plan(telling: Telling, gazette: Community) -> None:
    with telling.at(-6, "13:00"):
        gazette.refresh_from_db()
        gatherings = plan_from_design(Design.objects.get(community=gazette), telling["safiya"])
        for place in (0, 3, 5, 6):
            change_audience(gatherings[place].entry, telling["safiya"], Audience.OPEN)
        move_stage(gazette, telling["safiya"], Stage.GATHER)
        for number, gathering in enumerate(gatherings):
            telling.entries[f"gazette day {number}"] = gathering.entry
    with telling.at(-4, "20:00"):
        form_team(gazette, telling["safiya"], "Top deck", telling.people("kwame wren zahra jun"))
        form_team(gazette, telling["safiya"], "Basement", telling.people("piotr dilys tariq leyla walter"))
        form_team(gazette, telling["safiya"], "Readers-back", telling.people("hyacinth lucia pia ellis"))
    coming = (
        (3, "kwame tariq hyacinth lucia walter pia", "yes"), (3, "jun", "maybe"), (3, "zahra", "no"),
        (4, "hyacinth leyla safiya", "yes"), (5, "kwame tariq dilys lucia ellis piotr", "yes"), (5, "walter", "maybe"),
        (6, "hyacinth walter leyla jun wren", "yes"), (6, "kwame", "no"),
    )  # fmt: skip
    for number, (place, names, said) in enumerate(coming):
        with telling.at(-1, f"20:{10 + number}"):
            for name in names.split():
                say_coming(gatherings[place], telling[name], said)


def _invite(telling: Telling, gazette: Community) -> None:
    """By letter: one of them says no, one has not answered."""
    with telling.at(-3, "21:40"):
        addresses = ["depot.manager@the61.example", "letters@evening-paper.example"]
        written = invite_addresses(gazette, telling["safiya"], addresses, InvitedAddress.Way.AT_ONCE)
    with telling.at(-2, "09:05"):
        decline_invitation(written.invited[-1])
