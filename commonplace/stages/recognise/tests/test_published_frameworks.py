"""Every framework that others published goes in through the page and comes out as 1EdTech's own schema has it."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import fastjsonschema
import pytest
from django.test import Client

from commonplace.commons.people.models import Person
from commonplace.stages.recognise.bringing_frameworks import CASE
from commonplace.stages.recognise.frameworks import case
from commonplace.stages.recognise.models import Framework, Item, Part
from commonplace.stages.recognise.tests.test_frameworks import brought, given_out

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FOLDER = Path(os.environ["COMMONPLACE_VECTORS"]) / "vectors" / "case"
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
OFFICIAL = fastjsonschema.compile(
    json.loads((FOLDER / "case-v1p1-cfpackage.schema.json").read_bytes()), formats={"uuid": UUID}
)
VERDICTS = json.loads((Path(case.__file__).parent / "tests" / "verdicts.json").read_text(encoding="utf-8"))
READABLE = sorted(name for name, one in VERDICTS.items() if one["verdict"] != "cannot be read")


@pytest.fixture
def host(person: Callable[..., Person], sign_in: Callable[[Person | None], Client]) -> Client:
    return sign_in(person("hosting", is_host=True))


@pytest.mark.parametrize("name", READABLE)
def test_every_published_framework_goes_in_and_comes_out_as_the_standard_has_it(
    name: str, host: Client, sign_in: Callable[..., Client]
) -> None:
    given = (FOLDER / name).read_bytes()
    incoming = brought(host, given, is_open="on")
    assert (incoming.why, incoming.done) == ("", incoming.total)
    framework, stranger = Framework.objects.get(), sign_in(None)
    out = given_out(stranger, f"CFPackages/{framework.identifier}")
    OFFICIAL(out)
    assert b"".join(host.get(f"{framework.address}framework.json")) == b"".join(
        stranger.get(f"{CASE}/CFPackages/{framework.identifier}")
    )
    source = json.loads(given)
    lost = {one["identifier"].lower() for one in source.get("CFItems", [])} - {
        one["identifier"] for one in out["CFItems"]
    }
    assert not lost
    # What came out goes in again and changes nothing.
    before = {model: list(model.objects.order_by("pk").values()) for model in (Item, Part)}
    brought(host, json.dumps(out).encode(), is_open="on")
    assert {model: list(model.objects.order_by("pk").values()) for model in (Item, Part)} == before
    assert given_out(stranger, f"CFPackages/{framework.identifier}") == out
    for item in out["CFItems"]:
        alone = given_out(stranger, f"CFItems/{item['identifier']}")
        assert alone.pop("CFDocumentURI")["identifier"] == framework.identifier
        assert alone == item
        around = given_out(stranger, f"CFItemAssociations/{item['identifier']}")
        assert all(item["identifier"] in json.dumps(one).lower() for one in around["CFAssociations"])
    for one in out["CFAssociations"]:
        assert given_out(stranger, f"CFAssociations/{one['identifier']}")["associationType"] == one["associationType"]
    for kind, those in out.get("CFDefinitions", {}).items():
        for one in those:
            said = given_out(stranger, f"{kind}/{one['identifier']}")
            assert (said[kind][0] if kind in said else said) == one
