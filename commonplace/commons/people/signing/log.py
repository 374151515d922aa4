"""The log of signing in (OWASP ASVS 5.0, 16.3.1): a line each on standard error, with ids and digests and no names."""

import hashlib
import logging

from django.http import HttpRequest

from commonplace.commons.people.models import Account
from commonplace.commons.people.signing.networks import network_of

_logger = logging.getLogger("commonplace.signing")


def signed_in(request: HttpRequest, account: Account, by: str) -> None:
    """Somebody is in; `by` says what they showed."""
    _logger.info("signed in: account=%s by=%s from=%s", account.pk, by, network_of(request))


def tried(request: HttpRequest, what: str, name: str) -> None:
    """Something was tried that counts: a passphrase or code that did not fit, a letter that was asked for, an account made."""
    _logger.info("tried: what=%s name=%s from=%s", what.replace(" ", "-"), _digest(name), network_of(request))


def held_back(request: HttpRequest, what: str, name: str) -> None:
    """Somebody tried too often and has to wait."""
    _logger.warning("held back: what=%s name=%s from=%s", what.replace(" ", "-"), _digest(name), network_of(request))


def _digest(name: str) -> str:
    """What was typed as a name, so that tries for one can be told together; people type passphrases there by mistake."""
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()[:12] if name else "-"
