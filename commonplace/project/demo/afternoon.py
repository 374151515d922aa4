# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""An open afternoon of The 61 Gazette: whoever made the paper shows what they learned to whoever may want to make the next one."""

from commonplace.commons.communities.models import Audience, Community
from commonplace.project.demo.telling import Telling
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.open_space.actions import (
    SlotRow,
    VenueRow,
    begin_open_space,
    propose,
    put_in,
    set_venues_and_times,
    want_to_go,
)
from commonplace.stages.open_space.tasks import ask_to_fill

# Who proposes what, with whom, and under which topic.
SESSIONS = (
    ("kwame", "What a driver hears", "Eleven years of the back of a head. I tell three, you tell one, and nobody says which stop it was.", "listening", ""),
    ("dilys", "Setting your own name in lead", "Upside down and backwards. Wash your hands first, and after.", "printing", "tariq"),
    ("hyacinth", "Reading people their words back", "It takes longer than asking, and it is the half that matters. We practise on each other.", "listening", "lucia"),
    ("pia", "Drawing people who do not notice", "Four minutes each, one line, then we look at the hands.", "drawing", ""),
    ("leyla", "Headlines in two alphabets", "One runs this way and one the other. Where do they meet?", "printing", ""),
    ("walter", "How to cut a story by half", "Bring two hundred words that you are fond of.", "writing", ""),
    ("jun", "The turning circle, at night", "Twelve minutes of sound, in the dark, then tea.", "listening", ""),
    ("piotr", "What butter does to ink", "Chemistry, with biscuits.", "printing", ""),
)  # fmt: skip
WISHES = {
    "safiya": "kwame hyacinth leyla", "kwame": "pia jun walter", "dilys": "pia leyla", "hyacinth": "kwame jun",
    "pia": "jun leyla kwame", "leyla": "dilys walter", "walter": "hyacinth kwame dilys", "jun": "pia kwame",
    "lucia": "kwame pia", "tariq": "leyla piotr jun", "piotr": "dilys kwame", "ellis": "pia dilys", "wren": "pia jun kwame",
    "zahra": "leyla pia jun",
}  # fmt: skip


def tell(telling: Telling, gazette: Community) -> None:
    """Planned, proposed, wished for, and filled; one session was put in its room by hand."""
    begins = telling.weekday(1, 5)
    with telling.at(-3, "21:10"):
        afternoon = plan_gathering(
            gazette, telling["safiya"], title="An open afternoon, for whoever makes the next one",
            body="No programme yet: you bring it. Three rooms, three times, soup in between. Whoever thinks of starting a paper where they live, come and take ours apart.",
            starts_at=telling.moment(begins, "14:00"), ends_at=telling.moment(begins, "17:00"), place=gazette.place, audience=Audience.OPEN,
        )  # fmt: skip
        space = begin_open_space(afternoon, telling["safiya"])
        venues = [
            VenueRow(None, "Reading room", 30),
            VenueRow(None, "Basement, by the press", 8),
            VenueRow(None, "Top deck", 12),
        ]
        times = [SlotRow(None, 0, 45), SlotRow(None, 60, 45), SlotRow(None, 120, 45)]
        set_venues_and_times(space, telling["safiya"], venues, times)
    sessions = {}
    for number, (by, title, words, topic, hosts) in enumerate(SESSIONS):
        with telling.at(-2, f"{12 + number}:40"):
            sessions[by] = propose(
                space, telling[by], title=title, words=words, topic=topic, hosts=telling.people(hosts)
            )
    shown = [session.pk for session in sessions.values()]
    for number, (name, wanted) in enumerate(WISHES.items()):
        with telling.at(-1, f"21:{10 + number}"):
            want_to_go(space, telling[name], shown=shown, wanted=[sessions[one].pk for one in wanted.split()])
    with telling.at(-1, "22:30"):
        put_in(sessions["dilys"], telling["safiya"], space.slots.first(), space.venues.get(name__startswith="Basement"))
        ask_to_fill(space, telling["safiya"])
