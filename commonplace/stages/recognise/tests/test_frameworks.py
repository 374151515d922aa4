"""Frameworks brought in by people and given out to programs: every published one, updated and never doubled, seen by whom it should."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.people.models import Person
from commonplace.ground import clock, outgoing
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.recognise import bringing_frameworks as bringing
from commonplace.stages.recognise.aligning import align
from commonplace.stages.recognise.bringing_frameworks import CASE
from commonplace.stages.recognise.frameworks.case import own_bytes
from commonplace.stages.recognise.models import Framework, Incoming, Item, Part
from commonplace.stages.recognise.tests.conftest import Table

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


def brought(client: Client, given: bytes | str, **said: Any) -> Incoming:
    """Brought in through the page, as its file or from its address; with the task, where it takes one."""
    how = {"address": given} if isinstance(given, str) else {"file": SimpleUploadedFile("f.json", given)}
    answer = client.post("/frameworks/new/", {**how, **said})
    assert answer.status_code == 302, answer.content.decode()
    return bringing.put_framework_in(Incoming.objects.latest("pk"))


def given_out(client: Client, path: str, **more: Any) -> Any:
    answer = client.get(f"{CASE}/{path}", more)
    assert answer.status_code == 200, path
    return json.loads(b"".join(answer))


def small(*statements: str, title: str = "Mending") -> bytes:
    """A framework of these items, all below the first."""
    items: list[dict[str, Any]] = [
        {"identifier": f"item {words}", "fullStatement": words, "humanCodingScheme": f"M.{number}"}
        for number, words in enumerate(statements)
    ]
    top = {"identifier": items[0]["identifier"]}
    below = [
        {"associationType": "isChildOf", "originNodeURI": {"identifier": one["identifier"]}, "destinationNodeURI": top}
        for one in items[1:]
    ]
    said = {"CFDocument": {"identifier": "mending", "title": title}, "CFItems": items, "CFAssociations": below}
    return json.dumps(said).encode()


@pytest.fixture
def host(person: Callable[..., Person], sign_in: SignIn) -> Client:
    return sign_in(person("hosting", is_host=True))


@pytest.fixture
def carrier(table: Table, sign_in: SignIn) -> Client:
    return sign_in(table.carrier)


def test_ours_is_begun_with_by_a_tick_and_has_addresses_of_this_commons(carrier: Client, table: Table) -> None:
    brought(carrier, "", ours="on", place=str(table.community.pk), is_open="on")
    framework = Framework.objects.get()
    assert (framework.title, framework.community) == ("Learning together", table.community)
    out = b"".join(carrier.get(f"{framework.address}framework.json")).decode()
    assert "urn:uuid" not in out
    item = Item.objects.get(code="LT.A.1")
    assert item.said["uri"].endswith(f"{CASE}/CFItems/{item.identifier}")
    assert given_out(carrier, f"CFItems/{item.identifier}")["humanCodingScheme"] == "LT.A.1"
    page = carrier.get(framework.address).content.decode()
    assert page.index("LT.A.1") < page.index("LT.A.2") < page.index("LT.B")


def test_brought_in_again_nothing_doubles_what_is_gone_goes_and_what_a_badge_stands_for_stays(
    carrier: Client, table: Table, sign_in: SignIn
) -> None:
    place = str(table.community.pk)
    brought(carrier, small("Mends", "Solders", "Sews"), place=place, is_open="on")
    framework, soldering = Framework.objects.get(), Item.objects.get(statement="Solders")
    align(table.badge, table.carrier, soldering)
    edition = framework.edition
    again = f"{framework.address}again/"
    answer = carrier.post(again, {"file": SimpleUploadedFile("f.json", small("Mends", "Knits")), "is_open": "on"})
    assert answer.status_code == 302
    framework.refresh_from_db()
    soldering.refresh_from_db()
    assert framework.edition != edition
    assert sorted(Item.objects.values_list("statement", flat=True)) == ["Knits", "Mends", "Solders"]
    assert soldering.withdrawn_at is not None
    assert [one.origin for one in Part.objects.filter(kind="CFAssociations")] == [
        Item.objects.get(statement="Knits").identifier
    ]
    page = carrier.get(table.badge.address).content.decode()
    assert "Solders" in page
    assert "withdrew it" in carrier.get(soldering.address).content.decode()
    assert "Solders" not in carrier.get(framework.address).content.decode()
    assert "Nothing holds just these words" in carrier.get("/frameworks/", {"q": "solders"}).content.decode()
    stranger = sign_in(None)
    assert {one["fullStatement"] for one in given_out(stranger, f"CFPackages/{framework.identifier}")["CFItems"]} == {
        "Knits",
        "Mends",
    }
    assert given_out(stranger, f"CFItems/{soldering.identifier}")["fullStatement"] == "Solders"
    # There again, it is found again, and no badge lost it.
    carrier.post(again, {"file": SimpleUploadedFile("f.json", small("Mends", "Solders"))})
    soldering.refresh_from_db()
    assert soldering.withdrawn_at is None
    assert table.badge.alignments.get().item == soldering
    assert soldering.address in carrier.get("/frameworks/", {"q": "solders"}).content.decode()
    framework.refresh_from_db()
    assert framework.is_open is False
    other = carrier.post(again, {"file": SimpleUploadedFile("f.json", own_bytes())})
    assert (other.status_code, "another framework" in other.content.decode()) == (422, True)


def test_a_large_one_is_brought_in_by_a_task_which_begins_anew_after_a_crash(
    carrier: Client, table: Table, monkeypatch: pytest.MonkeyPatch, run_tasks: Callable[[], None]
) -> None:
    given = small(*[f"Thing {number}" for number in range(400)])
    answer = carrier.post(
        "/frameworks/new/", {"file": SimpleUploadedFile("f.json", given), "place": table.community.pk}
    )
    incoming = Incoming.objects.get()
    assert incoming.ended_at is None
    assert "being fetched and read" in carrier.get(answer["Location"]).content.decode()
    waits = carrier.post("/frameworks/new/", {"ours": "on", "place": table.community.pk})
    assert (waits.status_code, "Wait until it is in" in waits.content.decode()) == (422, True)
    whole, calls = bringing._put_in_some, []

    def dies(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit
        whole(*arguments)

    monkeypatch.setattr(bringing, "AT_ONCE", 100)
    monkeypatch.setattr(bringing, "_put_in_some", dies)
    with pytest.raises(SystemExit):
        bringing.put_framework_in(incoming)
    incoming = Incoming.objects.get()
    assert (incoming.done, incoming.total, incoming.ended_at) == (200, 799, None)
    assert "200 of 799" in carrier.get(answer["Location"]).content.decode()
    monkeypatch.setattr(bringing, "_put_in_some", whole)
    run_tasks()
    incoming = Incoming.objects.get()
    assert (incoming.why, incoming.done, bool(incoming.file)) == ("", 799, False)
    assert (Item.objects.count(), Part.objects.count()) == (400, 399)


class Service:
    """A service elsewhere: an endpoint with two frameworks, through the guarded client's door."""

    def __init__(self) -> None:
        self.base = "https://case.example/ims/case/v1p1"
        listed = [{"identifier": name, "title": f"Framework {name}", "creator": "Somebody"} for name in ("one", "two")]
        self.pages = {
            f"{self.base}/CFDocuments?limit=100&offset=0": json.dumps({"CFDocuments": listed}).encode(),
            f"{self.base}/CFPackages/one": small("Mends", title="From elsewhere"),
        }

    def fetch(self, address: str, **_how: Any) -> outgoing.Fetched:
        if address not in self.pages:
            raise outgoing.NotFetched("There is nobody at this address.")
        return outgoing.Fetched(self.pages[address], "", "")


