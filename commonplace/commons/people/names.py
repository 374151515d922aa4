"""Names that stand in addresses, and those that nobody may take."""

import re

from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Account, Person
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


def free_name(wish: str) -> str:
    """A name for addresses made from `wish` that nobody has yet: ASCII, and `person` where nothing of it is."""
    base = slugify(clean_line(wish))[: LONGEST - 5].strip("-_") or "person"
    taken = set(Person.objects.filter(name__startswith=base).values_list("name", flat=True))
    taken |= set(Account.objects.filter(username__startswith=base).values_list("username", flat=True)) | RESERVED
    name, number = base, 2
    while name in taken:
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
    ):
        return _("Somebody has this name already. Try another, perhaps with a number.")
    return ""
