"""Slows down whoever tries many passphrases or codes. Nothing here tells whether an account exists.

The tries are rows, so that every process and every machine of a fleet counts the same ones. Nobody waits for more than a
quarter of an hour, and whoever is kept from one way in has the others: a link, a passkey.
"""

import hashlib
import math
from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import ngettext

from commonplace.commons.people.models import Attempt
from commonplace.commons.people.signing import log
from commonplace.commons.people.signing.networks import network_of
from commonplace.ground import clock

WINDOW = timedelta(minutes=15)
_KEPT = timedelta(hours=1)
# A class sits behind one network address, so that an address may fail more often than a name.
MOST_FOR_NAME_HERE = 8
MOST_FOR_NAME = 40
MOST_FOR_ADDRESS = 120
# Whoever is asked for a code knew the passphrase, and six digits are few: from wherever, so many tries and no more.
_MOST_FOR_NAME_AT = {"second step": 10}
# Nobody has to prove anything for it, and each leaves a row.
_MOST_FOR_ADDRESS_AT = {"program": 30}


def _limits(request: HttpRequest, what: str, name: str) -> dict[str, int]:
    network, name = network_of(request), name.strip().lower()
    keys = {
        (what, name, network): MOST_FOR_NAME_HERE,
        (what, name): _MOST_FOR_NAME_AT.get(what, MOST_FOR_NAME),
        (what, "", network): _MOST_FOR_ADDRESS_AT.get(what, MOST_FOR_ADDRESS),
    }
    return {hashlib.sha256(repr(key).encode()).hexdigest(): most for key, most in keys.items() if any(key[1:])}


def wait(request: HttpRequest, what: str, name: str = "") -> int:
    """For how many seconds this name, or this network, has to wait, having failed too often; 0 if it need not."""
    limits = _limits(request, what, name)
    since = clock.now() - WINDOW
    rows = Attempt.objects.filter(digest__in=limits, at__gt=since).order_by("-at").values_list("digest", "at")
    failed = list(rows)
    longest = 0
    for digest, most in limits.items():
        moments = [at for one, at in failed if one == digest]
        if len(moments) >= most:
            # Once this one is out of the window, there are fewer than so many.
            longest = max(longest, math.ceil((moments[most - 1] - since).total_seconds()))
    if longest:
        log.held_back(request, what, name)
    return longest


def note(request: HttpRequest, what: str, name: str = "") -> None:
    """Write down that it failed, and forget what is long past."""
    log.tried(request, what, name)
    Attempt.objects.filter(at__lt=clock.now() - _KEPT).delete()
    Attempt.objects.bulk_create([Attempt(digest=digest) for digest in _limits(request, what, name)])


def words(wait: int) -> str:
    """How long to wait, in words."""
    minutes = math.ceil(wait / 60)
    return ngettext(
        "There were many tries. Wait a minute, then send this again.",
        "There were many tries. Wait %(minutes)d minutes, then send this again.",
        minutes,
    ) % {"minutes": minutes}
