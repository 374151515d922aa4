"""Badges: what issuing and verifying one costs here, and in npm's `@digitalbazaar/vc`, on the same machine in the same run.

Each badge makes 54 statements. Our own is verified whole, with its list of states, which the other library is told to pass over; a
foreign one has another shape and an issuer who is named by their key. The last line is what the statements of our own cost by
the general path, which is for what is not plain (`credentials/compiled.py`). Processor time of the whole process, in milliseconds: of
several runs of each in turn, the least. `python -m tests.bench_badges` measures nothing else.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonplace.stages.recognise.credentials import contexts, statements
from commonplace.stages.recognise.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3, held
from commonplace.stages.recognise.credentials.keys import multikey, secret_multikey
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.statuses import status_entry, status_list
from commonplace.stages.recognise.credentials.verifying import verify
from tests.javascript import BadgeVerifier

STATEMENTS = 54
RUNS, ROUNDS = 7, 100
AT = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
_WRITTEN = "2026-11-27T18:30:00Z"
_MULTIKEY = "https://w3id.org/security/multikey/v1"
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_LETTERS = multikey(_KEY.public_key())
_OURS = "did:web:commons.example:c:mending-table"
_THEIRS = f"did:key:{_LETTERS}"
_LIST = "https://commons.example/c/mending-table/revoked"


def _alignment(number: int, **more: str) -> dict[str, Any]:
    address = f"https://frameworks.example/{number}"
    return {"type": ["Alignment"], "targetName": f"Item {number}", "targetUrl": address, "targetType": "CFItem", **more}


def own() -> dict[str, Any]:
    """A badge as a community issues it."""
    achievement = {
        "id": "https://commons.example/badges/7",
        "type": ["Achievement"],
        "name": "Can mend",
        "description": "Mends things with a plug.",
        "achievementType": "Badge",
        "criteria": {"narrative": "Mended three things."},
        "image": {"id": "https://commons.example/m/7.png", "type": "Image"},
        "alignment": [_alignment(1, targetFramework="Everyday repair", targetCode="E.1"), _alignment(2)],
        "tag": ["mending", "electricity"],
    }
    return {
        "@context": [CREDENTIALS_2, OPEN_BADGES_3],
        "id": "urn:uuid:6b1d4f0e-3c5a-4f6e-9d0c-0d6f5f9b1a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Can mend",
        "issuer": {
            "id": _OURS,
            "type": ["Profile"],
            "name": "The Mending Table",
            "url": "https://commons.example/c/mending-table",
            "image": {"id": "https://commons.example/m/seal.png", "type": "Image"},
        },
        "validFrom": "2026-11-01T00:00:00Z",
        "validUntil": "2031-11-01T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityHash": "sha256$abc",
                    "identityType": "emailAddress",
                    "hashed": True,
                    "salt": "x1",
                }
            ],
            "achievement": achievement,
        },
        "evidence": [
            {"id": "https://commons.example/works/9", "type": ["Evidence"], "name": "A kettle", "narrative": "A log"},
            {"id": "https://commons.example/works/10", "type": ["Evidence"], "name": "A lamp"},
        ],
        "credentialStatus": status_entry(_LIST, 42),
    }


def foreign() -> dict[str, Any]:
    """A badge of somebody else's: another context, results by a rubric, words in two languages."""
    level = {"type": ["RubricCriterionLevel"], "level": "Mastered", "points": "4"}
    return {
        "@context": [CREDENTIALS_2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"],
        "id": "https://university.example/credentials/3732",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": [{"@value": "Teamwork", "@language": "en"}, {"@value": "Zusammenarbeit", "@language": "de"}],
        "issuer": {"id": _THEIRS, "type": ["Profile"], "name": "Example University", "phone": "+1-222-333-4444"},
        "validFrom": "2010-01-01T00:00:00Z",
        "validUntil": "2030-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:student",
            "type": ["AchievementSubject"],
            "creditsEarned": 4.5,
            "achievement": {
                "id": "https://university.example/achievements/21",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works well with others.",
                "criteria": {"id": "https://university.example/achievements/21/criteria", "narrative": "Peers say so."},
                "creditsAvailable": 6,
                "humanCode": "TW-21",
                "fieldOfStudy": "Any",
                "alignment": [_alignment(3)],
                "resultDescription": [
                    {
                        "id": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                        "type": ["ResultDescription"],
                        "name": "Mastery",
                        "resultType": "RubricCriterionLevel",
                        "allowedValue": ["Mastered", "Nearly"],
                        "rubricCriterionLevel": [{"id": f"urn:uuid:{number}", **level} for number in range(2)],
                    }
                ],
            },
            "result": [{"type": ["Result"], "value": "Mastered", "status": "Completed"}],
        },
        "evidence": [{"type": ["Evidence"], "name": name} for name in ("A play", "A bridge")],
    }


