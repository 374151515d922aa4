"""`commonplace badge`, run as processes, in a folder where there is no commons."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.statuses import status_list
from commonplace.stages.recognise.credentials.tests import issued
from commonplace.stages.recognise.credentials.tests.test_endorsements import NAME, vouched
from tests.homes import environment
from tests.pictures import small_picture


@pytest.fixture
def run(tmp_path: Path):
    """Run `commonplace badge …` in a folder with nothing in it but these badges."""

    def badge(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "commonplace", "badge", *map(str, words)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, encoding="utf-8", check=False, timeout=60
        )

    return badge


def write(folder: Path, name: str, value: object) -> Path:
    file = folder / name
    file.write_text(json.dumps(value))
    return file


@pytest.fixture
def own(run, tmp_path: Path):
    """A badge of an issuer who is named by their key, signed by the command, and that key's file."""
    made = run("key", "secret")
    assert made.returncode == 0, made.stderr
    name = made.stdout.strip()
    unsigned = issued.badge(issuer={"id": name, "type": ["Profile"], "name": "Amina"})
    del unsigned["credentialStatus"]
    done = run("issue", write(tmp_path, "unsigned.json", unsigned), "--key", "secret", "--out", "badge.json")
    assert done.returncode == 0, done.stderr
    return tmp_path / "badge.json"


def test_a_badge_is_issued_and_verified_without_a_commons_and_without_asking(run, own, tmp_path):
    done = run("verify", own, "--offline")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("It holds.\n")
    facts = json.loads(run("verify", own, "--offline", "--json").stdout)
    assert facts["holds"] is True
    assert [check["what"] for check in facts["checks"]] == ["form", "proof", "issuer", "time", "badge"]
    assert {path.name for path in tmp_path.iterdir()} == {"secret", "unsigned.json", "badge.json"}


def test_the_secret_key_is_its_owners_alone_and_never_written_over(run, own, tmp_path):
    assert (tmp_path / "secret").stat().st_mode & 0o77 == 0
    again = run("key", "secret")
    assert again.returncode == 1
    assert "exists already" in again.stderr


def test_what_was_altered_does_not_hold_and_says_so(run, own):
    own.write_text(own.read_text().replace("Mended three things", "Mended four things"))
    done = run("verify", own, "--offline", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["reason"] == "altered"
    assert run("verify", own, "--offline").stdout.endswith("It does not hold.\n")


def test_another_moment_and_another_person_are_asked_for(run, own):
    assert run("verify", own, "--offline", "--about", "did:example:nkechi").returncode == 0
    other = run("verify", own, "--offline", "--about", "did:example:amina")
    assert other.returncode == 1
    assert "It is not about did:example:amina." in other.stdout
    assert "It was valid until" in run("verify", own, "--offline", "--at", "2032-01-01T00:00:00Z").stdout
    assert run("verify", own, "--offline", "--at", "soon").returncode == 2


def test_what_is_no_badge_cannot_be_read(run, tmp_path):
    for content in ("", "{", "[]", "words", '{"a": 1, "a": 2}'):
        (tmp_path / "file").write_text(content)
        done = run("verify", "file", "--offline")
        assert done.returncode == 2, content
        assert "Traceback" not in done.stderr
    assert run("verify", "nothing", "--offline").returncode == 2


def test_a_badge_goes_into_a_picture_and_out_again(run, own, tmp_path):
    (tmp_path / "picture.png").write_bytes(small_picture())
    assert run("bake", "picture.png", own, "baked.png").returncode == 0
    assert json.loads(run("read", "baked.png").stdout) == json.loads(own.read_text())
    assert run("verify", "baked.png", "--offline").returncode == 0
    assert run("read", "picture.png").returncode == 2
    assert run("bake", own, own, "baked.png").returncode == 1


def test_an_issuers_documents_can_be_kept_in_files(run, tmp_path):
    badge = write(tmp_path, "badge.json", issued.signed())
    lists = [
        sign(
            status_list(address, issued.ISSUER, [], valid_from="2026-11-01T00:00:00Z", purpose=purpose),
            issued.KEY,
            method=issued.method(),
            at=issued.NOW,
        )
        for address, purpose in ((issued.LIST, "revocation"), (issued.SUSPENDED, "suspension"))
    ]
    kept = [write(tmp_path, f"{place}.json", one) for place, one in enumerate([issued.did_document(), *lists])]
    given = [word for file in kept for word in ("--document", file)]
    assert run("verify", badge, "--offline", *given, "--at", "2026-11-27T18:30:00Z").returncode == 0
    alone = run("verify", badge, "--offline", "--json", "--at", "2026-11-27T18:30:00Z")
    assert alone.returncode == 1
    assert json.loads(alone.stdout)["reason"] == "key-not-reached"
    plain = run("verify", badge, "--offline", "--at", "2026-11-27T18:30:00Z").stdout
    assert plain.endswith("Whether it holds could not be found out.\n")


def test_an_issuer_within_ones_own_network_is_not_asked(run, tmp_path):
    inside = issued.badge(issuer={"id": "did:web:127.0.0.1", "type": ["Profile"], "name": "Inside"})
    signed = issued.signed(inside, named=issued.method(issuer="did:web:127.0.0.1"))
    done = run("verify", write(tmp_path, "badge.json", signed), "--at", "2026-11-27T18:30:00Z")
    assert done.returncode == 1
    assert "network that is not open" in done.stdout


def test_what_no_signature_would_cover_is_not_signed(run, own, tmp_path):
    unsigned = json.loads((tmp_path / "unsigned.json").read_text())
    done = run("issue", write(tmp_path, "more.json", {**unsigned, "grade": "A"}), "--key", "secret")
    assert done.returncode == 1
    assert "“grade”" in done.stderr


def test_who_vouches_for_a_badge_is_said_and_whether_that_counts(run, own, tmp_path):
    good, bad = vouched(), {**vouched(id="urn:uuid:2"), "validFrom": "2026-11-03T00:00:00Z"}
    unsigned = json.loads((tmp_path / "unsigned.json").read_text()) | {"endorsement": [good, bad]}
    assert run("issue", write(tmp_path, "more.json", unsigned), "--key", "secret", "--out", "more").returncode == 0
    done = run("verify", "more", "--offline")
    assert done.returncode == 0
    assert done.stdout.startswith(f"yes  {NAME} vouches for https://commons.example/badges/7.\nno   {NAME} vouches for")
    facts = json.loads(run("verify", "more", "--offline", "--json").stdout)
    assert [(one["by"], one["holds"], one["reason"]) for one in facts["endorsements"]] == [
        (NAME, True, ""),
        (NAME, False, "altered"),
    ]
