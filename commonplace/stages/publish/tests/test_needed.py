"""What a starter would need: drafted from the design and from what was learnt from, each statement with its source."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import open_design, write_design
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_resource
from commonplace.stages.publish.actions import publish_case_study, write_case_study
from commonplace.stages.publish.drafting import Learnt, Record, draft
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.record import record_of
from commonplace.stages.publish.tests.test_road import form_of
from commonplace.stages.resources.learning import say_learnt_from
from commonplace.stages.room.models import Room

pytestmark = pytest.mark.django_db
Told = Callable[..., CaseStudy]
TOOLS = "A room with *two* doors.\n\n- twelve screwdrivers\n- one good lamp"


@pytest.fixture
def nkechi(told: Told) -> Person:
    told(publish=False)
    return Person.objects.get(name="nkechi")


@pytest.fixture
def study(nkechi: Person) -> CaseStudy:
    """A draft whose writers took in all that the record says that a starter would need."""
    study = CaseStudy.objects.select_related("entry", "community__design__entry").get()
    design = study.community.design
    fields = {"tools": TOOLS, "roles": "Somebody opens the door.", "place": "Old Post Office", "learners": 12}
    write_design(
        design,
        nkechi,
        based_on=Entry.objects.get(pk=design.pk).version,
        fields=fields | {"facilitators": 2, "hours_needed": 1},
    )
    shared = {"community": study.community, "audience": Audience.OPEN}
    guide = share_resource(nkechi, title="On fuses", made_by="Ada Lovelace", link="https://example.org/", **shared)
    say_learnt_from(Entry.objects.get(pk=design.pk), nkechi, guide.entry, "CANARYWHY")
    study.community.refresh_from_db()
    take_in(study, nkechi)
    return CaseStudy.objects.select_related("entry", "community").get(pk=study.pk)


def take_in(study: CaseStudy, by: Person) -> None:
    needed = [one for one in draft(record_of(study.community, by)) if one.section == Section.NEEDED]
    stand = [
        (one.section, one.words, one.source_key) for one in study.statements.all() if one.section != Section.NEEDED
    ]
    statements = stand + [(one.section, one.words, one.source_id) for one in needed]
    version = Entry.objects.get(pk=study.pk).version
    write_case_study(study, by, based_on=version, title="Kettles", summary="", statements=statements)


def test_the_draft_says_what_a_starter_would_need_each_with_its_source(study: CaseStudy) -> None:
    design, guide = study.community.design.pk, Entry.objects.get(title="On fuses").pk
    said = study.statements.filter(section=Section.NEEDED)
    assert list(said.values_list("words", "source")) == [
        ("A place, as here: Old Post Office", design),
        ("A room with two doors.", design),
        ("twelve screwdrivers", design),
        ("one good lamp", design),
        ("Somebody opens the door.", design),
        ("Room for 12 learners at most. 2 facilitators. 1 hour a week to run it.", design),
        ("To learn from: On fuses, by Ada Lovelace", guide),
    ]
    assert not study.statements.filter(words__contains="CANARYWHY").exists(), "why it stands there is somebody’s word"


def test_what_the_design_does_not_say_is_not_made_up() -> None:
    assert [one for one in draft(Record()) if one.section == Section.NEEDED] == []
    only = draft(Record(design_id=3, hours=4, learnt_from=[Learnt(5, "On fuses", "")]))
    assert [one.words for one in only if one.section == Section.NEEDED] == [
        "4 hours a week to run it.",
        "To learn from: On fuses",
    ]


def test_what_a_room_and_a_gathering_learnt_from_is_named_and_what_only_members_see_is_not(nkechi: Person) -> None:
    study = CaseStudy.objects.select_related("community").get()
    evening = Gathering.objects.get()
    room, _made = Room.objects.get_or_create(gathering=evening)
    for title, audience in (("In the room", Audience.OPEN), ("Among us", Audience.COMMUNITY)):
        room.resources.add(share_resource(nkechi, title=title, community=study.community, audience=audience).entry)
    beside = share_resource(nkechi, title="Beside it", community=study.community, audience=Audience.COMMONS)
    say_learnt_from(evening.entry, nkechi, beside.entry)
    share_resource(nkechi, title="On the shelf alone", community=study.community, audience=Audience.OPEN)
    needed = [one.words for one in draft(record_of(study.community, nkechi)) if one.section == Section.NEEDED]
    assert needed == ["To learn from: In the room", "To learn from: Beside it"]


def test_it_is_read_on_the_page_on_paper_and_as_markdown_and_found(study: CaseStudy, sign_in: Any) -> None:
    nkechi = Person.objects.get(name="nkechi")
    publish_case_study(study, nkechi)
    open_design(study.community.design, nkechi, audience=Audience.OPEN, to_outer=False)
    client, entry = sign_in(None), Entry.objects.get(pk=study.pk)
    design, guide = Entry.objects.get(kind="design"), Entry.objects.get(title="On fuses")
    page = client.get(entry.address).text.partition('id="needed"')[2].partition("<h2")[0]
    assert "twelve screwdrivers" in page
    assert page.count(f'href="{design.address}"') == 6
    assert page.count(f'href="{guide.address}"') == 1
    words = client.get(entry.address + "case-study.md").text
    assert "## What a starter would need" in words
    assert f"Resource: [On fuses](http://localhost{guide.address})" in words
    pdf = PdfReader(BytesIO(client.get(entry.address + "case-study-a4.pdf").content))
    paper = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "What a starter would need" in paper
    assert f"Resource: On fuses http://localhost{guide.address}" in paper
    assert "Kettles" in client.get("/library/?q=screwdrivers").text.partition("<main")[2]


def test_whoever_may_not_see_what_was_learnt_from_does_not_read_its_name(study: CaseStudy, sign_in: Any) -> None:
    nkechi = Person.objects.get(name="nkechi")
    publish_case_study(study, nkechi)
    entry = Entry.objects.get(pk=study.pk)
    change_audience(Entry.objects.get(title="On fuses"), nkechi, Audience.COMMUNITY)
    for way in ("", "case-study.md"):
        assert "On fuses" not in sign_in(None).get(entry.address + way).text
        assert "one good lamp" in sign_in(None).get(entry.address + way).text
    assert "On fuses" in sign_in(nkechi).get(entry.address).text
    Entry.objects.get(title="On fuses").delete()
    assert not study.statements.filter(words__contains="On fuses").exists()
    assert study.statements.filter(words="one good lamp").exists()


def test_nobody_is_asked_for_what_was_made_elsewhere(study: CaseStudy) -> None:
    publish_case_study(study, Person.objects.get(name="nkechi"))
    marks = [mark for one in study.consents.all() for mark in one.agreed]
    guide = Entry.objects.get(title="On fuses").pk
    assert not [mark for mark in marks if str(guide) in mark]


def test_whoever_may_not_see_the_design_begins_with_what_is_needed(study: CaseStudy, sign_in: Any, person: Any) -> None:
    publish_case_study(study, Person.objects.get(name="nkechi"))
    client = sign_in(person("amara"))
    assert client.post(f"{Entry.objects.get(pk=study.pk).address}start/", {"name": "Anew"}).status_code == 302
    tools = Community.objects.get(name="Anew").design.tools
    assert "twelve screwdrivers\n\none good lamp" in tools


def test_the_form_keeps_it_and_says_that_the_record_knows_no_costs(study: CaseStudy, sign_in: Any) -> None:
    client = sign_in(Person.objects.get(name="nkechi"))
    address = f"{study.community.address}case-study/"
    assert "what it cost" in client.get(address).text
    answer = client.post(address, form_of(study, **{"new-needed": "Forty pounds for flour, from the council."}))
    assert answer.status_code == 302
    needed = study.statements.filter(section=Section.NEEDED)
    assert needed.count() == 8
    assert needed.filter(source__kind="design").count() == 6
    assert needed.filter(source__kind="resource").count() == 1
