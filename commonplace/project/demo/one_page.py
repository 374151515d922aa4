# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""One Page Each: thirty people each put a page in, and each is read. A round of critique that was dealt, and is not over yet."""

from collections.abc import Iterator

from commonplace.commons.communities.actions import change_community, move_stage, welcome_member
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo import people
from commonplace.project.demo.people import Part
from commonplace.project.demo.telling import ZONE, Telling
from commonplace.stages.critique.actions import answer_points, write_critique
from commonplace.stages.critique.dealing_out import deal_out
from commonplace.stages.critique.models import Answer, Lease, Round
from commonplace.stages.critique.own_protocols import as_protocol, protocol_of, take_over, words_in, write_protocol
from commonplace.stages.critique.rounds import give_one, open_round, put_in
from commonplace.stages.critique.together import begin_together
from commonplace.stages.design.actions import start
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_work

NEIGHBOURS = (
    Part("ottilie", "Ottilie Brandt", "I mend clocks, and am late.", brings="a loupe", curious="clocks, letters", helps="small screws"),
    Part("femi", "Femi Adesanya", "I deliver parcels between Hunslet and the canal and know every dog.", brings="news of dogs", curious="dogs, poems"),
    Part("bridie", "Bridie Walsh", "Crossing keeper at St Hilda’s. I have a lollipop and forty years of weather.", brings="weather", curious="weather, songs"),
)  # fmt: skip

# Who wrote a page, its title, how it begins, what its first reader saw and asked, and what became of that.
PAGES = (
    ("walter", "The boiler", "It had a name but we never said it to visitors.", "I see a man who lowers his voice in a cellar.", "Why is the name not in it?", "take up", "It is Doris. It is in now."),
    ("miriam", "Column of small sums", "My mother kept what she did not spend.", "I see two columns, and one of them is empty.", "What would stand in the other one?", "take up", "What she would have bought. Thank you."),
    ("hyacinth", "Two in the morning", "Nobody looks well at two, and nobody minds.", "I see flour on a telephone.", "Who rang?", "keep", "You are not told. Neither was I."),
    ("moira", "Keys", "There are thirty-one and I know what twenty-six are for.", "I see five keys that open nothing.", "Is one of them the library’s old door?", "take up", "I tried. It is."),
    ("dilys", "Upside down and backwards", "That is how you read it, and then the rest of your life looks wrong.", "I see a hand that is faster than the eye.", "What did you read wrong afterwards?", "take up", "My own wedding invitation."),
    ("kwame", "Early turn", "The first one on is always the baker and she never sits.", "I see her hold the pole with her sleeve.", "Does she know that you noticed?", "think", "I shall have to ask her."),
    ("leyla", "Two alphabets", "I write the first half of my name and wait.", "I see a pen that stops above the paper.", "What happens in the waiting?", "take up", "That is the whole of the second verse."),
    ("tariq", "Serifs", "I painted a fish shop and they asked me to take the feet off.", "I see letters standing barefoot.", "Did you?", "keep", "I did not. It stays as it is."),
    ("lucia", "Lino", "It smells of linseed and of the floor of my school.", "I see a floor with somebody’s name cut into it.", "Whose?", "take up", "Mine. I had left that out."),
    ("jun", "Four hundred hours", "In hour two hundred and six a child says: it is only rain.", "I see an empty room with a lamp.", "What do the other hours hold?", "take up", "I chose three."),
    ("aroha", "Under the car park", "It is a river. It has a number now.", "I see a drain, and a person who greets it.", "What do you call it?", "think", "At home I know. Here I am not sure that it is mine to say."),
    ("teo", "Fourteen per cent", "I kept the paper, folded very small.", "I see a square the size of a stamp.", "Who has seen it unfolded?", "take up", "Nobody until this page. I say so now."),
    ("callum", "Chair, first", "It stood. Then somebody sat.", "I see four legs and a decision.", "What did the somebody say?", "keep", "Nothing. That is why it ends there."),
    ("greta", "Birch", "You leave it for two winters and then you ask it.", "I see snow on a stack of boards.", "And what does it answer?", "think", "I have asked for thirty-five years."),
    ("nadia", "Oran, by smell", "Anise, petrol, my grandmother’s sleeve.", "I see a sleeve come round a door.", "Where is the bread?", "take up", "It was so near that I forgot it."),
    ("sam", "Breakfast", "Crisps, and the walk.", "I see a wall that is good for sitting on.", "Who else sat there?", "take up", "Lee did. He has a line now."),
    ("selam", "Night ward", "At four they tell you things that they take back at eight.", "I see a chair pulled close.", "How do you keep what was taken back?", "keep", "I do not. That is the page."),
    ("ruth", "Why flames are blue", "I still do not quite know, and I taught it.", "I see a child with a raised hand.", "What was her name?", "take up", "Aisha. She is an anaesthetist."),
    ("joel", "Soup", "Onions first. Then everybody.", "I see a long table and one spoon too few.", "Who goes without?", "", ""),
    ("safiya", "Ten past seven", "The last one. After that you walk, or you stay.", "I see a stop with the light gone.", "Which did you do?", "take up", "Stayed. It begins there now."),
    ("piotr", "Kielce, type, dust", "He washed his hands for an hour before he touched me.", "I see grey water in a basin.", "What did he not let you touch?", "", ""),
    ("zahra", "Room tone", "Every room hums one note and nobody is told which.", "I see somebody stand very still in a kitchen.", "Which one is yours?", "", ""),
    ("mateusz", "Trailer", "It carries eighty kilos and one cat.", "I see the cat sit in front.", "Where do you take her?", "", ""),
    ("dayo", "What was in the tin", "Not biscuits.", "I see a lid that will not come off.", "What, then?", "", ""),
    ("ellis", "Forty-one steps", "To the bus. Thirty-nine if it is coming.", "I see somebody count with their lips shut.", "What do you do with the two?", "", ""),
    ("wren", "Owl, probably", "I asked it three questions. It answered the second.", "I see breath in front of a torch.", "What was the second?", "", ""),
    ("pia", "Hands on the 61", "Everybody’s hands are asleep before they are.", "I see a glove without its other.", "Whose hand was hardest?", "", ""),
    ("ottilie", "Late", "A clock that is wrong by an hour is easier to love.", "I see a face with its hands behind its back.", "Which hour?", "", ""),
    ("femi", "Every dog", "There is one on Water Lane who remembers me from a dream.", "", "", "", ""),
    ("bridie", "Weather, with lollipop", "I have stopped lorries in fog with a stick and a look.", "", "", "", ""),
)  # fmt: skip