def test_a_service_says_what_it_offers_and_one_of_it_is_brought_in_and_brought_up_to_date(
    host: Client, monkeypatch: pytest.MonkeyPatch, run_tasks: Callable[[], None]
) -> None:
    service = Service()
    monkeypatch.setattr(outgoing, "fetch", service.fetch)
    page = host.post("/frameworks/new/", {"address": service.base, "is_open": "on"}).content.decode()
    assert "Framework one" in page
    assert 'name="is_open" value="on"' in page
    incoming = brought(host, f"{service.base}/CFPackages/one", is_open="on")
    framework = Framework.objects.get()
    assert (incoming.framework, framework.address_of_source) == (framework, f"{service.base}/CFPackages/one")
    service.pages[f"{service.base}/CFPackages/one"] = small("Mends", "Sews", title="From elsewhere, second edition")
    host.post(f"{framework.address}again/", {"address": framework.address_of_source})
    run_tasks()
    framework.refresh_from_db()
    assert (framework.title, framework.items.count()) == ("From elsewhere, second edition", 2)
    gone = brought(host, f"{service.base}/CFPackages/two")
    assert gone.why == "There is nobody at this address."
    assert "There is nobody at this address." in host.get(gone.address).content.decode()
    nothing = host.post("/frameworks/new/", {"address": "https://nobody.example/ims/case/v1p0/"})
    assert (nothing.status_code, "nobody at this address" in nothing.content.decode()) == (422, True)
    # Nothing of it says when it changed, and what says the same is taken to be the same.
    rows = list(Item.objects.order_by("pk").values())
    with clock.at(clock.now() + timedelta(hours=1)):
        host.post(f"{framework.address}again/", {"address": framework.address_of_source})
        run_tasks()
    assert list(Item.objects.order_by("pk").values()) == rows


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose a file, or write where the framework stands."),
        ({"file": b"{}"}, "No framework can be read there. It has no CFDocument"),
        ({"address": "nowhere"}, "This is no address on the web."),
    ],
)
def test_what_is_no_framework_is_said_beside_its_field(said: dict[str, Any], words: str, host: Client) -> None:
    if "file" in said:
        said = {"file": SimpleUploadedFile("f.json", said["file"])}
    answer = host.post("/frameworks/new/", said)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Incoming.objects.exists()


