"""Starting from a case study takes along no more than whoever starts may read."""

from typing import Any

import pytest

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry, Licence, Notice
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import open_design, write_design
from commonplace.stages.design.document import document_of
from commonplace.stages.make.briefs import pose_brief
from commonplace.stages.publish.actions import draft_case_study, publish_case_study, write_case_study

pytestmark = pytest.mark.django_db
HIDDEN = ("Marek has the only key.", "A canary in the roles", "Ten people come.")


@pytest.fixture
def study(told: Any) -> Any:
    """A published case study, of a community whose design says more than the case study and is read by members."""
    study = told(publish=False)
    nkechi, design = Person.objects.get(name="nkechi"), study.community.design
    fields = {"safety": HIDDEN[0], "roles": HIDDEN[1], "learners": 12, "place": "Mill, lower floor"}
    write_design(design, nkechi, based_on=Entry.objects.get(pk=design.pk).version, fields=fields)
    change_community(study.community, nkechi, norms="We ask before we open anything.", form="workshop")
    statements = [(one.section, one.words, one.source_id) for one in study.statements.all() if one.section != "matched"]
    write_case_study(study, nkechi, based_on=study.entry.version, title="Kettles", summary="", statements=statements)
    publish_case_study(study, nkechi)
    study.refresh_from_db()
    return study


def started(client: Any, study: Any, name: str = "The Hebden Bench") -> Community:
    assert client.post(f"{study.entry.address}start/", {"name": name}).status_code == 302
    return Community.objects.get(name=name)


@pytest.fixture
def stranger_turned_member(person: Any) -> Person:
    """Somebody who has an account here since today, and belongs nowhere."""
    return person("amara")


@pytest.fixture
def member_of_another(person: Any, community: Any, member: Any) -> Person:
    return member(community(person("tomasz"), name="Elsewhere"), "dov")


@pytest.mark.parametrize("who", ["stranger_turned_member", "member_of_another"])
def test_whoever_may_not_read_the_design_begins_with_what_the_record_shows(
    study: Any, sign_in: Any, who: str, request: Any, run_tasks: Any
) -> None:
    client = sign_in(request.getfixturevalue(who))
    page = client.get(f"{study.entry.address}start/").text
    assert "Yours begins with what this record shows" in page
    assert "Nobody asks why." in page
    assert not [words for words in HIDDEN if words in page]
    grown = started(client, study)
    said = document_of(grown.design)
    assert (said["need"], said["purpose"], said["form"]) == (
        "Kettles are thrown away.",
        "To mend what we have.",
        "workshop",
    )
    assert said["values"] == [{"key": "dignity", "own_name": "", "practices": ["Nobody asks why."]}]
    # Its gathering is read by members, so that only what the record says of it comes along.
    assert [(day["title"], day["on"], day["offset"]) for day in said["arc"]] == [("Opening night", None, None)]
    assert not [words for words in HIDDEN if words in str(said)]
    assert (said["learners"], said["predictions"]) == (None, [])
    assert grown.norms == "We ask before we open anything."  # the page of norms is as open as that of the community
    assert (grown.started_from, grown.design.entry.made_from) == (study.community, study.entry)
    run_tasks()
    notice = Notice.objects.get(person__name="nkechi", kind="design.grown")
    assert notice.entry == study.entry
    assert "from “The Mending Table”" in sign_in(Person.objects.get(name="nkechi")).get("/notices/").text


def test_whoever_carries_it_begins_with_the_whole_design(study: Any, sign_in: Any) -> None:
    client = sign_in(Person.objects.get(name="nkechi"))
    page = client.get(f"{study.entry.address}start/").text
    assert "You get a copy of their design" in page
    assert HIDDEN[0] in page
    assert "Mill, lower floor" not in page  # a copy takes no place and no dates along
    grown = started(client, study)
    said = document_of(grown.design)
    assert (said["safety"], said["learners"], said["predictions"]) == (HIDDEN[0], 12, [HIDDEN[2]])
    assert (grown.started_from, grown.design.entry.made_from_id) == (study.community, study.community.design.pk)


def test_a_member_and_a_design_that_is_open_give_the_whole_of_it(
    study: Any, sign_in: Any, member: Any, person: Any
) -> None:
    assert started(sign_in(member(study.community, "ines")), study).design.safety == HIDDEN[0]
    open_design(study.community.design, Person.objects.get(name="nkechi"), Audience.COMMONS, to_outer=False)
    assert started(sign_in(person("amara")), study, "Another").design.safety == HIDDEN[0]


def test_a_record_of_a_community_without_a_design_can_be_started_from(
    community: Any, person: Any, sign_in: Any
) -> None:
    nkechi = person("nkechi")
    study = draft_case_study(community(nkechi, audience=Audience.OPEN, purpose="To mend."), nkechi)
    publish_case_study(study, nkechi)
    grown = started(sign_in(person("amara")), study)
    assert (grown.purpose, grown.design.entry.made_from) == ("To mend.", study.entry)


def test_what_somebody_took_back_from_the_record_does_not_come_along(study: Any, sign_in: Any, person: Any) -> None:
    Entry.objects.filter(kind="reflection").update(audience=Audience.ONLY_ME)
    grown = started(sign_in(person("amara")), study)
    assert "soup" not in str(document_of(grown.design))


def test_one_sees_beforehand_which_briefs_come_along_and_which_stay(study: Any, sign_in: Any, person: Any) -> None:
    nkechi, place = Person.objects.get(name="nkechi"), study.community
    for title, licence in (("What boils", Licence.BY), ("Mine alone", "")):
        pose_brief(nkechi, title=title, body="", community=place, audience=Audience.OPEN, licence=licence)
    pose_brief(nkechi, title="For us", body="", community=place, audience=Audience.COMMUNITY, licence=Licence.BY)
    client = sign_in(person("dov"))
    page = client.get(f"{study.entry.address}start/").text.partition('id="briefs"')[2]
    along, _here, staying = page.partition("These stay where they are")
    assert ("What boils" in along, "Mine alone" in along, "Mine alone" in staying) == (True, False, True)
    assert "For us" not in page
    grown = started(client, study)
    assert list(Entry.objects.filter(kind="brief", community=grown).values_list("title", flat=True)) == ["What boils"]
