"""A community that walked the road."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.actions import begin_design, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.make.actions import share_work
from commonplace.stages.publish.actions import draft_case_study, publish_case_study
from commonplace.stages.publish.models import CaseStudy
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
            values=[(value, value, [practice])],
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
