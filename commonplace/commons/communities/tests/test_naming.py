"""Communities are found by their names, in every language, by those who may open their pages."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonplace.commons.communities import naming
from commonplace.commons.communities.actions import change_community, start_community
from commonplace.commons.communities.models import Audience, Community, NameWord

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NAMES = {
    "The Mending Table": ["mend", "MENDING table", "tab", "the m"],
    "Café d’Été Łódź": ["cafe", "ete", "łódź", "CAFÉ ŁÓ"],
    "学校の庭": ["学校", "校の", "庭"],
    "مكتبة الحيّ": ["مكتبه", "الحي"],
    "Club 2026": ["2026", "20", "club 2"],
}


@pytest.fixture
def keeper(person):
    return person("keeper")


def _found(client, asked: str) -> list[str]:
    page = html.unescape(client.get("/search/", {"q": asked}).content.decode())
    return [name for name in Community.objects.order_by("name").values_list("name", flat=True) if name in page]


def test_every_name_is_found_by_words_that_begin_as_its_own(keeper, client):
    for name in NAMES:
        start_community(keeper, name=name, audience=Audience.OPEN)
    for name, questions in NAMES.items():
        for asked in questions:
            assert _found(client, asked) == [name], asked
    for asked in ("ending", "mending chair", "教育", "@", "", "zz%", "_"):
        assert _found(client, asked) == [], asked


def test_a_name_is_found_as_it_is_now(keeper, client):
    community = start_community(keeper, name="Kettles", audience=Audience.OPEN)
    change_community(community, keeper, name="Teapots")
    assert _found(client, "kettles") == []
    assert _found(client, "teapots") == ["Teapots"]
    change_community(community, keeper, purpose="To mend")
    assert _found(client, "teapots") == ["Teapots"]


def test_who_may_not_open_a_community_does_not_find_it(keeper, client, person, sign_in):
    start_community(keeper, name="Kettles within", audience=Audience.COMMUNITY)
    start_community(keeper, name="Kettles here", audience=Audience.COMMONS)
    assert _found(client, "kettles") == []
    assert _found(sign_in(person("olu")), "kettles") == ["Kettles here"]
    assert _found(sign_in(keeper), "kettles") == ["Kettles here", "Kettles within"]


def test_names_that_were_there_before_are_found(keeper, client, monkeypatch):
    for number in range(5):
        start_community(keeper, name=f"Kettles {number}", audience=Audience.OPEN)
    before = set(NameWord.objects.values_list("community", "word"))
    NameWord.objects.all().delete()
    naming.note_names(Community.objects.all())
    assert set(NameWord.objects.values_list("community", "word")) == before
    with CaptureQueriesContext(connection) as asked:
        naming.note_names(Community.objects.all())
    assert len(asked) <= 6
