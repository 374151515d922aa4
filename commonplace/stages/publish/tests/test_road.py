"""From the record to the library, and from there to somebody else's beginning."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.actions import begin_design, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.make.actions import share_work
from commonplace.stages.publish.actions import draft_case_study, publish_case_study
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.reflect.actions import write_reflection


@pytest.fixture
def told(
    community: Callable[..., Community], person: Callable[..., Person], member: Callable[..., Person]
) -> Callable[..., CaseStudy]:
    """A community that walked the road, with its case study drafted and, unless told otherwise, published."""

    def make(
        name: str = "The Mending Table",
        *,
        publish: bool = True,
        value: str = "dignity",
        practice: str = "Nobody asks why.",
        **fields: Any,
    ) -> CaseStudy:
        carrier = Person.objects.filter(name="nkechi").first() or person("nkechi")
        fields.setdefault("audience", Audience.OPEN)
        place = community(carrier, name=name, purpose="To mend what we have.", **fields)
        design = begin_design(place, carrier)
        write_design(
            design,
            carrier,
            based_on=design.entry.version,
            fields={"need": "Kettles are thrown away."},
            values=[(value, "", [practice])],
            arc=[],
            predictions=["Ten people come."],
        )
        begun = clock.now() - timedelta(days=3)
        with clock.at(begun - timedelta(days=1)):
            plan_gathering(place, carrier, title="Opening night", starts_at=begun, ends_at=begun + timedelta(hours=2))
        share_work(
            carrier,
            title="A lamp that stands again",
            body="It fell.",
            form="lamp",
            community=place,
            audience=Audience.OPEN,
        )
        write_reflection(
            carrier, community=place, audience=Audience.COMMUNITY, may_quote=True, surprised="The soup ran out first."
        )
        study = draft_case_study(place, carrier)
        if publish:
            publish_case_study(study, carrier)
        study.refresh_from_db()
        return study

    return make


def test_the_draft_says_what_the_record_says(told: Callable[..., CaseStudy]) -> None:
    study = told(publish=False)
    said = [(statement.section, statement.words) for statement in study.statements.all()]
    assert (Section.BEGINNING, "Kettles are thrown away.") in said
    assert (Section.SURPRISED, "The soup ran out first.") in said
    assert (Section.WORKS, "A lamp that stands again, lamp") in said
    assert (Section.MATCHED, "Expected beforehand: Ten people come.") in said
    assert any("Opening night" in words for section, words in said if section == Section.ARC)


def test_pages_open(told: Callable[..., CaseStudy], sign_in: Callable[..., Any], person: Callable[..., Person]) -> None:
    study = told()
    nkechi = Person.objects.get(name="nkechi")
    client = sign_in(nkechi)
    place = study.community
    for address in (
        "/library/", "/library/?value=dignity", "/library/?value=equity&form=camp", study.entry.address, f"{study.entry.address}start/",
        f"{place.address}case-study/", f"{place.address}case-study/publish/", f"{place.address}reflect/", f"{place.address}make/", "/make/",
        f"{place.address}resources/", f"{place.address}resources/new/",
    ):  # fmt: skip
        response = client.get(address)
        assert response.status_code in (200, 302), address
    stranger = sign_in(None)
    for address in ("/library/", study.entry.address, f"{place.address}resources/"):
        assert stranger.get(address).status_code == 200, address
    place.refresh_from_db()
    assert place.stage == Stage.PUBLISHED
