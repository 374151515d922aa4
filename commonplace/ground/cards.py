"""Share cards: the picture that others show beside a link to a page of ours (https://ogp.me)."""

from pathlib import Path

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.text import Truncator

from commonplace.ground.typeset import line, picture, settable

WIDTH, HEIGHT = 1200, 630  # pixels
_FILE = Path(__file__).parent / "typst" / "card.typ"
_LONGEST_LINE = 58  # letters, under the title
# What is narrowed again must not go on being shown for long by those who keep copies.
_KEPT = 300  # seconds


def share_card(*, above: str, title: str, lines: list[str], house: str, address: str, language: str) -> bytes:
    """The card as PNG. Where no font at hand has the letters of its title, the address stands in its place."""
    said = [settable(words) for words in lines]
    words = {
        "above": line(Truncator(settable(above)).chars(_LONGEST_LINE)),
        "title": line(settable(title) or address.partition("//")[2]),
        "lines": [line(Truncator(words).chars(_LONGEST_LINE)) for words in said if words],
        "house": line(Truncator(settable(house)).chars(_LONGEST_LINE)),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return picture(_FILE, language, words)


def card_answer(card: bytes) -> HttpResponse:
    """A card as it is sent: for everybody, and for caches."""
    response = HttpResponse(card, content_type="image/png")
    patch_cache_control(response, public=True, max_age=_KEPT)
    return response