def test_an_address_within_is_not_asked(host: Client) -> None:
    assert "not open" in brought(host, "http://127.0.0.1:1/CFPackages/1").why


def test_who_brings_in_for_whom(table: Table, sign_in: SignIn, host: Client) -> None:
    for somebody in (table.ada, table.mentor):
        assert sign_in(somebody).get("/frameworks/new/").status_code == 403
    assert sign_in(None).get("/frameworks/new/").status_code == 302
    carrier = sign_in(table.carrier)
    assert carrier.post("/frameworks/new/", {"ours": "on"}).status_code == 422
    assert host.post("/frameworks/new/", {"ours": "on", "place": table.community.pk}).status_code == 422
    brought(host, "", ours="on")
    framework = Framework.objects.get()
    assert framework.community is None
    for path in ("again/", "show/", "delete/"):
        for client in (carrier, sign_in(table.ada)):
            assert client.post(framework.address + path, {"openly": "1"}).status_code == 403
    assert Framework.objects.get().is_open is False


def test_who_reads_what(table: Table, sign_in: SignIn, host: Client, person: Callable[..., Person]) -> None:
    """A community's framework is read by whoever opens its page, by strangers and programs only what is shown openly."""
    brought(sign_in(table.carrier), small("Quicksilver"), place=str(table.community.pk))
    framework, item = Framework.objects.get(), Item.objects.get()
    stranger, outsider, member = sign_in(None), sign_in(person("outsider")), sign_in(table.ada)
    paths = [framework.address, item.address, f"{framework.address}framework.json"]
    open_paths = [f"{CASE}/{kind}/{framework.identifier}" for kind in ("CFDocuments", "CFPackages")]
    open_paths += [f"{CASE}/{kind}/{item.identifier}" for kind in ("CFItems", "CFItemAssociations")]

    def reads(client: Client) -> list[int]:
        found = b"Quicksilver" in client.get("/frameworks/", {"q": "quicksilver"}).content
        found_roughly = b"Quicksilver" in client.get("/frameworks/", {"q": "quiksilver"}).content
        assert found == found_roughly
        return [*(client.get(path).status_code for path in paths), 200 if found else 404]

    def programs_read(client: Client) -> list[int]:
        listed = json.loads(client.get(f"{CASE}/CFDocuments").content)["CFDocuments"]
        return [*(client.get(path).status_code for path in open_paths), 200 if listed else 404]

    assert reads(stranger) == [404] * 4
    assert reads(outsider) == reads(member) == [200] * 4
    assert programs_read(stranger) == programs_read(member) == [404] * 5
    sign_in(table.carrier).post(f"{framework.address}show/", {"openly": "1"})
    assert reads(stranger) == [200] * 4
    assert programs_read(stranger) == [200] * 5
    # Where strangers do not see its community, they see nothing of it; where others do not, they neither.
    change_community(table.community, table.carrier, audience=Audience.COMMUNITY)
    assert reads(stranger) == reads(outsider) == [404] * 4
    assert reads(member) == [200] * 4
    assert programs_read(stranger) == programs_read(member) == [404] * 5


