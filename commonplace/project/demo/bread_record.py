# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""What was made at Bread Before Bell, what people said looking back, and the case study that came of it."""

from commonplace.commons.communities.actions import move_stage
from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.people.actions import interests_named
from commonplace.project.demo import bread_brief, pictures
from commonplace.project.demo.bread import MORNINGS
from commonplace.project.demo.telling import Telling, answer, picture
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.publish.actions import draft_case_study, publish_case_study, write_case_study
from commonplace.stages.publish.asking import answer_consent, ask_people, depict
from commonplace.stages.publish.consents import pictures_of, standing_of
from commonplace.stages.publish.models import CaseStudy, Consent, Depiction, Section
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.resources.learning import say_learnt_from

Said = tuple[str, str, int | None]


def tell(telling: Telling, bread: Community) -> None:
    """From the last roll to the library."""
    _works(telling, bread)
    bread_brief.tell(telling, bread)
    _after_mornings(telling, bread)
    _look_back(telling, bread)
    _publish(telling, bread)


def _works(telling: Telling, bread: Community) -> None:
    with telling.at(telling.weekday(*MORNINGS[5]), "19:30"):
        work = share_work(
            telling["nadia"], title="One recipe, six loaves", form="drawing, with measurements",
            body="All six are the same: 100 flour, 68 water, 2 salt, 1 yeast. What changed is written under each.\n\n"
            "| loaf | height | what we changed |\n| --- | --- | --- |\n| 1 | 4 cm | nothing, we knew nothing |\n| 2 | 6 cm | waited an hour more |\n"
            "| 3 | 6 cm | other flour, no use |\n| 4 | 9 cm | **believed the thermometer** |\n| 5 | 11 cm | folded it twice |\n| 6 | 13 cm | left it alone |\n\n"
            "The last line took us three weeks.",
            community=bread, audience=Audience.OPEN, co_authors=[telling["sam"]], interests=interests_named(["baking"]), licence="CC-BY-SA-4.0",
            pictures=[(picture(pictures.loaves(), "six-loaves"), "Six loaves on two shelves. The first is flat and dark, the last is tall and steaming.", "The heel of number one is still on the chapel shelf.")],
        )  # fmt: skip
        telling.entries["six loaves"] = work.entry
    with telling.at(telling.weekday(*MORNINGS[2]), "20:15"):
        percentages = share_resource(
            telling["miriam"], title="Baker percentage", link="https://en.wikipedia.org/wiki/Baker_percentage", made_by="those who write Wikipedia", source="Wikipedia",
            community=bread, audience=Audience.OPEN, interests=interests_named(["percentages", "baking"]), licence="CC-BY-SA-4.0",
        )  # fmt: skip
        say_learnt_from(
            bread.design.entry, telling["nadia"], percentages.entry, "The sums, for whoever starts without Miriam."
        )
    with telling.at(telling.weekday(*MORNINGS[5]) + 1, "11:20"):
        answer(telling, work.entry, "greta", "“Left it alone” is also the last line in joinery.")
    with telling.at(telling.weekday(*MORNINGS[3]), "20:10"):
        dial = share_work(
            telling["walter"], title="A thermometer I trust", form="leaflet",
            body="An oven’s dial tells you what the oven was asked, not what it did. To find out:\n\n1. Hang a thermometer from the middle rail. Not on the floor, not touching.\n"
            "2. Wait until the lamp has gone out **three** times. Once is a rumour.\n3. Read it through the glass. If you open the door you have measured the kitchen.\n"
            "4. Do it again by the door and at the back. Write both on the wall.\n\nOurs was out by thirty at the back and fifty at the front. I have known boilers like it, and people.",
            community=bread, audience=Audience.OPEN, interests=interests_named(["thermometers", "baking"]), licence="CC0-1.0",
            pictures=[(picture(pictures.oven_dial(), "oven"), "An oven with its dial turned up, and inside it a round thermometer whose red needle points lower.", "What it was asked, and what it did.")],
        )  # fmt: skip
        telling.entries["thermometer"] = dial.entry
    with telling.at(telling.weekday(*MORNINGS[4]), "17:45"):
        waiting = share_work(
            telling["ellis"], title="How long people wait before they open the oven", form="table",
            body="I timed everybody and left out the names.\n\n| morning | shortest | longest |\n| --- | --- | --- |\n| 2 | 3 min | 9 min |\n| 3 | 4 min | 16 min |\n| 4 | 6 min | 22 min |\n| 5 | 19 min | 25 min |\n\n"
            "The bread needs 24. By the fifth morning people mostly believed me.",
            community=bread, audience=Audience.COMMONS, interests=interests_named(["percentages"]),
        )  # fmt: skip
        telling.entries["waiting"] = waiting.entry
        columns = share_work(
            telling["miriam"], title="The flour is a hundred", form="wall chart",
            body="Bakers keep better books than most firms. The flour is always a hundred. Everything else is a part of it, so that you may double the loaf and not change a figure.\n\n"
            "*Water 68. Salt 2. Yeast 1.* I asked four children to make it for three people, and for three hundred. Not one of them wrote a fraction, and not one of them noticed that they had done fractions.",
            community=bread, audience=Audience.OPEN, interests=interests_named(["percentages"]), licence="CC-BY-4.0",
        )  # fmt: skip
        telling.entries["columns"] = columns.entry


