"""A short question after each gathering: chosen by those who look after the community, asked of those who came."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.attending import check_in
from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.models import Prompt, Reflection
from commonplace.stages.reflect.prompting import ask_after_gatherings
from commonplace.stages.reflect.prompts import OURS


@pytest.fixture
def evening(community: Callable[..., Community]) -> Gathering:
    """Over for an hour."""
    place = community(audience=Audience.OPEN)
    ends = clock.now() - timedelta(hours=1)
    carrier = Person.objects.get(name="nkechi")
    return plan_gathering(place, carrier, title="Opening night", starts_at=ends - timedelta(hours=2), ends_at=ends)


def _choose(evening: Gathering, sign_in: Any, **said: Any) -> Any:
    client, address = sign_in(Person.objects.get(name="nkechi")), f"{evening.entry.address}prompt/"
    page = client.get(address).content.decode()
    based_on = page.partition('name="based_on" value="')[2].partition('"')[0]
    return client.post(address, {"based_on": based_on, **said})


def _asked() -> set[str]:
    return set(Notice.objects.filter(kind="prompt.asked").values_list("person__name", flat=True))


def test_there_are_a_dozen_of_ours() -> None:
    assert len(OURS) == 12


def test_those_who_came_are_asked_once_and_answer_with_a_sentence(
    evening: Gathering, member: Any, sign_in: Any, run_tasks: Any
) -> None:
    place = evening.entry.community
    assert place
    ines, _absent = member(place, "ines"), member(place, "dov")
    check_in(evening, ines, how="list", by=None)
    assert _choose(evening, sign_in, key="stuck").status_code == 302
    for _time in range(2):
        ask_after_gatherings(clock.now())
        run_tasks()
    assert _asked() == {"ines"}
    client = sign_in(ines)
    address = f"{place.address}reflect/?gathering={ids.written(evening.pk)}"
    assert "One short question about it waits for you." in client.get("/notices/").content.decode()
    assert "Where were you stuck" in client.get(address).content.decode()
    kept = client.post(address, {"body": "On the second floor.", "audience": Audience.COMMUNITY.value})
    assert Reflection.objects.get().asked.startswith("Where were you stuck")
    _choose(evening, sign_in, key="own", words="And what did it smell of?")
    page = sign_in(Person.objects.get(name="nkechi")).get(kept.url).content.decode()
    assert "Where were you stuck" in page, "what was asked then"


def test_a_question_of_ones_own_needs_words(evening: Gathering, sign_in: Any) -> None:
    assert _choose(evening, sign_in, key="own").status_code == 422
    assert _choose(evening, sign_in, key="own", words="What did it smell of?").status_code == 302
    assert Prompt.objects.get().words == "What did it smell of?"


def test_what_is_asked_after_every_gathering_can_be_left_out_once(
    evening: Gathering, member: Any, sign_in: Any, run_tasks: Any
) -> None:
    place = evening.entry.community
    assert place
    check_in(evening, member(place), how="list", by=None)
    carrier, ends = Person.objects.get(name="nkechi"), clock.now() - timedelta(hours=2)
    other = plan_gathering(place, carrier, title="Second", starts_at=ends - timedelta(hours=1), ends_at=ends)
    check_in(other, Person.objects.get(name="ines"), how="list", by=None)
    _choose(evening, sign_in, key="hands", always="on")
    _choose(evening, sign_in, key="none")
    ask_after_gatherings(clock.now())
    run_tasks()
    asked = Notice.objects.filter(kind="prompt.asked")
    assert [notice.entry_id for notice in asked] == [other.pk]


def test_nobody_is_asked_too_early_or_without_a_question(
    evening: Gathering, member: Any, sign_in: Any, run_tasks: Any
) -> None:
    assert evening.entry.community
    check_in(evening, member(evening.entry.community), how="list", by=None)
    ask_after_gatherings(clock.now())
    _choose(evening, sign_in, key="hands")
    ask_after_gatherings(evening.ends_at + timedelta(minutes=10))
    run_tasks()
    assert _asked() == set()


def test_two_who_choose_at_once_are_told(evening: Gathering, sign_in: Any) -> None:
    client, address = sign_in(Person.objects.get(name="nkechi")), f"{evening.entry.address}prompt/"
    assert _choose(evening, sign_in, key="hands").status_code == 302
    late = client.post(address, {"based_on": "", "key": "own", "words": "Typed."})
    assert late.status_code == 409
    assert "Typed." in late.content.decode()
    assert "What did your hands do" in late.content.decode()


def test_learners_choose_none(evening: Gathering, member: Any, sign_in: Any) -> None:
    assert evening.entry.community
    learner = sign_in(member(evening.entry.community))
    assert learner.get(f"{evening.entry.address}prompt/").status_code == 403
    assert sign_in(None).get(f"{evening.entry.address}prompt/").status_code == 302
    assert "Look back at it" in learner.get(evening.entry.address).content.decode()
    assert "What to ask afterwards" not in learner.get(evening.entry.address).content.decode()
