"""The tree of what grew from what, as far as one may see it; and the skeleton of days that a beginning takes along."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.actions import open_design, write_design
from commonplace.stages.design.document import document_of
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.publish import growth
from commonplace.stages.publish.models import CaseStudy
from commonplace.stages.publish.starting import start_from_case_study
from commonplace.stages.room.actions import Planned, write_agenda

Told = Callable[..., CaseStudy]


def test_the_tree_ends_where_one_may_not_see_on(
    told: Told, community: Callable[..., Community], person: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = told()
    keeper = person("keeper")
    child = community(keeper, name="Second Table", audience=Audience.OPEN, started_from=study.community)
    grandchild = community(keeper, name="Third Table", audience=Audience.OPEN, started_from=child)
    community(keeper, name="Side Table", audience=Audience.OPEN, started_from=study.community)
    page = sign_in(None).get(f"{grandchild.address}grown/").content.decode()
    assert re.findall(r"(\w+) Table</(?:a|bdi)>", page.partition('class="growth"')[2]) == [
        "Mending",
        "Second",
        "Third",
        "Side",
    ]
    assert "started from Second Table" in page
    assert study.entry.address in page, "a case study is where one goes"
    assert page.count('<ol class="branching"') == 1
    change_community(child, keeper, audience=Audience.COMMUNITY)
    page = sign_in(None).get(study.entry.address).content.decode()
    assert "Side Table" in page
    assert "Second Table" not in page
    assert "Third Table" not in page
    page = sign_in(None).get(f"{grandchild.address}grown/").content.decode()
    assert "Nothing that you may see has grown from it yet" in page
    assert "Second Table" not in page
    monkeypatch.setattr(growth, "MOST", 1)
    assert growth.growth_around(study.community, None).has_more


def test_a_beginning_takes_the_skeleton_of_its_days_and_nobody_with_it(told: Told, person: Any) -> None:
    study = told()
    gathering = Gathering.objects.get()
    carrier = Person.objects.get(name="nkechi")
    items = [Planned("Arrival", 10, led_by="Marek", words="A secret plan"), Planned("Things with a plug", 45)]
    write_agenda(gathering, carrier, items)
    outsider = person("amara")
    assert "Arrival" not in str(document_of(start_from_case_study(study, outsider, name="One").design)["arc"])
    gathering.entry.audience = Audience.OPEN
    gathering.entry.save()
    arc = document_of(start_from_case_study(study, outsider, name="Two").design)["arc"]
    assert [day["words"] for day in arc] == ["- 10 minutes: Arrival\n- 45 minutes: Things with a plug"]
    assert "Marek" not in str(arc)
    assert "secret" not in str(arc)


def test_so_it_does_from_a_design_that_is_open(told: Told, person: Any) -> None:
    study = told()
    carrier, design = Person.objects.get(name="nkechi"), study.community.design
    design.entry.refresh_from_db()
    day = {"title": "Plugs", "words": "We open them.", "on": None, "starts": None, "minutes": 90, "offset": 0}
    write_design(design, carrier, based_on=design.entry.version, arc=[day])
    open_design(design, carrier, Audience.OPEN, to_outer=False)
    begun = clock.now() + timedelta(days=1)
    gathering = plan_gathering(
        study.community,
        carrier,
        title="Plugs",
        starts_at=begun,
        ends_at=begun + timedelta(hours=1),
        arc_day=design.arc.get(),
        audience=Audience.OPEN,
    )
    write_agenda(gathering, carrier, [Planned("Open the lid", 20, led_by="Marek")])
    arc = document_of(start_from_case_study(study, person("amara"), name="Two").design)["arc"]
    assert [(day["title"], day["words"]) for day in arc] == [("Plugs", "We open them.\n\n- 20 minutes: Open the lid")]
