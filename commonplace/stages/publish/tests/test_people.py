"""Nobody is exposed: consent to be quoted, and people under 18 on open pages."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience, delete_entry
from commonplace.commons.people.models import Person
from commonplace.stages.make.actions import share_work
from commonplace.stages.publish.actions import publish_case_study, write_case_study
from commonplace.stages.publish.drafting import Drafted, Gathered, Record, draft, excerpt, suggestions
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.rows import rows_of, said_in_rows
from commonplace.stages.publish.tests.agreeing import everybody_agrees
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.reflect.models import Reflection

Told = Callable[..., CaseStudy]


def _picture() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(written, "PNG")
    return SimpleUploadedFile("a.png", written.getvalue(), "image/png")


@pytest.fixture
def minors_story(told: Told, member: Any) -> CaseStudy:
    """A published case study whose record holds a minor's work, quotation and name."""
    study = told(publish=False)
    place, carrier = study.community, Person.objects.get(name="nkechi")
    young = member(place, "zuzanna", age_band="16-17")
    share_work(
        young,
        title="CANARYWORK",
        body="",
        community=place,
        audience=Audience.COMMONS,
        pictures=[(_picture(), "CANARYALT", "")],
    )
    both = share_work(
        carrier,
        title="Made together",
        body="",
        community=place,
        audience=4,
        co_authors=[young],
        pictures=[(_picture(), "CANARYSHOWN", "")],
    )
    said = write_reflection(
        young, community=place, audience=Audience.COMMONS, may_quote=True, surprised="CANARYQUOTE it sighed."
    )
    for number, (section, words, source) in enumerate(
        [
            (Section.WORKS, "CANARYWORK", young.entries.get(title="CANARYWORK")),
            (Section.WORKS, "Made together", both.entry),
            (Section.SURPRISED, "CANARYQUOTE it sighed.", said.entry),
        ]
    ):
        study.statements.create(section=section, words=words, source=source, place=50 + number)
    study.statements.create(section=Section.ARC, words="On the first day @zuzanna spoke.", place=60)
    publish_case_study(study, carrier)
    everybody_agrees(study)
    return study


def test_strangers_meet_nothing_of_a_minor(minors_story: CaseStudy, sign_in: Callable[..., Any]) -> None:
    stranger = sign_in(None)
    for address in (
        minors_story.entry.address,
        "/library/",
        "/library/?q=CANARYQUOTE",
        "/library/?q=CANARYWORK",
        "/library/?value=dignity",
    ):
        page = (
            stranger.get(address)
            .content.decode()
            .replace("q=CANARY", "")
            .replace('value="CANARY', "")
            .replace("<bdi>CANARY", "")
        )
        page = page.replace("“CANARYQUOTE”", "").replace("“CANARYWORK”", "")
        for canary in ("CANARY", "zuzanna", "Zuzanna"):
            assert canary not in page, (address, canary)
    page = stranger.get(minors_story.entry.address).content.decode()
    assert "Made together" in page
    assert "/small/" not in page
    for words in ("CANARYQUOTE", "CANARYWORK"):
        assert "No record here answers" in stranger.get(f"/library/?q={words}").content.decode()


def test_on_the_commons_a_minor_is_quoted_without_a_name(
    minors_story: CaseStudy, sign_in: Callable[..., Any], person: Any
) -> None:
    page = sign_in(person("amara")).get(minors_story.entry.address).content.decode()
    assert "CANARYQUOTE it sighed." in page
    assert "somebody who took part" in page
    assert "Zuzanna" not in page
    assert "CANARYWORK" in page


def test_publishing_asks_where_a_minor_is_named(told: Told, member: Any, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False)
    member(study.community, "zuzanna", age_band="13-15")
    study.statements.create(section=Section.ARC, words="Zuzanna brought soup.", place=80)
    client = sign_in(Person.objects.get(name="nkechi"))
    refused = client.post(f"{study.community.address}case-study/publish/", {"audience": 4})
    assert refused.status_code == 422
    assert "“Zuzanna” does not mean them" in refused.content.decode()
    assert sign_in(None).get(study.entry.address).status_code == 404
    assert (
        client.post(
            f"{study.community.address}case-study/publish/", {"audience": 4, "not_them": ["zuzanna"]}
        ).status_code
        == 302
    )


def test_a_minor_opens_a_case_study_no_further_than_the_commons(
    told: Told, member: Any, sign_in: Callable[..., Any]
) -> None:
    study = told(publish=False)
    young = member(study.community, "zuzanna", role="facilitator", age_band="16-17")
    client = sign_in(young)
    assert client.post(f"{study.community.address}case-study/publish/", {"audience": 4}).status_code == 422
    assert client.post(f"{study.community.address}case-study/publish/", {"audience": 3}).status_code == 302
    assert sign_in(None).get(study.entry.address).status_code == 404


