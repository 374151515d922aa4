"""A protocol done together in a gathering: one step and one time, for all who look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.models import Happening
from commonplace.stages.critique.actions import ask_for_critique
from commonplace.stages.critique.models import Sitting
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.together import add_minute, begin_together, end_together, go_on, turn_of
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_work

pytestmark = pytest.mark.database


@pytest.fixture
def evening(place: Community, keeper: Person) -> Gathering:
    begins = clock.now() + timedelta(minutes=5)
    return plan_gathering(place, keeper, title="An evening", starts_at=begins, ends_at=begins + timedelta(hours=2))


def test_members_begin_go_on_and_end_it_and_all_see_the_same(
    place: Community, evening: Gathering, member: Any, sign_in: Callable[..., Client]
) -> None:
    ines, dov = member(place, "ines"), member(place, "dov")
    work = share_work(ines, title="A kettle", body="It sings.", community=place).entry
    ask_for_critique(work, ines, question="Is it too long?", protocol="see")
    address = f"{evening.entry.address}together/"
    assert "Give critique together" in sign_in(ines).get(evening.entry.address).text
    assert "A kettle" in sign_in(ines).get(address).text
    assert sign_in(ines).post(f"{address}begin/", {"of": work.pk, "protocol": "none"}).status_code == 422
    assert sign_in(ines).post(f"{address}begin/", {"of": work.pk, "protocol": "see"}).status_code == 302
    sign_in(dov).post(f"{address}begin/", {"protocol": "wish"})
    assert Sitting.objects.get().protocol == "see", "what somebody has begun nobody begins over"
    page = sign_in(dov).get(address).text
    assert "data-live" in page
    assert '<li aria-current="step">All look, and say nothing.' in page
    assert "A kettle" in page
    assert "Critique, step by step" in sign_in(dov).get(evening.entry.address).text
    told = Happening.objects.filter(kind="critique.step", entry_id=evening.pk).count()
    sign_in(dov).post(f"{address}turn/", {"press": "on", "step": "0"})
    sign_in(ines).post(f"{address}turn/", {"press": "on", "step": "0"})
    assert Sitting.objects.get().step == 1, "two who press at once go on one step"
    assert Happening.objects.filter(kind="critique.step").count() == told + 1
    for step in ("1", "2", "3"):
        sign_in(ines).post(f"{address}turn/", {"press": "on", "step": step})
    assert "It is done." in sign_in(dov).get(address).text
    assert "Begin again" in sign_in(dov).get(address).text
    for odd in ({}, {"press": "on"}, {"press": "on", "step": "²"}, {"press": "burn", "step": "3"}):
        assert sign_in(ines).post(f"{address}turn/", odd).status_code == 302
    Entry.objects.filter(pk=work.pk).update(audience=Audience.ONLY_ME)
    assert "A kettle" not in sign_in(dov).get(address).text, "each sees what they may"


def test_time_runs_and_a_minute_is_given(evening: Gathering, keeper: Person) -> None:
    begun = clock.now()
    with clock.at(begun):
        sitting = begin_together(evening, keeper, protocol=protocol_of("see"))
        now = turn_of(sitting)
        assert now is not None
        assert (now.number, now.left, now.said) == (1, 180, "3:00")
    with clock.at(begun + timedelta(seconds=130)):
        now = turn_of(sitting)
        assert now is not None
        assert now.said == "0:50"
        add_minute(sitting, keeper, seen=0)
        add_minute(sitting, keeper, seen=2)  # pressed on an old page
        sitting.refresh_from_db()
        now = turn_of(sitting)
        assert now is not None
        assert now.said == "1:50"
    with clock.at(begun + timedelta(minutes=20)):
        now = turn_of(sitting)
        assert now is not None
        assert now.left == 0, "it waits for whoever keeps the time"
        add_minute(sitting, keeper, seen=0)
        sitting.refresh_from_db()
        now = turn_of(sitting)
        assert now is not None
        assert now.left == 60
        for _minute in range(400):
            add_minute(sitting, keeper, seen=0)
        sitting.refresh_from_db()
        assert sitting.step_ends_at == clock.now() + timedelta(hours=3)
        end_together(sitting, keeper)
        sitting.refresh_from_db()
        assert turn_of(sitting) is None
        go_on(sitting, keeper, seen=0)
        sitting.refresh_from_db()
        assert sitting.step == 0
        assert begin_together(evening, keeper, protocol=protocol_of("wish")).is_over is False


def test_who_takes_no_part_reads_along_and_strangers_sign_in(
    place: Community, evening: Gathering, keeper: Person, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    begin_together(evening, keeper, protocol=protocol_of("see"))
    Entry.objects.filter(pk=evening.pk).update(audience=Audience.OPEN)
    address = f"{evening.entry.address}together/"
    other = sign_in(person("other"))
    page = other.get(address)
    assert "All look, and say nothing." in page.text
    assert "Next step" not in page.text
    assert other.post(f"{address}begin/", {"protocol": "see"}).status_code == 403
    assert other.post(f"{address}turn/", {"press": "on", "step": "0"}).status_code == 403
    assert Client().get(address).status_code == 302
    assert "step by step" not in Client().get(evening.entry.address).text
    Entry.objects.filter(pk=evening.pk).update(audience=Audience.ONLY_ME)
    assert sign_in(person("another")).get(address).status_code == 404
    evening.cancelled_at = clock.now()
    evening.save()
    assert sign_in(keeper).post(f"{address}turn/", {"press": "on", "step": "0"}).status_code == 403
