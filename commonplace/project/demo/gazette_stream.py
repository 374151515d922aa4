# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""What people of The 61 Gazette have written and made in its first days."""

from commonplace.commons.communities.models import Audience, Community, Team
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo import gazette_badges, gazette_critique
from commonplace.project.demo import pictures_of_the_61 as pictures
from commonplace.project.demo.telling import Telling, answer, picture, say
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.reflect.actions import write_reflection


def tell(telling: Telling, gazette: Community) -> None:
    """From the first ride to this morning."""
    _riding(telling, gazette)
    _asking(telling, gazette)
    _proofs(telling, gazette)
    _works(telling, gazette)
    _other_works(telling, gazette)
    gazette_critique.tell(telling)
    gazette_badges.tell(telling)
    _looking(telling, gazette)


def _riding(telling: Telling, gazette: Community) -> None:
    with telling.at(-5, "21:05"):
        deck = say(
            telling, "safiya", "What one sees without a notebook",
            "Nineteen stops, fifty-one minutes, end to end. We had promised to write nothing down until the terminus, and then stood in the turning circle in the rain and all wrote at once.\n\n"
            "Nine of us had noticed the same thing: from stop 9 on, nobody gets on who is not carrying something heavy. None of us had ever seen it, and some of us have ridden it for years.",
            gazette, audience=Audience.OPEN,
        )  # fmt: skip
    with telling.at(-5, "21:40"):
        first = answer(
            telling,
            deck,
            "kwame",
            "Gas bottles, mostly, and shopping. The nearest shop after stop 9 is at stop 2. I could have told you, but you would not have seen it.",
        )
    with telling.at(-5, "22:01"):
        answer(telling, deck, "safiya", "Page one, left column. @kwame, would you write it?", first)
    with telling.at(-4, "05:12"):
        answer(telling, deck, "kwame", "I am on early turn. I will write it at the lights.", first)
    with telling.at(-4, "17:15"):
        answer(telling, deck, "wren", "the man with the ironing board got a round of applause at stop 12", first)
    with telling.at(-4, "19:20"):
        arabic = say(
            telling, "leyla", "ثلاث محطات قبل البيت",
            "في دمشق كنت أعرف السائق باسمه، وكان يعرف أنّ أمّي تنتظر الخبز. هنا أعرف رقم الحافلة فقط.\n\n"
            "سألت السائق مساء أمس عن اسمه فضحك، وقال إنّ أحداً لم يسأله منذ سنة. اسمه ديفيد، ويحبّ الشاي بلا سكّر. سأكتب عموداً صغيراً عن السائقين، وأريد أن يبقى بالعربية.",
            gazette, audience=Audience.OPEN, language="ar",
        )  # fmt: skip
    with telling.at(-4, "20:45"):
        piotr = answer(
            telling,
            arabic,
            "piotr",
            "I read it with a dictionary, and then once more without. We have no Arabic type. I shall cut it in lino with Lucía if you write it out large.",
        )
    with telling.at(-4, "21:10"):
        answer(
            telling,
            arabic,
            "leyla",
            "سأكتبه بالحبر والقصبة. I will write it with reed and ink, one column wide. Tell me how wide is a column.",
            piotr,
        )
    with telling.at(-4, "21:14"):
        answer(
            telling,
            arabic,
            "dilys",
            "Thirteen ems. It has been thirteen ems since before either of you was born.",
            piotr,
        )


def _asking(telling: Telling, gazette: Community) -> None:
    with telling.at(-3, "20:15"):
        how = say(
            telling, "tariq", "How do you ask for a name without sounding like the council?",
            "I asked four people what they are called. Two of them put their headphones in. One showed me her bus pass.",
            gazette, kind="question", audience=Audience.OPEN, interests=interests_named(["interviewing"]),
        )  # fmt: skip
    with telling.at(-3, "20:50"):
        yours = answer(telling, how, "hyacinth", "You say yours first, love. Then you stop talking.")
    with telling.at(-3, "21:15"):
        answer(telling, how, "tariq", "How long for?", yours)
    with telling.at(-3, "21:16"):
        answer(telling, how, "hyacinth", "Until it hurts.", yours)
    with telling.at(-2, "18:30"):
        answer(telling, how, "lucia", "I drew them. When they asked to see it, I asked what name to put under it.")
    with telling.at(-3, "20:40"):
        gran = say(
            telling,
            "wren",
            "Is it cheating if I interview my own gran?",
            "she gets on at 11 and knows everyone",
            gazette,
            kind="question",
        )
    with telling.at(-3, "21:30"):
        answer(telling, gran, "safiya", "No. But read it back to her as if she were not your gran.")
    top_deck = Team.objects.get(community=gazette, name="Top deck")
    with telling.at(-2, "17:00"):
        say(
            telling, "kwame", "For the top deck only", "Controllers are on at stop 7 tomorrow until six. They are all right, but get your passes out before they ask. It is nicer for everybody.",
            gazette, audience=Audience.TEAM, team=top_deck,
        )  # fmt: skip
    with telling.at(-2, "19:00"):
        wall = say(
            telling, "lucia", "The wall at stop 9",
            "A lady at 14 Nineveh Parade lets us hang the question on her garden wall. Today there were nineteen new answers, and a drawing of a dragon who waits for a bus.",
            gazette, audience=Audience.OPEN,
        )  # fmt: skip
        telling.entries["wall"] = wall


