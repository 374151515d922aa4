"""Who wrote something together with others takes themselves off it, and nobody else."""

from collections.abc import Callable
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(community: Callable[..., Community]) -> Community:
    return community(audience=Audience.OPEN)


@pytest.fixture
def post(table: Community, member: Callable[..., Person]) -> Entry:
    """By Ines and Zuzanna, who is 15."""
    young = member(table, "zuzanna", age_band="13-15")
    return write_entry(
        member(table, "ines"), "post", title="Kettles", community=table, audience=Audience.OPEN, co_authors=[young]
    )


def test_one_takes_oneself_off_and_the_others_go_on(post: Entry, sign_in: Any) -> None:
    client = sign_in(Person.objects.get(name="zuzanna"))
    address = f"{post.address}step-back/"
    assert f'href="{address}"' in client.get(post.address).content.decode()
    assert "open pages leave out its pictures" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == post.address
    assert [person.name for person in post.authors.all()] == ["ines"]
    page = sign_in().get(post.address).content.decode()
    assert "Ines" in page
    assert "zuzanna" not in page.lower()
    assert client.get(address).status_code == 403


def test_a_draft_that_one_took_oneself_off_is_seen_no_more(table: Community, member: Any, sign_in: Any) -> None:
    young = member(table, "zuzanna", age_band="13-15")
    draft = write_entry(member(table), "post", title="Later", community=table, share=False, co_authors=[young])
    answer = sign_in(young).post(f"{draft.address}step-back/")
    assert answer.headers["Location"] == "/@zuzanna/"
    assert sign_in(young).get(draft.address).status_code == 404


def test_nobody_takes_off_the_last_who_is_here_or_somebody_else(post: Entry, member: Any, sign_in: Any) -> None:
    address = f"{post.address}step-back/"
    assert sign_in(member(post.community, "dov")).post(address).status_code == 403
    assert sign_in().post(address).status_code == 302
    leave_commons(Person.objects.get(name="zuzanna"))
    ines = sign_in(Person.objects.get(name="ines"))
    assert address not in ines.get(post.address).content.decode()
    assert ines.post(address).status_code == 403
    assert post.authors.count() == 2
