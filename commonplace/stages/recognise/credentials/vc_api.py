"""The W3C's VC API, for those who test this software: a credential or presentation comes in as JSON, and an answer goes out.

https://w3c-ccg.github.io/vc-api/. It signs whatever it is given with the key that it was given, and lets credentials bring meanings of
their own for words, as the W3C's tests do: the site has it only where a setting for tests switches it on.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonplace.stages.recognise.credentials.canonical import TooTangled
from commonplace.stages.recognise.credentials.checks import Failed, Verdict
from commonplace.stages.recognise.credentials.contexts import Contexts, NotCovered
from commonplace.stages.recognise.credentials.forms import check_form
from commonplace.stages.recognise.credentials.keys import multikey
from commonplace.stages.recognise.credentials.presenting import opened, verify_presentation
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.resolving import Fetch
from commonplace.stages.recognise.credentials.verifying import verify

# The W3C's examples let any word mean something.
_EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
_MEANINGS = Contexts({_EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}, brought=True)

Answer = tuple[int, dict[str, Any]]


class Endpoints:
    """An issuer and verifier who is named by a key (`did:key`)."""

    def __init__(self, key: Ed25519PrivateKey, fetch: Fetch) -> None:
        self._key, self._fetch = key, fetch
        self._letters = multikey(key.public_key())

    @property
    def name(self) -> str:
        """What the issuer is called."""
        return f"did:key:{self._letters}"

    def answer(self, path: str, body: bytes, *, now: datetime) -> Answer:
        """Status and content for what was posted to one of `PATHS`."""
        asked = _ASKED.get(path)
        if asked is None:
            return 404, {"errors": ["Nothing stands there."]}
        try:
            return asked(self, read_json(body), now)
        except (CannotBeRead, NotCovered, TooTangled, Failed) as trouble:
            return 400, {"verified": False, "errors": [str(trouble)]}

    def _issue(self, asked: Mapping[str, Any], now: datetime) -> Answer:
        credential = _part(asked, "credential")
        check_form({"issuer": self.name, **credential})
        method = f"{self.name}#{self._letters}"
        signed = sign({"issuer": self.name, **credential}, self._key, method=method, at=now, more_contexts=_MEANINGS)
        # One proof, which is how these tests read it.
        return 201, {**signed, "proof": signed["proof"][-1]}

    def _verify(self, asked: Mapping[str, Any], now: datetime) -> Answer:
        given = opened(_part(asked, "verifiableCredential"))
        return _said(verify(given, fetch=self._fetch, now=now, more_contexts=_MEANINGS))

    def _verify_presentation(self, asked: Mapping[str, Any], now: datetime) -> Answer:
        options = asked.get("options")
        options = options if isinstance(options, Mapping) else {}
        verdict = verify_presentation(
            _part(asked, "verifiablePresentation"),
            fetch=self._fetch,
            now=now,
            challenge=str(options.get("challenge") or ""),
            domain=str(options.get("domain") or ""),
            more_contexts=_MEANINGS,
        )
        return _said(verdict)


_ASKED = {
    "/credentials/issue": Endpoints._issue,
    "/credentials/verify": Endpoints._verify,
    "/presentations/verify": Endpoints._verify_presentation,
}
PATHS = tuple(_ASKED)


def _part(asked: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = asked.get(name)
    if not isinstance(found, Mapping):
        raise CannotBeRead(f"“{name}” is missing.")
    return found


def _said(verdict: Verdict) -> Answer:
    checks = [{"what": check.what, "result": str(check.result), "words": check.words} for check in verdict.checks]
    errors = [check.words for check in verdict.checks if check.result != "holds"]
    return 200 if verdict.holds else 400, {
        "verified": verdict.holds,
        "checks": checks,
        "warnings": [],
        "errors": errors,
    }