def test_words_are_quoted_only_while_their_author_lets_them_be(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told()
    reader = sign_in(None)
    entry = Reflection.objects.get().entry

    def reads() -> bool:
        return "The soup ran out first." in reader.get(study.entry.address).content.decode()

    assert reads()
    assert "Nkechi" in reader.get(study.entry.address).content.decode()
    Reflection.objects.update(may_quote=False)
    assert not reads()
    Reflection.objects.update(may_quote=True)
    change_audience(entry, entry.authors.get(), Audience.ONLY_ME)
    assert not reads()
    change_audience(entry, entry.authors.get(), Audience.COMMUNITY)
    assert reads()
    delete_entry(entry, entry.authors.get())
    assert not reads()
    assert not study.statements.filter(words="The soup ran out first.").exists()


def test_what_nobody_allowed_to_quote_is_not_drafted(told: Told, member: Any, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False)
    for number, (audience, may_quote) in enumerate([(2, False), (0, True), (1, True)]):
        write_reflection(
            member(study.community, f"one{number}"),
            community=study.community,
            audience=audience,
            may_quote=may_quote,
            worked="CANARY",
        )
    assert (
        "CANARY"
        not in sign_in(Person.objects.get(name="nkechi")).get(f"{study.community.address}case-study/").content.decode()
    )


def test_edited_words_are_no_quotation(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told()
    study.statements.filter(section=Section.SURPRISED).update(words="There was not enough soup.")
    everybody_agrees(study)
    page = sign_in(None).get(study.entry.address).content.decode()
    assert "There was not enough soup." in page
    assert "“There was not enough soup.”" not in page
    assert "Nkechi" not in page


def test_a_work_is_mentioned_to_those_who_may_see_it(told: Told, sign_in: Callable[..., Any], person: Any) -> None:
    study = told()
    work = study.statements.get(section=Section.WORKS).source
    change_audience(work, work.authors.get(), Audience.COMMONS)
    assert "A lamp that stands again" not in sign_in(None).get(study.entry.address).content.decode()
    assert "A lamp that stands again" in sign_in(person("amara")).get(study.entry.address).content.decode()


@pytest.mark.parametrize(("came", "words"), [([4, 0], []), ([4, 6, 9], ["Some 8 people were there each time."])])
def test_how_many_came_is_one_number_of_those_times_at_which_five_did(came, words):
    begins = datetime(2027, 3, 1, 12, tzinfo=UTC)
    gatherings = [Gathered(n, "Soup", "", begins, 60, came=count) for n, count in enumerate(came)]
    said = [one.words for one in draft(Record(gatherings=gatherings)) if one.section == Section.PEOPLE]
    assert said[1:] == words


def test_few_people_are_not_counted() -> None:
    assert not [one for one in draft(Record(people=4)) if one.section == Section.PEOPLE]
    assert [one.words for one in draft(Record(people=5))] == ["5 people took part."]


def test_suggestions_never_bring_back_what_was_edited() -> None:
    drafted = [
        Drafted(Section.ARC, "One.", 7),
        Drafted(Section.ARC, "Two.", 8),
        Drafted(Section.PEOPLE, "5 people took part."),
    ]
    assert suggestions(drafted, [(Section.ARC, "One, edited.", 7)]) == drafted[1:]
    assert (
        suggestions(
            drafted,
            [(Section.ARC, "One.", 7), (Section.ARC, "Two.", 8), (Section.PEOPLE, "5  people took part.", None)],
        )
        == []
    )


def test_an_excerpt_ends_with_a_sentence() -> None:
    long = "A sentence of some length that goes on for a while. " * 20
    assert excerpt(long).endswith("while.")
    assert len(excerpt(long)) <= 600
    assert excerpt("x" * 900) == "x" * 600


def test_rows_come_back_as_they_went() -> None:
    said = [("beginning", "A", 1), ("voices", "B", None)]
    assert said_in_rows(rows_of(said, [Drafted("arc", "C", 3)])) == said


def test_words_taken_back_stay_taken_back_when_the_case_study_is_written_again(
    told: Told, sign_in: Callable[..., Any], member: Any
) -> None:
    study = told()
    teller = member(study.community, "teller")
    said = write_reflection(
        teller, community=study.community, audience=Audience.COMMUNITY, may_quote=True, body="I hid."
    )
    study.statements.create(section=Section.VOICES, words="I hid.", source=said.entry, place=90)
    change_audience(said.entry, teller, Audience.ONLY_ME)
    statements = [(one.section, one.words, one.source_id) for one in study.statements.all()]
    carrier = Person.objects.get(name="nkechi")
    study.entry.refresh_from_db()
    write_case_study(
        study, carrier, based_on=study.entry.version, title="The Mending Table", summary="", statements=statements
    )
    for reader in (None, carrier):
        assert "I hid." not in sign_in(reader).get(study.entry.address).content.decode()


def test_publishing_asks_where_a_practice_names_a_minor(told: Told, member: Any, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False, practice="Zuzanna fetches those who have no lift.")
    member(study.community, "zuzanna", age_band="13-15")
    client = sign_in(Person.objects.get(name="nkechi"))
    refused = client.post(f"{study.community.address}case-study/publish/", {"audience": 4})
    assert refused.status_code == 422
    assert "“Zuzanna” does not mean them" in refused.content.decode()


def test_guests_cannot_be_counted_by_subtracting(told: Told, member: Any) -> None:
    study = told(publish=False)
    for name in ("ana", "ben", "cem", "dora"):
        member(study.community, name)
    member(study.community, "eve", role="guest")
    publish_case_study(study, Person.objects.get(name="nkechi"))
    assert study.people == 5
