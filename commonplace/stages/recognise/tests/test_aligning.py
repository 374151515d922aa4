"""A badge stands for items of frameworks: found in plain words, aligned, seen on its page and in its credentials, taken away."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.recognise import aligning, bringing_frameworks
from commonplace.stages.recognise.aligning import align
from commonplace.stages.recognise.finding_items import find, put_in_all_anew
from commonplace.stages.recognise.frameworks.case import own_bytes
from commonplace.stages.recognise.models import Alignment, Framework, Item
from commonplace.stages.recognise.tests.conftest import Table
from commonplace.stages.recognise.tests.test_frameworks import brought, small
from commonplace.stages.recognise.verdicts import verdict_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


@pytest.fixture
def carrier(table: Table, sign_in: SignIn) -> Client:
    client = sign_in(table.carrier)
    brought(client, own_bytes(), place=str(table.community.pk))
    return client


def _page(client: Client, address: str, **asked: str) -> str:
    return client.get(address, asked).content.decode()


def test_what_a_badge_stands_for_is_found_aligned_and_signed(carrier: Client, table: Table, sign_in: SignIn) -> None:
    address = f"{table.badge.address}alignments/"
    assert "Nothing yet." in _page(carrier, address)
    page = _page(carrier, address, q="puzzles question")
    item = Item.objects.get(code="LT.A.1")
    assert f'name="item" value="{item.pk}"' in page
    answer = carrier.post(f"{address}?q=puzzles+question", {"item": item.pk}, follow=True)
    assert answer.redirect_chain == [(f"{address}?q=puzzles+question", 302)]
    assert "The badge stands for it." in answer.content.decode()
    carrier.post(address, {"item": item.pk})
    second = Item.objects.get(code="LT.A.2")
    carrier.post(address, {"item": second.pk})
    page = _page(sign_in(table.ada), table.badge.address)
    assert page.index("Follows a question of their own") < page.index("Sees what is needed")
    # Strangers read what it stands for, and no page of a framework that is not shown to them.
    page = _page(sign_in(None), table.badge.address)
    assert "Follows a question of their own" in page
    assert item.address not in page

    given = table.given()
    said = json.loads(given.text)["credentialSubject"]["achievement"]["alignment"]
    assert said[0] == {
        "type": ["Alignment"],
        "targetName": "Follows a question of their own",
        "targetDescription": item.statement,
        "targetUrl": item.said["uri"],
        "targetCode": "LT.A.1",
        "targetFramework": "Learning together",
        "targetType": "CFItem",
    }
    assert said[0]["targetUrl"].endswith(f"/ims/case/v1p1/CFItems/{item.identifier}")
    assert [one["targetCode"] for one in said] == ["LT.A.1", "LT.A.2"]
    assert verdict_of(json.loads(given.text)).holds
    altered = json.loads(given.text)
    altered["credentialSubject"]["achievement"]["alignment"][0]["targetCode"] = "LT.A.9"
    assert not verdict_of(altered).holds
    shown = sign_in(None).post("/verify/", {"words": given.text}).content.decode()
    assert "Sees what is needed" in shown
    assert "Learning together" in shown

    carrier.post(address, {"item": item.pk, "gone": "1"})
    assert table.badge.alignments.get().item == second
    carrier.post(address, {"item": second.pk, "gone": "1"})
    assert "alignment" not in json.loads(table.given(table.bo).text)["credentialSubject"]["achievement"]
    assert verdict_of(json.loads(given.text)).holds


def test_what_was_taken_away_comes_back_within_the_hour(carrier: Client, table: Table) -> None:
    item = Item.objects.get(code="LT.A.1")
    aligning.align_no_more(align(table.badge, table.carrier, item), table.carrier)
    bring_back(PutAway.objects.latest("pk").pk, table.carrier)
    aligning.align_no_more(table.badge.alignments.get(), table.carrier)
    align(table.badge, table.carrier, item)
    with pytest.raises(CannotComeBack, match="stands for it already"):
        bring_back(PutAway.objects.latest("pk").pk, table.carrier)


def test_only_those_who_design_badges_align_them_and_to_what_is_near(
    carrier: Client, table: Table, sign_in: SignIn, community: Callable[..., Community], person: Callable[..., Person]
) -> None:
    """A framework of another community could tell by a badge what strangers may not read of it."""
    address, item = f"{table.badge.address}alignments/", Item.objects.get(code="LT.A.1")
    for client in (sign_in(table.ada), sign_in(table.mentor), sign_in(person("outsider"))):
        assert client.get(address).status_code == 403
        assert client.post(address, {"item": item.pk}).status_code == 403
    assert sign_in(None).post(address, {"item": item.pk}).status_code == 302
    other = community(table.carrier, name="Elsewhere", audience=Audience.OPEN)
    brought(carrier, small("Quicksilver"), place=str(other.pk))
    far = Item.objects.get(statement="Quicksilver")

    def tries() -> tuple[bool, int]:
        is_found = "Align the badge to it" in _page(carrier, address, q="quicksilver")
        return is_found, carrier.post(address, {"item": far.pk}).status_code

    assert tries() == (False, 404)
    aligning.show_framework(far.framework, table.carrier, openly=True)
    assert tries() == (True, 302)
    Alignment.objects.all().delete()
    change_community(other, table.carrier, audience=Audience.COMMONS)
    assert tries() == (False, 404)
    change_community(table.community, table.carrier, parent=other)
    assert tries() == (True, 302)
    for nonsense in ("", "x", "9" * 30, "-1"):
        assert carrier.post(address, {"item": nonsense}).status_code == 404


def test_a_badge_stands_for_twenty_at_most(carrier: Client, table: Table) -> None:
    brought(carrier, small(*[f"Thing {number}" for number in range(21)]), place=str(table.community.pk))
    for item in Item.objects.filter(statement__startswith="Thing")[:20]:
        align(table.badge, table.carrier, item)
    left = Item.objects.filter(statement__startswith="Thing", alignments=None).get()
    assert carrier.post(f"{table.badge.address}alignments/", {"item": left.pk}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("follow", "LT.A.1"),
        ("LT.A.2", "LT.A.2"),
        ("lt.a.2", "LT.A.2"),
        ("qestion puzzels", "LT.A.1"),
        ("curiosity", "LT.A.1"),
    ],
)
def test_items_are_found_forgivingly(asked: str, code: str, carrier: Client) -> None:
    found = find(asked, Framework.objects.all())
    assert code in [item.code for item in (*found.items, *found.alike)][:3]


@pytest.mark.parametrize(
    ("statement", "asked"),
    [("Löst Brüche auf", "bruche"), ("分数を計算する", "分数"), ("Решает дроби", "дроби"), ("يحل الكسور", "الكسور")],
)
def test_items_are_found_in_any_language(statement: str, asked: str, carrier: Client, table: Table) -> None:
    brought(carrier, small(statement), place=str(table.community.pk))
    assert [item.statement for item in find(asked, Framework.objects.all()).items] == [statement]
    assert find(asked, Framework.objects.none()).items == []


def test_after_rows_alone_came_back_everything_is_found_again(carrier: Client) -> None:
    before = [item.pk for item in find("question", Framework.objects.all()).items]
    put_in_all_anew()
    assert before == [item.pk for item in find("question", Framework.objects.all()).items] != []


def test_searching_asks_few_questions_however_much_is_there(carrier: Client, table: Table) -> None:
    address = f"{table.badge.address}alignments/"
    carrier.get(address, {"q": "question follow"})
    with CaptureQueriesContext(connection) as few:
        carrier.get(address, {"q": "question follow"})
    assert len(few) <= 16
    brought(carrier, small(*[f"Question {number} to follow" for number in range(60)]), place=str(table.community.pk))
    with CaptureQueriesContext(connection) as many:
        carrier.get(address, {"q": "question follow"})
    assert len(many) <= len(few)


def test_every_item_of_a_large_one_may_change_and_stays_the_one_it_was(carrier: Client, table: Table) -> None:
    """More things than one transaction takes, brought in again with every one of them changed."""
    many = [f"Thing {number}" for number in range(bringing_frameworks.AT_ONCE + 20)]
    brought(carrier, small(*many), place=str(table.community.pk))
    framework = Framework.objects.get(title="Mending")
    keys = set(framework.items.values_list("pk", flat=True))
    anew = json.loads(small(*many))
    for item in anew["CFItems"]:
        item["fullStatement"] += " done"
    file = SimpleUploadedFile("f.json", json.dumps(anew).encode())
    carrier.post(f"{framework.address}again/", {"file": file})
    bringing_frameworks.put_framework_in(bringing_frameworks.Incoming.objects.latest("pk"))
    assert set(framework.items.values_list("pk", flat=True)) == keys
    assert framework.items.filter(statement__endswith=" done").count() == len(many)
    assert find("thing 7 done", Framework.objects.all()).items[0].statement == "Thing 7 done"