def _proofs(telling: Telling, gazette: Community) -> None:
    with telling.at(-1, "20:50"):
        proof = share_work(
            telling["safiya"], title="Front page, first proof", form="proof",
            body="Pulled at twenty to nine. What is wrong with it, as far as we have found:\n\n- The second line of the title had an *n* for a *u*. Dilys saw it from the door, upside down.\n"
            "- Kwame’s column is eleven lines too long, and each of them is good.\n- The picture has the door on the wrong side. It printed the right way round, so we had cut it the wrong way round.\n\n"
            "We predicted that setting by hand would make us write less. Look at column one.",
            community=gazette, audience=Audience.OPEN, co_authors=[telling["piotr"], telling["dilys"]], interests=interests_named(["letterpress"]), licence="CC-BY-SA-4.0",
            pictures=[(picture(pictures.front_page(), "front-page"), "A newspaper page on the press: The 61 Gazette, a bus, three columns, and corrections in red.", "The red is Dilys.")],
        )  # fmt: skip
        telling.entries["proof"] = proof.entry
    with telling.at(-1, "21:02"):
        answer(
            telling,
            proof.entry,
            "tariq",
            "Whoever spaced that headline should be kept away from sharp objects. My dog could do better.",
        )
    with telling.at(-1, "21:20"):
        cut = answer(telling, proof.entry, "kwame", "Take out the first four lines. I was only clearing my throat.")
    with telling.at(-1, "21:26"):
        answer(
            telling,
            proof.entry,
            "safiya",
            "They were the four that I liked best. But yes, that is what clearing one’s throat sounds like.",
            cut,
        )
    with telling.at(-1, "23:10"):
        say(
            telling, "piotr", "On setting a headline backwards",
            "I have three years of a degree in this, and this evening I set a line of 48 point from left to right, as one reads. It printed as a mirror. Nobody laughed, which was worse, and then Dilys laughed, which was better.\n\n"
            "She says that everybody does it once and that those who have not are lying. She then told me whose fault the *n* was. It was hers.",
            gazette, audience=Audience.OPEN,
        )  # fmt: skip


def _works(telling: Telling, gazette: Community) -> None:
    with telling.at(-3, "23:40"):
        ten_past = share_work(
            telling["kwame"], title="Ten past seven", form="column, with a drawing",
            body="At ten past seven I shut the doors and there is always somebody running. I have eleven years of people running in my mirror.\n\n"
            "The rule is that I may wait for whoever I can see. So I have become very good at seeing. There is a lad who comes round by the chemist’s, he has a limp on wet days. There is a woman with a cello. "
            "I can see the cello from two hundred yards.\n\n"
            "After me there is nothing until morning. I drive back empty with the lights on. People ask if it is lonely. It is not lonely: it is *warm*, it is lit, it has forty seats, and it is going exactly where they are walking to, and I am not allowed to stop.",
            community=gazette, audience=Audience.OPEN, interests=interests_named(["buses", "writing"]), licence="CC-BY-4.0",
            pictures=[(picture(pictures.bus(), "ten-past-seven"), "A lit single-deck bus at an empty stop under a thin moon.", "Out of service. Drawn on the back of a duty card, then in ink.")],
        )  # fmt: skip
        telling.entries["ten past seven"] = ten_past.entry
    with telling.at(-2, "07:30"):
        cello = answer(
            telling,
            ten_past.entry,
            "dilys",
            "“I can see the cello from two hundred yards.” I have set type for forty years of newspapers, and I would have held the page for that.",
        )
    with telling.at(-2, "14:05"):
        answer(
            telling,
            ten_past.entry,
            "kwame",
            "I read this out to my wife and she asked who Dilys is. I said, the boss.",
            cello,
        )
    with telling.at(-2, "20:20"):
        answer(
            telling,
            ten_past.entry,
            "walter",
            "You are not allowed to stop. Who is it that does not allow it? That is your last line, and it is missing.",
        )


