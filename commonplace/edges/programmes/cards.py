"""Cards to sign in with, for those on a roster who have no e-mail: printed, cut, and handed to each of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonplace.commons.communities.languages import spoken
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Commons
from commonplace.edges.programmes.models import RosterLine
from commonplace.ground import moments
from commonplace.ground.local_time import zone_called
from commonplace.ground.typeset import line, paper, settable
from commonplace.stages.recruit.posters import LettersMissing, qr_code

_FILE = Path(__file__).parent / "typst" / "cards.typ"
_A_PAGE = 8


def to_print(programme: Community) -> list[RosterLine]:
    """Whose card can be printed: those whose code works, and who got no letter with it."""
    return list(RosterLine.objects.admitting().filter(programme=programme, letter_at=None))


def _set(words: str) -> dict[str, str]:
    made = settable(words)
    if words and not made:
        raise LettersMissing
    return line(made)


def cards_of(programme: Community, lines: Sequence[RosterLine], address: str, *, size: str, commons: Commons) -> bytes:
    """A PDF of their cards in the programme's language, on its clocks. `size` is “a4” or “us-letter”. Raises LettersMissing."""
    with (
        translation.override(spoken(programme.language, commons.language)),
        timezone.override(zone_called(programme.zone)),
    ):
        cards = [_card(one, address) for one in lines]
        typed = f"{address}/join/class/"
        words: dict[str, Any] = {
            "paper": size,
            "title": _set(f"{programme.name}, {commons.name}"),
            "house": _set(commons.name),
            "how": _set(_("Point a telephone’s camera at the square. Or open this address and type the code:")),
            "address": line(typed.removeprefix("https://")),
            "qr-says": _("A QR code of the address of this card"),
            "pages": [cards[start : start + _A_PAGE] for start in range(0, len(cards), _A_PAGE)],
        }
    return paper(_FILE, programme.language, words)


def _card(one: RosterLine, address: str) -> dict[str, Any]:
    until = _("Yours alone. It works once, until %(day)s.") % {"day": moments.short_day(one.lapses_at)}
    return {
        "name": _set(one.name),
        "code": line(one.grouped_code),
        "until": _set(until),
        "qr": qr_code(f"{address}/card/{one.code}/", border=0),
    }
