"""What strangers do not read: the names of those whom open pages may not name, where words call them by @name."""

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from commonplace.commons.people.models import AgeBand, Person
from commonplace.ground.text import MENTION

_LINK = re.compile(r'<a href="/@([a-z0-9_-]+)/"[^>]*>.*?</a>', re.IGNORECASE | re.DOTALL)


def veil(texts: Iterable[str]) -> Callable[[str], str]:
    """A function that puts “somebody” where a text, plain or rendered, calls somebody whom strangers may not meet.

    All texts of a page are given at once, so that they cost one query together, and none where nobody is called.
    """
    called = {name.lower() for text in texts if "@" in text for name in MENTION.findall(text) + _LINK.findall(text)}
    if not called:
        return str
    people = Person.objects.filter(name__in=called).exclude(age_band=AgeBand.ADULT, shown_openly=True)
    unnamed = set(people.values_list("name", flat=True))
    if not unnamed:
        return str

    def instead(match: re.Match[str]) -> str:
        return _("somebody") if match[1].lower() in unnamed else match[0]

    return lambda text: MENTION.sub(instead, _LINK.sub(instead, text)) if "@" in text else text
