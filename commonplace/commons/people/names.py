"""Names that stand in addresses, and those that nobody may take."""

import re
from collections.abc import Iterable

from django.utils.crypto import salted_hmac
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Account, FormerName, Person
from commonplace.ground.text import clean_line

LONGEST = 40
# Names by which somebody could pass for the house, or that our own addresses use.
# fmt: off
RESERVED = frozenset({
    "about", "admin", "administrator", "api", "begin", "c", "calendar", "commons", "commonplace", "contact",
    "e", "everyone", "facilitator", "healthz", "help", "host", "i", "info", "interests", "invitation", "join",
    "library", "m", "mail", "make", "me", "moderator", "new", "nobody", "norms", "notices", "person", "press",
    "privacy", "report", "robots", "root", "search", "security", "sign-in", "sign-out", "sitemap", "staff",
    "static", "support", "system", "you",
})
# fmt: on
_SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


def _digest(name: str) -> str:
    return salted_hmac("former name", name.lower(), algorithm="sha256").hexdigest()


def keep_back(name: str) -> None:
    """Let nobody take a name whose owner has left: others' words may still call them by it."""
    FormerName.objects.get_or_create(digest=_digest(name))


def former(names: Iterable[str]) -> set[str]:
    """Those of `names` that somebody had who left. One query, and none without names."""
    by_digest = {_digest(name): name for name in names}
    if not by_digest:
        return set()
    return {
        by_digest[found] for found in FormerName.objects.filter(digest__in=by_digest).values_list("digest", flat=True)
    }


def free_name(wish: str) -> str:
    """A name for addresses made from `wish` that nobody has yet: ASCII, and `person` where nothing of it is."""
    base = slugify(clean_line(wish))[: LONGEST - 5].strip("-_") or "person"
    taken = set(Person.objects.filter(name__startswith=base).values_list("name", flat=True))
    taken |= set(Account.objects.filter(username__startswith=base).values_list("username", flat=True)) | RESERVED
    name, number = base, 2
    while name in taken or former([name]):
        name, number = f"{base}-{number}", number + 1
    return name


def trouble_with(username: str) -> str:
    """What is wrong with a chosen sign-in name, in words; empty where nothing is."""
    if not _SIGN_IN_NAME.fullmatch(username):
        return _("Use 3 to 40 small letters, digits, dots or dashes, beginning with a letter or digit.")
    if (
        username in RESERVED
        or Account.objects.filter(username=username).exists()
        or Person.objects.filter(name=username).exists()
        or former([username])
    ):
        return _("Somebody has this name already. Try another, perhaps with a number.")
    return ""
