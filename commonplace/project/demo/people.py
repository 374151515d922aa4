# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""Who is on Millrace Commons: a host, two staff, students of the programme, neighbours, and six people under 18."""

from dataclasses import dataclass

from commonplace.commons.people.actions import DEMO_PASSPHRASE, change_profile, host_link, register, set_interests
from commonplace.commons.people.hosting import begin_commons
from commonplace.commons.people.joining import class_code
from commonplace.commons.people.models import Commons, Person
from commonplace.project.demo.telling import ZONE, Telling


@dataclass(frozen=True)
class Part:
    """Somebody, in their own words. Interests are written with commas between them."""

    name: str
    display_name: str
    about: str
    brings: str = ""
    looks_for: str = ""
    curious: str = ""
    helps: str = ""
    age_band: str = "adult"
    language: str = ""
    has_mail: bool = True


# Those whose login is shown on the sign-in page of a demo, each with what one sees by it.
DEMO_PEOPLE: dict[str, str] = {
    "moira": "host: keeps the commons, reads reports, invites and resets",
    "ruth": "staff: one of two who look after the programme and its communities",
    "safiya": "facilitator: carries The 61 Gazette, which is on this week",
    "kwame": "learner, adult: drives the bus, writes about it",
    "pia": "learner, 14, came in by a class code: sees what a minor sees",
}

HOST = Part(
    "moira",
    "Moira Tetteh",
    "I look after the reading rooms at the mill library and this commons with them. If something here does not work, or "
    "somebody here is not kind, I am the person to tell. I have a kettle, a drill and the keys.",
    brings="keys, a kettle, patience with forms",
    looks_for="people who think the library is not for them",
    curious="old maps of Leeds, grafting fruit trees",
    helps="finding things out, local history",
)

STAFF = (
    Part(
        "ruth",
        "Ruth Adeyemi",
        "I taught chemistry for eleven years and left the day I heard myself say “it will be on the test” to a child who had "
        "asked why flames are blue. Now Joel and I look after people who design places to learn.",
        brings="questions, and time on a Wednesday",
        looks_for="designs small enough to really happen",
        curious="why flames are blue, listening",
        helps="designing learning, chemistry in kitchens",
    ),
    Part(
        "joel",
        "Joel Illingworth",
        "Youth worker, bad footballer, fair cook. I ask who is not in the room until people are tired of it.",
        brings="a van, on most days",
        looks_for="somebody to teach me to read music",
        curious="reading music, benches",
        helps="youth work, risk assessments without tears",
    ),
)