def _after_mornings(telling: Telling, bread: Community) -> None:
    gatherings = {row.pk: row for row in Gathering.objects.filter(entry__community=bread).select_related("entry")}
    with telling.at(telling.weekday(*MORNINGS[2]), "21:00"):
        third = gatherings[telling.entries["morning 2"].pk]
        write_reflection(
            telling["miriam"], community=bread, gathering=third, audience=Audience.OPEN, may_quote=True,
            worked="Putting the columns on the wall and saying nothing. They were corrected within five minutes, with reasons.",
            did_not="My handwriting, which is for auditors.",
        )  # fmt: skip
    with telling.at(telling.weekday(*MORNINGS[0]), "18:00"):
        write_reflection(
            telling["sam"], community=bread, gathering=gatherings[telling.entries["morning 0"].pk], audience=Audience.COMMUNITY,
            worked="The kettle before the lights.", did_not="I explained yeast for eleven minutes to people holding dough.",
            surprised="Nobody asked what it was for. They asked whether they could come again.",
        )  # fmt: skip


def _look_back(telling: Telling, bread: Community) -> None:
    with telling.at(telling.weekday(-4, 0), "10:00"):
        move_stage(bread, telling["sam"], Stage.REFLECT)
    with telling.at(telling.weekday(-4, 2), "22:10"):
        sam = write_reflection(
            telling["sam"], community=bread, audience=Audience.OPEN, may_quote=True,
            body="I have been thinking of the steps. They were empty on those mornings because everybody was inside, and now they are full again. We ended it because our term did. That is not a reason that anybody on the steps would understand.",
            worked="Not counting who ate. People brought friends precisely because nothing was written down.",
            did_not="We never asked the school. Two learners were late because of our rolls and had to answer for it alone.",
            matched="The first loaf was bad and it did not matter.",
            surprised="Week two. We had planned for nine or ten and five came: it rained sideways, both mornings. The five who came baked the best loaf of the six mornings, because there was room.",
            differently="Begin with the school’s caretaker. And find somebody who stays before we start, not after.",
        )  # fmt: skip
    with telling.at(telling.weekday(-4, 3), "06:20"):
        nadia = write_reflection(
            telling["nadia"], community=bread, audience=Audience.OPEN, may_quote=True,
            worked="The heel on the shelf. Everybody who felt stupid went and looked at it.",
            did_not="Three mornings lost to a dial. I know ovens, and I believed a number because it was printed.",
            matched="The smell did recruit for us, though mostly bus drivers.",
            surprised="Percentages put off nobody. They argued about them, with jam on their fingers, before it was light. We had hidden the best part until the third morning.",
            differently="Mix the dough the evening before. Then nobody need be late for anything.",
        )  # fmt: skip
    with telling.at(telling.weekday(-4, 4), "21:40"):
        kwame = write_reflection(
            telling["kwame"], community=bread, audience=Audience.OPEN, may_quote=True,
            body="I came in off the late turn meaning to eat and go home. Then somebody who reached up to my elbow showed me how to fold dough, and waited for me to get it. I have been taught by many people. I had not been waited for.",
            surprised="That I could be bad at something before breakfast and be pleased all day.",
        )  # fmt: skip
    with telling.at(telling.weekday(-4, 5), "09:00"):
        write_reflection(
            telling["dayo"], community=bread, audience=Audience.COMMUNITY, may_quote=False,
            worked="eating", did_not="friday of week two there was no jam", surprised="that its the same recipe",
        )  # fmt: skip
    telling.entries |= {"sam looks back": sam.entry, "nadia looks back": nadia.entry, "kwame looks back": kwame.entry}