def test_nobody_under_18_is_named_in_what_is_shown_openly(
    table: Table, sign_in: SignIn, member: Callable[..., Person], carrier: Client
) -> None:
    zoe = member(table.community, "zoe", age_band="13-15")
    Person.objects.filter(pk=zoe.pk).update(display_name="Zoe Quartermaine")
    named = small("Mends as Zoe Quartermaine does")
    answer = carrier.post(
        "/frameworks/new/", {"file": SimpleUploadedFile("f.json", named), "place": table.community.pk, "is_open": "on"}
    )
    assert (answer.status_code, "Zoe Quartermaine" in answer.content.decode()) == (422, True)
    brought(carrier, named, place=str(table.community.pk))
    framework = Framework.objects.get()
    assert (
        "people under 18 are not named"
        in carrier.post(f"{framework.address}show/", {"openly": "1"}, follow=True).content.decode()
    )
    framework.refresh_from_db()
    assert framework.is_open is False


def test_a_framework_is_deleted_while_no_badge_stands_for_it_and_comes_back_findable(
    carrier: Client, table: Table
) -> None:
    brought(carrier, small("Mends", "Solders"), place=str(table.community.pk))
    framework = Framework.objects.get()
    made = align(table.badge, table.carrier, Item.objects.get(statement="Solders"))
    assert carrier.post(f"{framework.address}delete/").status_code == 403
    made.delete()
    assert carrier.post(f"{framework.address}delete/").status_code == 302
    assert not Item.objects.exists()
    assert "Nothing holds" in carrier.get("/frameworks/", {"q": "solders"}).content.decode()
    bring_back(PutAway.objects.get().pk, table.carrier)
    assert (
        Item.objects.get(statement="Solders").address in carrier.get("/frameworks/", {"q": "solders"}).content.decode()
    )
    carrier.post(f"{framework.address}delete/")
    brought(carrier, small("Mends"), place=str(table.community.pk))
    with pytest.raises(CannotComeBack, match="brought in again already"):
        bring_back(PutAway.objects.latest("pk").pk, table.carrier)


