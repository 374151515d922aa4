"""What was looked at in a credential, and what came of it."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class Result(enum.StrEnum):
    """`HOLDS` and `FAILS` are certain; `UNKNOWN` says that it could not be found out, and counts as not holding."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Reason(enum.StrEnum):
    """Why something does not hold, one word for each, which a page may put into its own language."""

    NONE = ""
    # Its form.
    MALFORMED = "malformed"
    NOT_COVERED = "not-covered"
    TOO_TANGLED = "too-tangled"
    # Its proofs.
    NO_PROOF = "no-proof"
    UNKNOWN_PROOF = "unknown-proof"
    WRONG_PURPOSE = "wrong-purpose"
    ALTERED = "altered"
    # Its issuer's keys.
    UNKNOWN_KEY = "unknown-key"
    KEY_NOT_REACHED = "key-not-reached"
    KEY_ENDED = "key-ended"
    NOT_THE_ISSUER = "not-the-issuer"
    # Its time, status, content and subject.
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_NOT_REACHED = "status-not-reached"
    UNKNOWN_STATUS = "unknown-status"
    NO_BADGE = "no-badge"
    WRONG_SUBJECT = "wrong-subject"


@dataclass(frozen=True)
class Check:
    """`what` was checked: form, proof, issuer, time, status, badge or subject. `words` say what came of it, in English."""

    what: str
    result: Result
    words: str
    reason: Reason = Reason.NONE


class Failed(Exception):
    """One check that does not hold."""

    def __init__(self, what: str, reason: Reason, words: str, *, result: Result = Result.FAILS) -> None:
        super().__init__(words)
        self.check = Check(what, result, words, reason)


@dataclass(frozen=True)
class Verdict:
    """All checks in their order, and the credential that they are about."""

    checks: tuple[Check, ...]
    credential: Mapping[str, Any]

    @property
    def holds(self) -> bool:
        return bool(self.checks) and all(check.result is Result.HOLDS for check in self.checks)

    @property
    def result(self) -> Result:
        """Whether it holds, does not, or whether that could not be found out."""
        if self.holds:
            return Result.HOLDS
        return Result.FAILS if any(check.result is Result.FAILS for check in self.checks) else Result.UNKNOWN

    @property
    def reason(self) -> Reason:
        """Why it does not hold, as the first check that does not says; nothing where it does."""
        return next((check.reason for check in self.checks if check.result is not Result.HOLDS), Reason.NONE)
