# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Ten Pages: a book club that belongs to no programme and has no end in sight."""

from commonplace.commons.communities.actions import change_community, move_stage, welcome_member
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.entries.actions import add_picture
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo import bookclub_evening, pictures
from commonplace.project.demo.telling import ZONE, Telling, answer, design, picture, say
from commonplace.stages.design.actions import start
from commonplace.stages.gather.actions import cancel_gathering, plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming


def tell(telling: Telling) -> None:
    """A fortnightly hour, three months old."""
    club = _begin(telling)
    _evenings(telling, club)
    bookclub_evening.tell(telling, club)
    with telling.at(telling.weekday(-2, 4), "10:30"):
        slow = say(
            telling, "walter", "On reading slowly",
            "Ten pages a fortnight is two hundred and sixty a year. At that rate I have four or five good books left, so I should like the next one to be worth it.\n\n"
            "We read aloud, each a page, and anybody may pass. Hyacinth does the voices. The kettle is where it was.",
            club, audience=Audience.OPEN,
        )  # fmt: skip
        add_picture(
            slow,
            picture(pictures.kettle(), "kettle"),
            alternative="A kettle on the boil with a red knob, two cups, and an open book.",
            caption="Where it was.",
        )
    with telling.at(telling.weekday(-2, 4), "18:45"):
        first = answer(
            telling,
            slow,
            "miriam",
            "I move for *The Diary of a Nobody*. It has a clerk in it, and he is allowed to be ridiculous without being poor.",
        )
    with telling.at(telling.weekday(-2, 5), "09:00"):
        answer(telling, slow, "walter", "Seconded. I have two copies, neither of them mine.", first)
    with telling.at(-4, "20:00"):
        say(
            telling, "hyacinth", "Is it cheating to have read ahead?",
            "I could not sleep. I have read as far as the boots. I will act surprised.",
            club, kind="question", audience=Audience.OPEN,
        )  # fmt: skip


def _begin(telling: Telling) -> Community:
    with telling.at(telling.weekday(-12, 3), "17:00"):
        club = start(
            telling["walter"], name="Ten Pages", form="book-club",
            purpose="One book, ten pages a fortnight, read aloud. Nobody prepares, nobody is asked what it means, and there is always room for one more chair.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        change_community(
            club,
            telling["walter"],
            interests=interests_named(["novels", "reading aloud"]),
            place="Reading room, mill library",
        )
        for name, role in (
            ("miriam", Role.FACILITATOR),
            ("hyacinth", Role.LEARNER),
            ("moira", Role.LEARNER),
            ("dilys", Role.GUEST),
        ):
            welcome_member(club, telling[name], role, by=telling["walter"], agreed=True)
        design(
            club, telling["walter"], "As Miriam wrote it down", audience=Audience.COMMONS,
            need="Book clubs ask one to have finished.", who="Slow readers, and people who miss being read to.",
            values=[("social-connection", "", ["The chair beside the radiator goes to whoever came last."]), ("wellbeing", "", ["It ends at eight, in the middle of a sentence if need be."])],
            place="Reading room, mill library",
        )  # fmt: skip
        move_stage(club, telling["walter"], Stage.GATHER)
    telling.communities["club"] = club
    return club


def _evenings(telling: Telling, club: Community) -> None:
    with telling.at(telling.weekday(-5, 3), "20:10"):
        for weeks, title in (
            (-4, "Pages 31 to 40"),
            (-2, "Pages 41 to 50, and what next?"),
            (0, "A new book: pages 1 to 10"),
            (2, "Pages 11 to 20"),
        ):
            gathering = _evening(telling, club, telling.weekday(weeks, 3), title)
            telling.entries[title] = gathering.entry
        lost = _evening(telling, club, telling.weekday(1, 5), "An outing to the second-hand barge")
    for days, name, said in (
        (-3, "miriam", "yes"),
        (-2, "hyacinth", "yes"),
        (-2, "dilys", "maybe"),
        (-1, "moira", "no"),
    ):
        with telling.at(days, "19:00"):
            say_coming(Gathering.objects.get(pk=telling.entries["Pages 11 to 20"].pk), telling[name], said)
    with telling.at(-1, "09:30"):
        cancel_gathering(lost, telling["miriam"], "The barge has been moved to Skipton. Nobody asked us.")


def _evening(telling: Telling, club: Community, days: int, title: str) -> Gathering:
    return plan_gathering(
        club, telling["miriam"], title=title, body="Bring nothing. There are two copies, and one of them is large print.",
        starts_at=telling.moment(days, "19:00"), ends_at=telling.moment(days, "20:00"), place=club.place, capacity=9, audience=Audience.OPEN,
    )  # fmt: skip
