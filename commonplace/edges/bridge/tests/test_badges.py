"""A program reads the backpack of whoever let it in, and puts badges into it; nobody else's."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from commonplace.commons.communities.models import Audience
from commonplace.commons.people.models import Person
from commonplace.edges.bridge.scopes import ADD, READ
from commonplace.edges.bridge.tests.dance import Wallet
from commonplace.edges.bridge.views_badges import _links
from commonplace.ground import clock
from commonplace.stages.recognise.backpack import arrange
from commonplace.stages.recognise.credentials.opening import open_words
from commonplace.stages.recognise.credentials.tests.issued import Commons, badge, signed
from commonplace.stages.recognise.models import Credential
from commonplace.stages.recognise.tests.conftest import Table, table  # noqa: F401 - a fixture
from commonplace.stages.recognise.tests.test_verify_page import web  # noqa: F401 - a fixture
from commonplace.stages.recognise.verdicts import verdict_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


class Ada:
    """Somebody with a badge from here, and the wallet that she let in."""

    def __init__(self, table: Table, sign_in: SignIn) -> None:  # noqa: F811
        self.table = table
        self.given = table.given()
        self.wallet = Wallet()
        self.token = self.wallet.tokens(sign_in(table.ada))["access_token"]

    def reads(self, asked: str = "") -> Any:
        return self.wallet.asks("GET", f"/credentials{asked}", self.token)

    def adds(self, said: Any, kind: str = "application/json") -> Any:
        return self.wallet.asks("POST", "/credentials", self.token, said, kind)


@pytest.fixture
def ada(table: Table, sign_in: SignIn) -> Ada:  # noqa: F811
    return Ada(table, sign_in)


def _rels(link: str) -> dict[str, dict[str, list[str]]]:
    parts = [one.split("; rel=") for one in link.split(", ")]
    return {rel.strip('"'): parse_qs(urlsplit(address.strip("<>")).query) for address, rel in parts}


def test_a_badge_from_here_is_read_as_it_was_signed(ada: Ada) -> None:
    answer = ada.reads()
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Total-Count"] == "1"
    assert ada.given.text in answer.content.decode(), "to the letter"
    told = answer.json()
    assert told["compactJwsString"] == []
    assert verdict_of(open_words(json.dumps(told["credential"][0]).encode())).holds
    assert set(_rels(answer["Link"])) == {"first", "last"}


def test_nobody_elses_badges_are_read(ada: Ada, sign_in: SignIn) -> None:
    bos = ada.table.given(ada.table.bo)
    arrange(bos, group="", place=0, shown_to=int(Audience.OPEN))
    assert ada.reads()["X-Total-Count"] == "1"
    assert bos.text not in ada.reads().content.decode()
    assert ada.wallet.asks(
        "GET", "/credentials", ada.wallet.tokens(sign_in(ada.table.carrier))["access_token"]
    ).json() == {
        "credential": [],
        "compactJwsString": [],
    }


def test_reading_and_adding_take_a_permission_each(ada: Ada, sign_in: SignIn) -> None:
    here = sign_in(ada.table.ada)
    may_read = ada.wallet.tokens(here, scope=READ)["access_token"]
    may_add = ada.wallet.tokens(here, scope=ADD)["access_token"]
    assert ada.wallet.asks("POST", "/credentials", may_read, signed()).status_code == 403
    assert ada.wallet.asks("GET", "/credentials", may_add).status_code == 403
    assert ada.wallet.asks("PUT", "/credentials", may_add, signed()).status_code == 405
    assert Credential.objects.count() == 1


def test_pages_lead_to_one_another_and_leave_nothing_out(ada: Ada) -> None:
    for name in ("Can solder", "Can weld"):
        ada.table.badge = ada.table.designed(name)
        ada.table.given()
    all_of_them = [one["id"] for one in ada.reads().json()["credential"]]
    assert len(all_of_them) == 3
    first = ada.reads("?limit=2")
    rels = _rels(first["Link"])
    assert first["X-Total-Count"] == "3"
    assert rels == {
        "first": {"limit": ["2"], "offset": ["0"]},
        "last": {"limit": ["2"], "offset": ["2"]},
        "next": {"limit": ["2"], "offset": ["2"]},
    }
    second = ada.reads("?limit=2&offset=2")
    assert set(_rels(second["Link"])) == {"first", "last", "prev"}
    assert [one["id"] for page in (first, second) for one in page.json()["credential"]] == all_of_them
    assert ada.reads("?limit=5000").status_code == 200
    assert ada.reads("?offset=9").json()["credential"] == []


def test_since_leaves_out_what_was_issued_before(ada: Ada, web: Commons) -> None:  # noqa: F811
    ada.adds(signed())  # issued on 1 November 2026, and put in now
    assert ada.reads("?since=2026-10-31T23:59:59")["X-Total-Count"] == "2"
    later = ada.reads("?since=2026-11-01T00:00:00Z")
    assert later["X-Total-Count"] == "1", "what was issued at that moment was not issued after it"
    assert _rels(later["Link"])["last"]["since"] == ["2026-11-01T00:00:00Z"]
    assert ada.reads("?since=2026-11-01T01:00:00%2B02:00")["X-Total-Count"] == "2"
    assert ada.reads("?since=2026-11-01T01:00:00+02:00")["X-Total-Count"] == "2", "a plus that nobody escaped"
    soon = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert ada.reads(f"?since={soon}")["X-Total-Count"] == "0"


@pytest.mark.parametrize(
    "asked",
    ["limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=99999999999", "offset=-1", "offset=²", "since=yesterday",
     "since=2026-13-01T00:00:00Z", "since=%00", "since=0001-01-01T00:00:00%2B10:00", "limit="],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said(asked: str, ada: Ada) -> None:
    answer = ada.reads(f"?{asked}")
    assert answer.status_code == 400
    code = answer.json()["imsx_codeMinor"]["imsx_codeMinorField"][0]
    assert code["imsx_codeMinorFieldValue"] == "invalid_query_parameter"


def test_a_badge_from_elsewhere_is_kept_with_its_check_and_shown_to_nobody(ada: Ada, web: Commons) -> None:  # noqa: F811
    text = json.dumps(signed(), indent=1)
    answer = ada.adds(text)
    assert answer.status_code == 201
    assert answer.content.decode() == text, "the answer is what was sent"
    kept = Credential.objects.get(own_id=signed()["id"])
    assert (kept.person, kept.result, kept.shown_to) == (ada.table.ada, "holds", Audience.ONLY_ME)
    assert ada.adds(text).status_code == 200, "known already"
    assert Credential.objects.filter(person=ada.table.ada).count() == 2
    assert ada.reads()["X-Total-Count"] == "2"


def test_a_newer_one_takes_its_place_where_it_stood(ada: Ada, web: Commons) -> None:  # noqa: F811
    ada.adds(signed())
    kept = Credential.objects.get(own_id=signed()["id"])
    arrange(kept, group="Mending", place=3, shown_to=int(Audience.COMMONS))
    newer = signed(badge(validFrom="2026-11-02T00:00:00Z", name="Can mend well"))
    assert ada.adds(newer).status_code == 200
    kept.refresh_from_db()
    assert json.loads(kept.text) == newer
    assert (kept.group, kept.place, kept.shown_to) == ("Mending", 3, Audience.COMMONS)
    assert ada.adds(signed()).status_code == 400, "an older one does not come back"
    forged = newer | {"name": "Can do everything", "validFrom": "2026-11-03T00:00:00Z"}
    refused = ada.adds(forged)
    assert refused.status_code == 400
    assert "does not hold" in refused.json()["imsx_description"]
    kept.refresh_from_db()
    assert json.loads(kept.text) == newer


def test_one_of_another_person_has_its_own_place(ada: Ada, sign_in: SignIn, web: Commons) -> None:  # noqa: F811
    ada.adds(signed())
    bos = ada.wallet.tokens(sign_in(ada.table.bo))["access_token"]
    assert ada.wallet.asks("POST", "/credentials", bos, signed()).status_code == 201
    newer = signed(badge(validFrom="2026-11-02T00:00:00Z"))
    assert ada.wallet.asks("POST", "/credentials", bos, newer).status_code == 200
    assert json.loads(Credential.objects.get(person=ada.table.ada, own_id=signed()["id"]).text) == signed()


def test_one_that_does_not_hold_is_kept_and_says_so(ada: Ada, web: Commons) -> None:  # noqa: F811
    assert ada.adds(signed() | {"name": "Altered"}).status_code == 201
    assert Credential.objects.get(own_id=signed()["id"]).result == "fails"


@pytest.mark.parametrize(
    ("said", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("{}", "application/json", 400),
        (badge(), "application/json", 400),
        (
            {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://x.example/"},
            "application/json",
            400,
        ),
        ("a.b.c", "text/plain", 400),
        ("a.b.c", "application/json", 400),
        (json.dumps(badge()), "text/plain", 400),
        ("https://x.example/badge.json", "text/plain", 400),
        (b"\xff\xfe", "application/json", 400),
        ("credential=x", "application/x-www-form-urlencoded", 415),
        ("<svg/>", "image/svg+xml", 415),
        (" " * (4 * 1024 * 1024 + 1), "application/json", 413),
    ],
    ids=lambda one: repr(one)[:40],
)
def test_what_is_no_badge_is_not_kept(said: Any, kind: str, status: int, ada: Ada) -> None:
    answer = ada.adds(said, kind)
    assert answer.status_code == status
    assert answer.json()["imsx_codeMajor"] == "failure"
    assert Credential.objects.count() == 1


def test_reading_asks_as_much_for_three_as_for_one(ada: Ada, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(6):
        ada.reads()
    for name in ("Can solder", "Can weld"):
        ada.table.badge = ada.table.designed(name)
        ada.table.given()
    with django_assert_num_queries(6):
        ada.reads()


@given(some.integers(1, 100), some.integers(0, 300), some.integers(0, 300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_follows_the_links_meets_each_once(limit: int, offset: int, total: int) -> None:
    rels = _rels(_links(limit, offset, total, ""))
    assert ("next" in rels) == (offset + limit < total)
    assert ("prev" in rels) == (offset > 0)
    met, at = [], 0
    while True:
        met += range(at, min(at + limit, total))
        here = _rels(_links(limit, at, total, ""))
        if "next" not in here:
            break
        at = int(here["next"]["offset"][0])
    assert met == list(range(total))
    assert at == int(here["last"]["offset"][0])