def _other_works(telling: Telling, gazette: Community) -> None:
    with telling.at(-2, "21:50"):
        share_work(
            telling["lucia"], title="Stop 14, with weather", form="linocut",
            body="Second state. The lamp is the only red. I cut the rain last, when I was angry, and it shows: it falls from the wrong side. The seats have no back so that nobody can sleep on them. Nobody can sit on them either.",
            community=gazette, audience=Audience.OPEN, interests=interests_named(["printmaking", "buses"]), licence="CC-BY-SA-4.0",
            pictures=[(picture(pictures.shelter(), "stop-14"), "A bus shelter at night in slanting rain, with a timetable, two seats without backs, and a red street lamp.", "Two colours, eleven spoiled sheets.")],
        )  # fmt: skip
        share_work(
            telling["pia"], title="Everyone who nodded", form="drawings",
            body="I nodded at every person who got on, and drew who nodded back. The ones in yellow did.\n\nOld people nod first. People with headphones nod if you do it slowly. The driver nodded at every single one.",
            community=gazette, audience=Audience.COMMONS, interests=interests_named(["drawing people"]),
            pictures=[(picture(pictures.nods(), "nods"), "Twenty-eight small heads in four rows. Some are yellow and smile, the others look down.", "One ride, 28 people.")],
        )  # fmt: skip
    with telling.at(-1, "16:00"):
        case = share_work(
            telling["dilys"], title="The lay of the case, for those who were not born", form="chart",
            body="The *e* has the largest box and lies under your hand. The *z* has the smallest and lies where you have to get up for it. Nobody ever explained it to me, they put me before it and told me to find my name.\n\n"
            "Capitals are in the *upper* case. You have been saying it all your lives.",
            community=gazette, audience=Audience.OPEN, interests=interests_named(["letterpress"]), licence="CC0-1.0",
            pictures=[(picture(pictures.type_case(), "case"), "A drawer of metal type seen from above, divided into boxes of several sizes.", "Put things back where you found them.")],
        )  # fmt: skip
    with telling.at(-1, "18:02"):
        answer(telling, case.entry, "pia", "i found my name in 4 minutes. the p is next to the q on PURPOSE to be mean")
    with telling.at(-2, "22:30"):
        share_work(
            telling["jun"], title="Doors", form="sound, two minutes",
            body="The same pair of doors at nineteen stops. At stop 3 they sigh, and from stop 9 on they bang, because of the hill. Best with headphones. Recorded by two of us, one at each door.",
            community=gazette, audience=Audience.OPEN, co_authors=[telling["zahra"]], interests=interests_named(["field recording", "buses"]), licence="CC-BY-4.0",
        )  # fmt: skip


def _looking(telling: Telling, gazette: Community) -> None:
    rows = {
        number: Gathering.objects.select_related("entry").get(pk=telling.entries[f"gazette day {number}"].pk)
        for number in range(3)
    }
    with telling.at(-5, "22:30"):
        write_reflection(
            telling["kwame"], community=gazette, gathering=rows[0], audience=Audience.OPEN, may_quote=True,
            worked="Sitting on the seats for once.", surprised="I have driven past stop 9 some twenty thousand times, and today I found out that it has a wall with poems on it. You cannot see it from the front.",
        )  # fmt: skip
    with telling.at(-3, "22:10"):
        write_reflection(
            telling["hyacinth"], community=gazette, gathering=rows[1], audience=Audience.OPEN, may_quote=True,
            worked="The umbrella. People talk to whoever keeps them dry.", did_not="Going out in twos was too many at a small stop. One of us had to pretend to be waiting.",
            matched="We said that people would not want to talk. At stops 1 to 5 that was so.", surprised="At stop 11 they would not let us leave.",
        )  # fmt: skip
        write_reflection(
            telling["pia"],
            community=gazette,
            gathering=rows[1],
            audience=Audience.ONLY_ME,
            did_not="i didnt ask anyone anything. i want to do it on friday",
            worked="drawing",
        )
    with telling.at(-1, "21:45"):
        write_reflection(
            telling["walter"], community=gazette, gathering=rows[2], audience=Audience.COMMUNITY, may_quote=True,
            worked="Being of use with a file.", did_not="The light over the second case. I have brought a lamp.", differently="Tea at the half, not at the end.",
        )  # fmt: skip
        write_reflection(
            telling["wren"],
            community=gazette,
            gathering=rows[2],
            audience=Audience.COMMUNITY,
            worked="my gran is on page 1",
            surprised="how long one line takes",
        )
    with telling.at(-6, "14:00"):
        share_resource(
            telling["piotr"], title="How to hold a composing stick", made_by="Piotr, from what Dilys said", source="The basement",
            body="In the left hand, thumb inside. Nick uppermost. Read upside down, from left to right. If it feels natural, you have it the wrong way round.",
            licence="CC-BY-4.0", community=gazette, audience=Audience.OPEN, interests=interests_named(["letterpress"]),
        )  # fmt: skip
    with telling.at(0, "07:10"):
        say(
            telling, "safiya", "Before the front page is set",
            "Three things to decide this evening, so please sleep on your bus:\n\n1. Which eleven lines.\n2. Whether the dragon is news.\n3. Who takes the first copy to the person who makes the timetable. I think that it is not me.",
            gazette, audience=Audience.OPEN,
        )  # fmt: skip