ADULTS = (
    Part(
        "safiya", "Safiya Rahman", "Second year, geography. I have taken the 61 to everything I ever did: school, the clinic, my first "
        "job, my gran. I would like to read a newspaper about it, so I suppose that I have to make one.",
        brings="a bus pass, spelling", looks_for="stories from the top deck", curious="letterpress, timetables, interviewing", helps="editing, maps",
    ),
    Part(
        "piotr", "Piotr Zieliński", "Third year, graphic design. My grandfather set type in Kielce and would not let me touch it.",
        brings="two hands and an apron", looks_for="time off screens", curious="letterpress, lettering", helps="typography, posters",
    ),
    Part(
        "dilys", "Dilys Pritchard", "Compositor at the Post until they threw the hot metal out of the window in 1983, and I mean the window. "
        "Seventy-four. I read upside down and backwards faster than you read forwards.",
        brings="a composing stick, opinions", looks_for="young people with clean fingers", curious="what people find funny now", helps="letterpress, proofreading, Welsh",
    ),
    Part(
        "kwame", "Kwame Boateng", "I drive the 61, early turn one week and late the next. Eleven years. You would be surprised what people tell the back of a head.",
        brings="the route, by heart", looks_for="a way to write that is not a report", curious="writing, baking, buses", helps="buses, Twi",
    ),
    Part(
        "leyla", "ليلى حداد", "معلّمة لغة عربية من دمشق، أعيش في ليدز منذ أربع سنوات. أكتب بالعربية أولاً ثم أبحث عن الإنجليزية.",
        brings="خط جميل وقهوة", looks_for="من يقرأ معي بصوت عالٍ", curious="calligraphy, interviewing", helps="Arabic, calligraphy",
    ),
    Part(
        "tariq", "Tariq Mahmood", "Sign-writer. I have strong feelings about letters and I am learning when to keep them in.",
        brings="brushes, gold size", looks_for="work for wet Tuesdays", curious="letterpress, benches", helps="sign-writing, lettering",
    ),
    Part(
        "hyacinth", "Hyacinth Brown", "Thirty years in the bakery on Roundhay Road, nights. Retired, they say. I still wake at two.",
        brings="a starter older than some of you", looks_for="company before breakfast", curious="reading aloud, buses", helps="baking, feeding large numbers",
    ),
    Part(
        "lucia", "Lucía Paredes", "First year, sociology, from Arequipa. I cut lino because it makes me slow.",
        brings="lino and ink", looks_for="grandmothers, mine are far away", curious="printmaking, old people’s stories", helps="printmaking, Spanish",
    ),
    Part(
        "jun", "Jun Watanabe", "Sound recordist. I have four hundred hours of water and nobody to play them to.",
        brings="hydrophones, headphones for eight", looks_for="people who can be quiet together", curious="rivers, birds at night", helps="field recording, editing sound",
    ),
    Part(
        "aroha", "Aroha Ngata", "Third year, civil engineering. At home a river can be an ancestor. Here it is in a pipe under a car park, and I would like to hear it.",
        brings="waders in three sizes", looks_for="anyone who remembers the beck open", curious="rivers, old maps of Leeds, culverts", helps="water, surveying",
    ),
    Part(
        "teo", "Teo Marinković", "Second year, mathematics. I failed it at fourteen, completely, and nobody told me that it was allowed to be slow.",
        brings="squared paper", looks_for="people who were told that they are no good at it", curious="how people count, baking", helps="arithmetic without hurry",
    ),
    Part(
        "callum", "Callum Ferrie", "Third year, architecture. I have designed an opera house and had never made a chair.",
        brings="drawings", looks_for="somebody to stop me over-designing", curious="joinery, walking", helps="drawing, planning permission",
    ),
    Part(
        "greta", "Greta Lindqvist", "Joiner for thirty-five years, Umeå and then Armley. Wood tells you. You have to shut up first.",
        brings="a workshop with a stove", looks_for="a reason to sweep it", curious="sound, bread", helps="joinery, sharpening",
    ),
    Part(
        "nadia", "Nadia Benali", "Second year, education. Daughter and granddaughter of bakers in Oran who hoped that I would do something cleaner.",
        brings="flour on everything", looks_for="an oven that tells the truth", curious="breakfast, percentages", helps="baking, French, starting early",
    ),
    Part(
        "sam", "Sam Ogden", "Second year, nutrition. Went to school without breakfast until I was twelve and would rather that fewer people did.",
        brings="lists", looks_for="partners for early mornings", curious="breakfast, school meals", helps="food safety, asking for money",
    ),
    Part(
        "selam", "Selam Tesfay", "Nurse, on the programme as a guest because Ruth asked me and I could not think of a reason why not.",
        brings="teff, a large pan", looks_for="Sundays that do not taste of work", curious="bread, hospitality", helps="Tigrinya, first aid",
    ),
    Part(
        "walter", "Walter Haigh", "Boiler engineer, retired. Eighty-one. I read slowly and I lend books back to the people who lent them me.",
        brings="thermometers, a good lamp", looks_for="an argument about a book", curious="novels, old maps of Leeds", helps="boilers, thermometers, chess",
    ),
    Part(
        "miriam", "Miriam Katz", "Bookkeeper. I came for the book club and stayed to put the flour in columns.",
        brings="a ledger", looks_for="a novel in which somebody does the accounts", curious="novels, percentages", helps="bookkeeping, Yiddish songs",
    ),
)  # fmt: skip