def tell(telling: Telling) -> None:
    """From the idea, nine days ago, to the round as it stands: two have not been heard yet."""
    club = _begin(telling)
    this = _put_in(telling, club)
    _read(telling, this)
    _together(telling, club)


def _begin(telling: Telling) -> Community:
    for number, part in enumerate(NEIGHBOURS):
        with telling.at(-11, f"18:{10 + number}"):
            people.join(telling, part)
    with telling.at(-9, "19:00"):
        club = start(
            telling["walter"], name="One Page Each", form="discussion", audience=Audience.OPEN, zone=ZONE, language="en",
            purpose="Everybody on this commons writes one page, about anything. Everybody’s page is read by three others. Then we have soup.",
        )  # fmt: skip
        change_community(club, telling["walter"], interests=interests_named(["letters", "reading aloud"]))
        welcome_member(club, telling["miriam"], Role.FACILITATOR, by=telling["walter"], agreed=True)
        for name, *_page in PAGES:
            if name not in {"walter", "miriam"}:
                welcome_member(club, telling[name], Role.LEARNER, by=telling["walter"], agreed=True)
        move_stage(club, telling["walter"], Stage.GATHER)
    telling.communities["one page"] = club
    with telling.at(-9, "19:30"):
        row = take_over(club, telling["walter"], protocol_of("see"))
        said = words_in(as_protocol(row)) | {
            "name": "Slowly",
            "about": "What we see in a page, and one question. Made for people who have not written for a long time.",
            "is_open": True,
        }
        write_protocol(club, telling["walter"], said, row)
    return club


def _put_in(telling: Telling, club: Community) -> Round:
    with telling.at(-8, "18:00"):
        this = open_round(
            club, telling["miriam"], title="Thirty pages", each=3, is_exchange=False, protocol="see",
            closes_at=telling.moment(3, "20:00"),
        )  # fmt: skip
    for number, (name, title, begins, *_said) in enumerate(PAGES):
        with telling.at(-7 + number // 10, f"1{number % 10}:20"):
            page = share_work(
                telling[name], title=title, body=begins, form="a page", community=club, audience=Audience.COMMUNITY
            )
            put_in(this, telling[name], page.entry, question="What do you see, and what would you ask?")
            telling.entries[f"page of {name}"] = page.entry
    with telling.at(-4, "18:30"):
        deal_out(this, telling["miriam"])
    return this


def _read(telling: Telling, this: Round) -> None:
    """Each page's first reader has written, but of the last two; some answers have been given."""
    protocol = protocol_of("see")
    for number, (name, _title, _begins, sees, asks, answer, said) in enumerate(PAGES):
        reader = next(_readers(this, telling.entries[f"page of {name}"]), None)
        if not sees or reader is None:
            continue
        with telling.at(-3, f"1{number % 10}:{number + 10}"):
            page = telling.entries[f"page of {name}"]
            critique = write_critique(reader, page, protocol=protocol, said={"see": sees, "ask": asks})
        if answer:
            with telling.at(-1 - number % 2, f"1{number % 10}:{number + 20}"):
                points = critique.points.all()
                answer_points(
                    critique, telling[name], {one.pk: (Answer(answer), said) for one in points if one.part == "ask"}
                )
    with telling.at(-1, "21:10"):
        give_one(this, telling["walter"])


def _readers(this: Round, page: Entry) -> Iterator:
    for lease in Lease.objects.filter(round=this, entry=page).select_related("person").order_by("pk"):
        yield lease.person


def _together(telling: Telling, club: Community) -> None:
    """The evening with soup, at which one page was read together, slowly."""
    with telling.at(-3, "09:00"):
        evening = plan_gathering(
            club, telling["miriam"], title="Soup, and one page slowly", body="Bring a bowl. We read one page together and everybody says what they see.",
            starts_at=telling.moment(-2, "18:00"), ends_at=telling.moment(-2, "20:00"), place="Reading room, mill library",
        )  # fmt: skip
    with telling.at(-2, "18:20"):
        begin_together(
            Gathering.objects.select_related("entry__community").get(pk=evening.pk), telling["walter"],
            protocol=as_protocol(club.protocols.get()), of=telling.entries["page of walter"],
        )  # fmt: skip