def _publish(telling: Telling, bread: Community) -> None:
    with telling.at(telling.weekday(-3, 1), "19:30"):
        move_stage(bread, telling["nadia"], Stage.PUBLISH)
        study = draft_case_study(bread, telling["nadia"])
    with telling.at(telling.weekday(-3, 5), "15:10"):
        study.refresh_from_db()
        write_case_study(
            study, telling["nadia"], based_on=study.entry.version, title="Bread Before Bell",
            summary="An old oven, six mornings before school, one recipe. The dial lied, week two was nearly empty, percentages were the best part, and we forgot to ask the school.",
            statements=_edited(telling, study),
        )  # fmt: skip
    study = CaseStudy.objects.select_related("entry", "community").get(pk=study.pk)
    with telling.at(telling.weekday(-3, 5), "15:30"):
        for drawing in pictures_of(study):
            depict(study, drawing, telling["nadia"], whom=Depiction.Whom.NOBODY, people=[])
        ask_people(study, telling["nadia"])
    with telling.at(telling.weekday(-3, 6), "10:20"):
        for one in standing_of(study):
            if one.consent:
                answer_consent(one.consent, Consent.Answer.YES, [part.mark for part in one.parts])
    with telling.at(telling.weekday(-2, 0), "12:00"):
        publish_case_study(study, telling["nadia"])
        bread.refresh_from_db()
        telling.entries["bread’s record"] = study.entry
    with telling.at(telling.weekday(-2, 1), "08:30"):
        answer(
            telling,
            study.entry,
            "ruth",
            "The week with five people is the part I shall send to every student from now on.",
        )
    with telling.at(telling.weekday(-2, 2), "21:15"):
        answer(
            telling,
            study.entry,
            "selam",
            "I should like to try this on a Sunday, with a pan in place of an oven. May I begin from your design?",
        )


def _edited(telling: Telling, study: CaseStudy) -> list[Said]:
    """The draft as Nadia left it: the expectations told with what became of them, roles without names, the rest as the record has it."""
    drafted = [(one.section, one.words, one.source_id) for one in study.statements.all()]
    design = bread_design_id(study)
    roles = "One of us keeps the dough, another the clock and the first-aid box. A baker who knows is asked not to say so until somebody has tried."
    kept = [
        (section, roles, source)
        if section == Section.NEEDED and words.startswith("Nadia keeps")
        else (section, words, source)
        for section, words, source in drafted
        if section != Section.MATCHED
    ]
    kept.append(
        (
            Section.NEEDED,
            "Flour, yeast, jam and gas came to 71 pounds for the six mornings. The chapel paid for the gas, and a jar by the door for the rest.",
            None,
        )
    )
    matched: list[Said] = [
        (
            Section.MATCHED,
            "We expected twelve in the first week and ten in the third. Nine came, then five, then fourteen: brothers and sisters, whom we had not thought of.",
            None,
        ),
        (Section.MATCHED, "We expected a bad first loaf that would not matter. It was, and it did not.", design),
        (
            Section.MATCHED,
            "We expected percentages to put people off. They did the opposite.",
            telling.entries["columns"].pk,
        ),
        (
            Section.MATCHED,
            "We expected the smell to recruit. It fetched the bus depot; the steps came for the roof.",
            None,
        ),
    ]
    return kept + matched


def bread_design_id(study: CaseStudy) -> int | None:
    """The design that the expectations stand in."""
    return next((one.source_id for one in study.statements.all() if one.section == Section.MATCHED), None)