class Ours:
    """What stands at everybody's addresses, as bytes, and badges issued and verified here."""

    def __init__(self) -> None:
        listed = status_list(_LIST, _OURS, range(0, 131_072, 97), valid_from="2026-11-01T00:00:00Z")
        pages = {
            "https://commons.example/c/mending-table/did.json": _document(),
            _LIST: sign(listed, _KEY, method=f"{_OURS}#{_LETTERS}", at=AT),
        }
        self._pages = {address: json.dumps(page).encode() for address, page in pages.items()}

    def issue(self, credential: dict[str, Any]) -> dict[str, Any]:
        """Signed with its issuer's key."""
        return sign(credential, _KEY, method=f"{credential['issuer']['id']}#{_LETTERS}", at=AT)

    def verify(self, credential: dict[str, Any]) -> None:
        """Everything that a page would look at."""
        verdict = verify(credential, fetch=self._pages.__getitem__, now=AT)
        if not verdict.holds:
            raise AssertionError(verdict.checks)


def _document() -> dict[str, Any]:
    name = f"{_OURS}#{_LETTERS}"
    key = {"id": name, "type": "Multikey", "controller": _OURS, "publicKeyMultibase": _LETTERS}
    return {"id": _OURS, "verificationMethod": [key], "assertionMethod": [name]}


def _documents() -> dict[str, Any]:
    """What the other library reads at each address."""
    found: dict[str, Any] = {address: held(address)["document"] for address in contexts.ADDRESSES}
    for issuer in (_OURS, _THEIRS):
        name = f"{issuer}#{_LETTERS}"
        key = {"@context": _MULTIKEY, "id": name, "type": "Multikey", "controller": issuer}
        found[name] = {**key, "publicKeyMultibase": _LETTERS}
        found[issuer] = {"@context": "https://www.w3.org/ns/did/v1", "id": issuer, "assertionMethod": [name]}
    return found


def _key(issuer: str) -> dict[str, str]:
    return {
        "@context": _MULTIKEY,
        "type": "Multikey",
        "id": f"{issuer}#{_LETTERS}",
        "controller": issuer,
        "publicKeyMultibase": _LETTERS,
        "secretKeyMultibase": secret_multikey(_KEY),
    }


def _cost(done: Callable[[], Any]) -> float:
    done()
    begun = time.process_time()
    for _round in range(ROUNDS):
        done()
    return (time.process_time() - begun) / ROUNDS * 1000


def measure() -> list[dict[str, Any]]:
    """A line for each thing done: what it costs here and there, and how many times as much there. Raises NotInstalled."""
    ours, theirs = Ours(), BadgeVerifier(_documents())
    badges = {"own": own(), "foreign": foreign()}
    assert {len(statements.statements(badge)) for badge in badges.values()} == {STATEMENTS}
    signed = {name: ours.issue(badge) for name, badge in badges.items()}
    asked: list[tuple[str, Callable[[], Any], Callable[[], float]]] = [
        (
            "issue, own",
            lambda: ours.issue(badges["own"]),
            lambda: theirs.cost("issue", badges["own"], at=_WRITTEN, rounds=ROUNDS, key=_key(_OURS)),
        ),
        *(
            (
                f"verify, {name}",
                lambda name=name: ours.verify(signed[name]),
                lambda name=name: theirs.cost("verify", signed[name], at=_WRITTEN, rounds=ROUNDS),
            )
            for name in badges
        ),
    ]
    here: dict[str, list[float]] = {name: [] for name, _, _ in asked}
    there: dict[str, list[float]] = {name: [] for name, _, _ in asked}
    by_general = []
    for _run in range(RUNS):
        for name, mine, other in asked:
            here[name].append(_cost(mine))
            there[name].append(other())
        by_general.append(_cost(lambda: statements.general_statements(badges["own"])))
    theirs.end()
    lines = [
        {
            "bench": "badges",
            "what": name,
            "statements": STATEMENTS,
            "here_ms": round(min(here[name]), 3),
            "there_ms": round(min(there[name]), 3),
            "times": round(min(there[name]) / min(here[name]), 1),
        }
        for name, _, _ in asked
    ]
    return [*lines, {"bench": "badges", "what": "statements, general path", "here_ms": round(min(by_general), 3)}]


def table(lines: list[dict[str, Any]]) -> str:
    """The same for eyes."""
    rows = [f"\n{'badges of 54 statements':28}{'ms here':>10}{'ms @digitalbazaar/vc':>22}{'times':>8}"]
    for line in lines:
        rows.append(f"{line['what']:28}{line['here_ms']:>10}{line.get('there_ms', ''):>22}{line.get('times', ''):>8}")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table(measure()))
