"""Slows down whoever tries many passphrases or codes. Nothing here tells whether an account exists."""

import hashlib
from datetime import timedelta

from django.http import HttpRequest

from commonplace.commons.people.models import Attempt
from commonplace.ground import clock

WINDOW = timedelta(minutes=15)
_KEPT = timedelta(hours=1)
# A class sits behind one network address, so that an address may fail more often than a name.
MOST_FOR_NAME_HERE = 8
MOST_FOR_NAME = 40
MOST_FOR_ADDRESS = 120


def _limits(request: HttpRequest, what: str, name: str) -> dict[str, int]:
    address = request.META.get("REMOTE_ADDR", "")
    keys = {
        (what, name, address): MOST_FOR_NAME_HERE,
        (what, name): MOST_FOR_NAME,
        (what, "", address): MOST_FOR_ADDRESS,
    }
    return {hashlib.sha256(repr(key).encode()).hexdigest(): most for key, most in keys.items() if any(key[1:])}


def too_many(request: HttpRequest, what: str, name: str = "") -> bool:
    """Whether this name, or this network address, has failed too often in the last quarter of an hour."""
    limits = _limits(request, what, name.strip().lower())
    recent = Attempt.objects.filter(digest__in=limits, at__gt=clock.now() - WINDOW).values_list("digest", flat=True)
    failed = list(recent)
    return any(failed.count(digest) >= most for digest, most in limits.items())


def note(request: HttpRequest, what: str, name: str = "") -> None:
    """Write down that it failed, and forget what is long past."""
    Attempt.objects.filter(at__lt=clock.now() - _KEPT).delete()
    Attempt.objects.bulk_create([Attempt(digest=digest) for digest in _limits(request, what, name.strip().lower())])