# Nobody below this line appears on a page that strangers see.
MINORS = (
    Part("zahra", "Zahra Iqbal", "I want to study sound, and my school does not have it.", brings="good ears", looks_for="a studio",
         curious="field recording, radio", helps="phones, Urdu", age_band="16-17"),
    Part("mateusz", "Mateusz Wrona", "I like making things that stay where you put them.", brings="a bicycle with a trailer", looks_for="an apprenticeship",
         curious="joinery, baking", helps="fixing bicycles", age_band="16-17", has_mail=False),
    Part("dayo", "Dayo", "Hungry, mostly.", brings="jokes", looks_for="bread", curious="baking, comics", age_band="13-15", has_mail=False),
    Part("ellis", "Ellis", "I count things.", brings="a stopwatch", looks_for="quiet", curious="percentages, trains", age_band="13-15", has_mail=False),
    Part("wren", "Wren", "", brings="questions", curious="interviewing, birds at night", age_band="13-15", has_mail=False),
    Part("pia", "Pia", "I draw people on the bus. They mostly do not notice.", brings="pencils", looks_for="someone who draws hands well",
         curious="drawing people, comics, rivers", age_band="13-15", has_mail=False),
)  # fmt: skip

WELCOME = """\
Millrace is kept by a library and its neighbours on the south side of Leeds. Anybody may start a place to learn here, small
or smaller, run it for some days, and leave an honest record of how it went for whoever would like to try it next.
"""

NORMS = """\
1. **Nobody is made small here.** Not for what they do not know, nor for how they say it.
2. **Ask before you help, and before you take a picture.** A no needs no reason.
3. **What was said in a room stays in it** until whoever said it agrees.
4. **Say what did not work.** Records that only shine help nobody.
5. **If something is wrong, tell us.** Every report is read by a person within two days, and nobody is told who wrote it.
"""

PRIVACY = """\
We keep what you write, who may see it, and when. We do not keep your date of birth, where you are, or what you read. Nothing
here is sold or counted for anybody. You can take everything you made with you, or delete it, on any day and without asking.
"""

CONTACT = """\
Ask for Moira at the desk of the mill library, Monday to Saturday, ten to six. If you have no time for the desk, leave a note
in the red box beside it: it is emptied every evening. This is a demonstration, so the library, the box and Moira are invented.
"""


def begin(telling: Telling) -> None:
    """Moira begins the commons."""
    moira = join(telling, HOST)
    begin_commons(
        _with_link(), moira, name="Millrace Commons", line="Small places to learn, made by the people who wanted them.",
        welcome=WELCOME, norms=NORMS, privacy=PRIVACY, contact=CONTACT, language="en", zone=ZONE,
    )  # fmt: skip


def _with_link() -> Commons:
    """The commons as the first visitor finds it: the link by which one begins is printed."""
    commons = Commons.current()
    host_link(commons)
    return commons


def join(telling: Telling, part: Part) -> Person:
    """Somebody makes an account and says who they are."""
    person = _registered(part)
    _introduce(person, part)
    telling.cast[part.name] = person
    return person


def join_by_class_code(telling: Telling, part: Part, code: str) -> Person:
    """Somebody without e-mail comes in with the code that was read out to their class."""
    admission = class_code(code)
    if admission is None:
        raise ValueError(f"the class code {code} lets nobody in")
    person = _registered(part)
    admission.let_in(person)
    _introduce(person, part)
    telling.cast[part.name] = person
    return person


def _registered(part: Part) -> Person:
    # Hashing is slow on purpose, so only those whose login is shown have a passphrase. Nobody signs in as the others.
    return register(
        display_name=part.display_name,
        age_band=part.age_band,
        username=part.name,
        email=f"{part.name}@millrace.example" if part.has_mail else None,
        password=DEMO_PASSPHRASE if part.name in DEMO_PEOPLE else None,
        language=part.language,
        zone=ZONE,
        is_demo=part.name in DEMO_PEOPLE,
    )


def _introduce(person: Person, part: Part) -> None:
    change_profile(person, about=part.about, brings=part.brings, looks_for=part.looks_for)
    set_interests(person, _listed(part.curious), _listed(part.helps))


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]
