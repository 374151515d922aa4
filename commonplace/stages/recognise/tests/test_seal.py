"""A community's seal: made, kept locked, renewed, and published for whoever verifies."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.recognise.asking import Asking
from commonplace.stages.recognise.credentials.tests.issued import badge
from commonplace.stages.recognise.credentials.verifying import verify
from commonplace.stages.recognise.models import Seal
from commonplace.stages.recognise.sealing import (
    CannotSign,
    bring_secrets,
    current_seal,
    document_of,
    key_of,
    name_of,
    profile_of,
    renew_seal,
    secrets_kept,
    signed_by,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


@pytest.fixture
def table(community: Callable[..., Community]) -> Community:
    return community()


def _signed(table: Community) -> dict[str, Any]:
    unsigned = {name: one for name, one in badge().items() if name != "credentialStatus"}
    return signed_by(table, {**unsigned, "issuer": profile_of(table)})


def test_those_who_carry_it_make_the_seal_and_renew_it(table: Community, sign_in: SignIn) -> None:
    client = sign_in(Person.objects.get(name="nkechi"))
    here = f"{table.address}seal/"
    assert "There is none yet" in client.get(here).content.decode()
    assert client.post(here).status_code == 302
    first = Seal.objects.get()
    assert first.public in client.get(here).content.decode()
    assert client.post(here).status_code == 302
    assert Seal.objects.get(retired_at=None) != first
    assert "Keys from before" in client.get(here).content.decode()


def test_nobody_else_does(table: Community, sign_in: SignIn, member: Any, person: Any) -> None:
    here = f"{table.address}seal/"
    assert sign_in(None).post(here).status_code == 302
    assert sign_in(member(table, "ines")).post(here).status_code == 403
    assert sign_in(person("zo")).post(here).status_code == 404
    table.closed_at = clock.now()
    table.save()
    assert sign_in(Person.objects.get(name="nkechi")).post(here).status_code == 403
    assert not Seal.objects.exists()


def test_what_was_signed_before_the_seal_was_renewed_still_holds(table: Community, sign_in: SignIn) -> None:
    renew_seal(table)
    before = _signed(table)
    renew_seal(table)
    after = _signed(table)
    assert before["proof"][0]["verificationMethod"] != after["proof"][0]["verificationMethod"]
    answer = sign_in(None).get(f"{table.address}did.json")
    assert answer["Content-Type"] == "application/did"
    assert answer["Access-Control-Allow-Origin"] == "*"
    keys = json.loads(answer.content)
    for signed in (before, after):
        verdict = verify(signed, fetch=lambda _address: answer.content, now=clock.now())
        assert verdict.holds, verdict.checks
        method = signed["proof"][0]["verificationMethod"]
        assert method.partition("#")[2] in {one["publicKeyMultibase"] for one in keys["verificationMethod"]}
        assert verify(signed, fetch=Asking(), now=clock.now()).holds, "what stands here is not asked of the web"


def test_strangers_read_the_keys_of_a_narrow_community_and_nothing_else_of_it(
    table: Community, sign_in: SignIn
) -> None:
    assert sign_in(None).get(f"{table.address}did.json").status_code == 404, "there is no seal"
    renew_seal(table)
    answer = sign_in(None).get(f"{table.address}did.json").content.decode()
    assert name_of(table) in answer
    assert table.name not in answer
    assert "url" not in profile_of(table)
    Community.objects.update(audience=Audience.OPEN, purpose="To mend")
    table.refresh_from_db()
    assert profile_of(table)["description"] == "To mend"


def test_a_key_is_locked_with_the_secret_of_the_commons(table: Community, settings: Any) -> None:
    seal = renew_seal(table)
    kept = secrets_kept([seal])
    assert kept[0]["secret"] not in json.dumps(list(Seal.objects.values("locked", "public")))
    raw = key_of(seal).private_bytes_raw()
    assert raw.hex() not in seal.locked
    settings.SECRET_KEY = "another secret, since the file was lost"
    with pytest.raises(CannotSign):
        key_of(seal)
    with pytest.raises(CannotSign, match="another secret"):
        _signed(table)
    assert bring_secrets(kept) == 1
    assert key_of(Seal.objects.get()).private_bytes_raw() == raw


def test_a_lock_fits_its_own_seal_alone(community: Any, person: Any) -> None:
    one, other = renew_seal(community(person("ada"))), renew_seal(community(person("bo"), name="Other"))
    one.locked = other.locked
    with pytest.raises(CannotSign):
        key_of(one)


def test_without_a_seal_nothing_is_signed(table: Community) -> None:
    assert current_seal(table) is None
    assert document_of(table) is None
    with pytest.raises(CannotSign, match="no seal yet"):
        signed_by(table, badge())
