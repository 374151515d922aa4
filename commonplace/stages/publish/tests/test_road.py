"""From the record to the library, and from there to somebody else's beginning."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.entries.actions import edit_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.models import Happening
from commonplace.stages.design.actions import open_design
from commonplace.stages.make.actions import share_work
from commonplace.stages.publish.actions import publish_case_study
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.recruit.calling import open_call

Told = Callable[..., CaseStudy]


def form_of(study: CaseStudy, **more: Any) -> dict[str, Any]:
    """What the writing page sends."""
    entry = study.entry
    rows = list(study.statements.all())
    data: dict[str, Any] = {
        "title": entry.title,
        "summary": entry.summary,
        "based_on": entry.version,
        "row": [*range(len(rows))],
    }
    for number, row in enumerate(rows):
        data |= {
            f"section-{number}": row.section,
            f"words-{number}": row.words,
            f"source-{number}": row.source_key or "",
        }
    return {**data, **more}


def test_the_draft_says_what_the_record_says(told: Told) -> None:
    said = [(statement.section, statement.words) for statement in told(publish=False).statements.all()]
    assert (Section.BEGINNING, "Kettles are thrown away.") in said
    assert (Section.SURPRISED, "The soup ran out first.") in said
    assert (Section.WORKS, "A lamp that stands again, lamp") in said
    assert (Section.MATCHED, "Expected beforehand: Ten people come.") in said
    assert any("Opening night" in words for section, words in said if section == Section.ARC)
    assert not any("took part" in words for _section, words in said)


def test_a_draft_is_for_those_who_carry_the_community(told: Told, sign_in: Callable[..., Any], member: Any) -> None:
    study = told(publish=False)
    learner = sign_in(member(study.community))
    page = learner.get(f"{study.community.address}case-study/").content.decode()
    assert "not told yet" in page
    assert "Kettles are thrown away." not in page
    assert learner.get(f"{study.community.address}case-study/publish/").status_code == 403
    assert learner.get(study.entry.address).status_code == 404
    assert (
        "The Mending Table"
        not in sign_in(Person.objects.get(name="nkechi")).get("/library/").content.decode().partition("<main")[2]
    )


def test_an_empty_section_says_what_is_missing(
    community: Callable[..., Community], sign_in: Callable[..., Any]
) -> None:
    place = community()
    client = sign_in(Person.objects.get(name="nkechi"))
    page = client.get(f"{place.address}case-study/").content.decode()
    assert "No gathering has taken place" in page
    assert f'href="{place.address}reflect/"' in page
    assert client.post(f"{place.address}case-study/").status_code == 302
    page = client.get(f"{place.address}case-study/").content.decode()
    assert "No work is open to this commons" in page
    assert f'href="{place.address}design/edit/"' in page


def test_statements_are_edited_moved_left_out_and_added(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False)
    client = sign_in(Person.objects.get(name="nkechi"))
    data = form_of(
        study, **{"words-0": "Too many kettles.", "new-voices": "Somebody sang.", "move": "1:up", "title": "Mending"}
    )
    data["remove-2"] = "on"
    left_out = study.statements.all()[2].words
    response = client.post(f"{study.community.address}case-study/", data)
    assert response.url.endswith("/case-study/#beginning")
    said = [statement.words for statement in study.statements.all()]
    assert said[:2] == ["To mend what we have.", "Too many kettles."]
    assert "Somebody sang." in said
    assert left_out not in said
    study.entry.refresh_from_db()
    assert study.entry.title == "Mending"


def test_drafting_again_offers_what_is_new_and_keeps_what_was_edited(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False)
    carrier = Person.objects.get(name="nkechi")
    client = sign_in(carrier)
    client.post(f"{study.community.address}case-study/", form_of(study, **{"words-0": "Edited by hand."}))
    share_work(carrier, title="A second lamp", body="", community=study.community, audience=Audience.OPEN)
    page = client.get(f"{study.community.address}case-study/").content.decode()
    assert "Edited by hand." in page
    assert page.count("New in the record") == 1
    assert "A second lamp" in page
    assert "Kettles are thrown away." not in page
    study.refresh_from_db()
    number = study.statements.count()
    work = Entry.objects.get(title="A second lamp")
    offer = {
        f"section-{number}": "works",
        f"words-{number}": "A second lamp",
        f"source-{number}": work.pk,
        f"offered-{number}": "1",
    }
    client.post(f"{study.community.address}case-study/", _with_row(form_of(study, **offer), number))
    assert not study.statements.filter(source=work).exists()
    study.entry.refresh_from_db()
    offer[f"take-{number}"] = "on"
    client.post(f"{study.community.address}case-study/", _with_row(form_of(study, **offer), number))
    assert study.statements.get(source=work).words == "A second lamp"


def _with_row(data: dict[str, Any], number: int) -> dict[str, Any]:
    return {**data, "row": [*data["row"], number]}


def test_two_who_write_never_overwrite_each_other(told: Told, sign_in: Callable[..., Any], member: Any) -> None:
    study = told(publish=False)
    other = member(study.community, "tomasz", role="facilitator")
    late = form_of(study, **{"words-0": "Mine."})
    assert (
        sign_in(other)
        .post(f"{study.community.address}case-study/", form_of(study, **{"words-0": "Theirs."}))
        .status_code
        == 302
    )
    response = sign_in(Person.objects.get(name="nkechi")).post(f"{study.community.address}case-study/", late)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mine." in page
    assert "Theirs." in page
    assert study.statements.first().words == "Theirs."
    assert other in study.entry.authors.all()


def test_a_title_is_needed_and_nothing_typed_is_lost(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False)
    client = sign_in(Person.objects.get(name="nkechi"))
    response = client.post(
        f"{study.community.address}case-study/", form_of(study, **{"title": "", "words-0": "Typed."})
    )
    assert response.status_code == 422
    assert "Typed." in response.content.decode()


def test_earlier_words_hold_the_sentence_under_which_it_stood(told: Told, sign_in: Callable[..., Any]) -> None:
    entry = told().entry
    writer = Person.objects.get(name="nkechi")
    for sentence in ("Ten came for the soup.", "Ten came, and stayed."):
        version = Entry.objects.get(pk=entry.pk).version
        edit_entry(entry, writer, based_on=version, new_revision=True, summary=sentence)
    page = sign_in(writer).get(f"{entry.address}history/compare/").content.decode()
    assert "In a sentence or two" in page
    assert "stayed." in page


def test_publishing_says_how_far_it_is_read(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told(publish=False, audience=Audience.COMMUNITY)
    client = sign_in(Person.objects.get(name="nkechi"))
    address = f"{study.community.address}case-study/publish/"
    refused = client.post(address, {"audience": Audience.OPEN.value})
    assert refused.status_code == 422
    assert "no further than" in refused.content.decode()
    assert sign_in(None).get("/library/").content.decode().count(study.entry.title) == 0
    done = client.post(address, {"audience": Audience.OPEN.value, "open_page": "on"})
    assert done.url == study.entry.address
    assert sign_in(None).get(study.entry.address).status_code == 200
    study.community.refresh_from_db()
    assert study.community.stage == Stage.PUBLISHED
    assert Happening.objects.filter(kind="case study.shared", entry_id=study.pk).count() == 1
    assert [value.name for value in study.values.all()] == ["dignity"]


def test_it_is_read_by_its_audience_alone(told: Told, sign_in: Callable[..., Any], person: Any) -> None:
    study = told("CANARYCOMMONS", audience=Audience.COMMONS)
    assert sign_in(None).get(study.entry.address).status_code == 404
    assert "CANARYCOMMONS" not in sign_in(None).get("/library/").content.decode()
    assert sign_in(None).get(f"{study.community.address}case-study/").status_code == 404
    amara = sign_in(person("amara"))
    assert amara.get(study.entry.address).status_code == 200
    assert "CANARYCOMMONS" in amara.get("/library/").content.decode()


def test_another_community_starts_from_it(told: Told, sign_in: Callable[..., Any], person: Any) -> None:
    study = told()
    client = sign_in(person("amara"))
    assert sign_in(None).get(f"{study.entry.address}start/").url.startswith("/sign-in/")
    assert client.post(f"{study.entry.address}start/", {"name": ""}).status_code == 422
    response = client.post(f"{study.entry.address}start/", {"name": "The Hebden Bench"})
    grown = Community.objects.get(name="The Hebden Bench")
    assert response.url == f"{grown.address}design/"
    assert grown.started_from == study.community
    assert grown.design.need == "Kettles are thrown away."
    assert [choice.key for choice in grown.design.values.all()] == ["dignity"]
    assert [practice.words for choice in grown.design.values.all() for practice in choice.practices.all()] == [
        "Nobody asks why."
    ]
    assert set(Entry.objects.filter(community=grown).values_list("kind", flat=True)) == {"design"}, "nobody’s work"
    assert "The Hebden Bench" in client.get(study.entry.address).content.decode()
    assert "The Hebden Bench" not in sign_in(None).get(study.entry.address).content.decode()


def test_practices_and_numbers_lead_to_where_they_come_from(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told()
    carrier, design = Person.objects.get(name="nkechi"), Entry.objects.get(kind="design")
    address, of_design = study.entry.address, f'href="{design.address}"'
    held = sign_in(carrier).get(address).text.partition("What they held to")[2].partition("<h2")[0]
    assert of_design in held
    stranger = sign_in(None)
    assert of_design not in stranger.get(address).text, "the design is read by members"
    assert "From the design" not in stranger.get(address + "case-study.md").text
    took_part = stranger.get(address).text.partition('id="people"')[2].partition("<h2")[0]
    assert f'href="{study.community.address}gatherings/"' in took_part
    open_design(study.community.design, carrier, Audience.OPEN, to_outer=False)
    assert of_design in stranger.get(address).text.partition("What they held to")[2].partition("<h2")[0]
    assert f"(http://localhost{design.address})" in stranger.get(address + "case-study.md").text
    pdf = PdfReader(BytesIO(stranger.get(address + "case-study-a4.pdf").content))
    assert "From the design http://localhost" in " ".join(" ".join(p.extract_text() for p in pdf.pages).split())


def test_sources_are_linked_for_those_who_may_see_them(told: Told, sign_in: Callable[..., Any]) -> None:
    study = told()
    gathering = study.statements.get(section=Section.ARC).source
    assert (
        f'href="{gathering.address}"'
        in sign_in(Person.objects.get(name="nkechi")).get(study.entry.address).content.decode()
    )
    stranger = sign_in(None).get(study.entry.address).content.decode()
    assert "Opening night" in stranger
    assert f'href="{gathering.address}"' not in stranger


def test_the_page_costs_the_same_for_few_and_many_statements(
    told: Told, sign_in: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    study, stranger = told(), sign_in(None)
    address = study.entry.address
    with django_assert_num_queries(18):
        stranger.get(address)
    for title in ("Two", "Three"):
        work = share_work(
            Person.objects.get(name="nkechi"), title=title, body="", community=study.community, audience=Audience.OPEN
        )
        study.statements.create(section=Section.WORKS, words=title, source=work.entry, place=90)
    with django_assert_num_queries(18):
        stranger.get(address)


def test_a_published_community_looks_for_nobody_any_more(told: Told) -> None:
    study = told(publish=False)
    keeper = study.community.memberships.get(role="facilitator").person
    call = open_call(study.community, keeper, words="Come", seats=4, questions=[])
    publish_case_study(study, keeper)
    call.refresh_from_db()
    assert call.ended_at is not None
