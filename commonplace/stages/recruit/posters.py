"""The poster of a call, to be printed and hung up, and its QR code. Anybody may read them, so the veil is laid over both."""

import io
from pathlib import Path

import segno
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from commonplace.commons.communities.languages import spoken
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Commons
from commonplace.commons.people.veil import veil
from commonplace.ground import moments
from commonplace.ground.local_time import zone_called
from commonplace.ground.text import plain
from commonplace.ground.typeset import line, paper, settable
from commonplace.stages.recruit.models import Call

_FILE = Path(__file__).parent / "typst" / "poster.typ"
# Each of a poster's two texts; more is read on the page that the code leads to.
_LONGEST = 420


class LettersMissing(Exception):
    """No font at hand has the letters of some of the words."""


def qr_code(address: str, *, border: int = 4) -> str:
    """An address as a square that a telephone's camera reads (ISO/IEC 18004), as SVG.

    Its border is counted in small squares. The norm asks for four; what stands on white paper has them already.
    """
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", scale=8, border=border, light="#fff", title=address
    )
    return drawn.getvalue().decode()


def _settable(words: list[str]) -> list[str]:
    made = [settable(text) for text in words]
    if any(text and not set_text for text, set_text in zip(words, made, strict=True)):
        raise LettersMissing
    return [text for text in made if text]


def _how_to_join(call: Call) -> list[str]:
    lines = [_("Point a telephone’s camera at the square, or type this address.")]
    if call.opens_later:
        lines.insert(0, _("Opens %(moment)s") % {"moment": moments.when(call.opens_at)})
    if call.closes_at:
        lines.insert(0, _("Open until %(moment)s") % {"moment": moments.when(call.closes_at)})
    return lines


def poster_of(community: Community, call: Call, address: str, *, size: str, commons: Commons) -> bytes:
    """A page of PDF in the community's language and on its clocks. `size` is “a4” or “us-letter”. Raises LettersMissing."""
    said = [community.name, community.form_words, community.place, community.purpose, plain(call.words, _LONGEST)]
    name, form, place, purpose, invites = map(veil(said), said)
    with (
        translation.override(spoken(community.language, commons.language)),
        timezone.override(zone_called(community.zone)),
    ):
        first, last = community.starts_on, community.ends_on
        when = [moments.span(first, last or first) if first else "", place]
        texts = [Truncator(text).chars(_LONGEST) for text in (purpose, invites)]
        words = {
            "paper": size,
            "name": line("".join(_settable([name]))),
            "above": line("".join(_settable([form]))),
            "when": [line(text) for text in _settable(when)],
            "said": [line(text) for text in _settable(texts)],
            "how": [line(text) for text in _settable(_how_to_join(call))],
            "address": line(address.removeprefix("https://")),
            "code": qr_code(address, border=0),
            "code-says": _("A QR code of %(address)s") % {"address": address},
            "house": line(settable(commons.name)),
        }
    return paper(_FILE, community.language, words)