def test_what_programs_ask(host: Client, sign_in: SignIn) -> None:
    """Pages, order, narrowing, members; the same is not sent twice; what goes wrong says how."""
    stranger = sign_in(None)
    assert given_out(stranger, "CFDocuments") == {"CFDocuments": []}
    for number, subject in enumerate(["Maths", "Art", "Maths"]):
        said = json.loads(small("Mends"))
        said["CFDocument"] |= {"identifier": f"doc {number}", "title": f"Title {number}", "subject": [subject]}
        said["CFItems"][0]["identifier"] = f"item {number}"
        brought(host, json.dumps(said).encode(), is_open="on")
    answer = stranger.get(f"{CASE}/CFDocuments", {"limit": 2, "sort": "title", "orderBy": "desc"})
    assert [one["title"] for one in answer.json()["CFDocuments"]] == ["Title 2", "Title 1"]
    assert answer["X-Total-Count"] == "3"
    assert 'offset=2&sort=title&orderBy=desc>; rel="next"' in answer["Link"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert [one["title"] for one in given_out(stranger, "CFDocuments", offset=2)["CFDocuments"]] == ["Title 2"]
    narrowed = given_out(stranger, "CFDocuments", filter="subject='maths' AND title!='title 0'", fields="title,uri")
    assert [set(one) for one in narrowed["CFDocuments"]] == [{"title", "uri"}]
    either = given_out(stranger, "CFDocuments", filter="title~'0' OR title='Title 1'")
    assert len(either["CFDocuments"]) == 2
    wrong = {
        "limit=0": "invalid_selection_field",
        "offset=x": "invalid_selection_field",
        "fields=nothing": "invalid_selection_field",
        "filter=title": "invalid_selection_field",
        "filter=a%3D%27b%27": "invalid_selection_field",
        "sort=nothing": "invalid_sort_field",
        "sort=title&orderBy=up": "invalid_sort_field",
    }
    for query, minor in wrong.items():
        answer = stranger.get(f"{CASE}/CFDocuments?{query}")
        assert answer.status_code == 400
        assert answer.json()["imsx_codeMinor"]["imsx_codeMinorField"][0]["imsx_codeMinorFieldValue"] == minor
    known = Framework.objects.order_by("pk")[0]
    paths = ["CFDocuments", *(f"{kind}/{known.identifier}" for kind in ("CFDocuments", "CFPackages"))]
    for number, path in enumerate([*paths, f"CFItems/{known.items.get().identifier}"]):
        etag = stranger.get(f"{CASE}/{path}")["ETag"]
        same = stranger.get(f"{CASE}/{path}", headers={"If-None-Match": etag})
        assert (same.status_code, same.content) == (304, b"")
        anew = b"".join(host.get(f"{known.address}framework.json")).replace(b'"Mends', b'"Mends %d' % number)
        host.post(f"{known.address}again/", {"file": SimpleUploadedFile("f.json", anew), "is_open": "on"})
        assert stranger.get(f"{CASE}/{path}", headers={"If-None-Match": etag}).status_code == 200
    for identifier, minor in {"x": "invaliduuid", "0b8a5527-c3c8-57b8-8092-3cbcdd34428d": "unknownobject"}.items():
        for kind in ("CFDocuments", "CFPackages", "CFItems", "CFItemAssociations", "CFSubjects", "CFRubrics"):
            answer = stranger.get(f"{CASE}/{kind}/{identifier}")
            assert answer.status_code == 404
            assert minor in answer.content.decode()
    assert stranger.post(f"{CASE}/CFDocuments").status_code == 405


def test_a_subject_comes_with_what_is_under_it_and_a_rubric_whole(host: Client, sign_in: SignIn) -> None:
    said = json.loads(small("Mends"))
    named = {"a": "1", "b": "1.1", "c": "10"}
    said["CFDefinitions"] = {
        "CFSubjects": [{"identifier": name, "title": name, "hierarchyCode": code} for name, code in named.items()]
    }
    said["CFRubrics"] = [
        {"identifier": "r", "title": "R", "CFRubricCriteria": [{"identifier": "c", "description": "D"}]}
    ]
    brought(host, json.dumps(said).encode(), is_open="on")
    stranger = sign_in(None)
    subject = Part.objects.get(kind="CFSubjects", said__title="a")
    found = given_out(stranger, f"CFSubjects/{subject.identifier}")["CFSubjects"]
    assert [one["title"] for one in found] == ["a", "b"]
    rubric = Part.objects.get(kind="CFRubrics")
    assert given_out(stranger, f"CFRubrics/{rubric.identifier}")["CFRubricCriteria"][0]["description"] == "D"
