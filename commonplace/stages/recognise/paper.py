"""A badge on paper, as PDF."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from typst import TypstError

from commonplace.commons.people.models import Person
from commonplace.ground import moments
from commonplace.ground.pictures import NotAPicture, prepare
from commonplace.ground.typeset import line, paper, settable
from commonplace.stages.recognise import drawing
from commonplace.stages.recognise.backpack import link_to, said_by
from commonplace.stages.recognise.models import Credential
from commonplace.stages.recruit.posters import qr_code

_FILE = Path(__file__).parent / "typst" / "badge.typ"
# So much of each of its texts stands on one page.
_LONGEST, _MOST_LINES = 700, 8


class LettersMissing(Exception):
    """No font at hand has the letters of its name."""


def badge_on_paper(credential: Credential, owner: Person) -> bytes:
    """A page with what the badge says, for its owner. Raises LettersMissing."""
    badge, link = said_by(credential), link_to(credential)
    name = settable(badge.name or _("A badge without a name"))
    if not name:
        raise LettersMissing
    address = settings.ADDRESS + (link or "/verify/")
    said = [badge.description, badge.narrative, *badge.criteria.splitlines()[:_MOST_LINES]]
    facts = [_("Given by %(issuer)s") % {"issuer": badge.issuer} if badge.issuer else ""]
    if badge.begins:
        facts.append(_("Given on %(day)s.") % {"day": moments.day(badge.begins)})
    if badge.ends:
        facts.append(_("Good until %(day)s.") % {"day": moments.day(badge.ends)})
    how = _("Whether it holds is found out here:") if link else _("Whether it holds is found out with its file, here:")
    words = {
        "paper": "a4",
        "name": line(name),
        "whose": line(settable(owner.display_name)),
        "said": [line(Truncator(settable(one)).chars(_LONGEST)) for one in said if settable(one)],
        "facts": [line(settable(one)) for one in facts if settable(one)],
        "how": [line(settable(how))],
        "house": line(settable(badge.issuer)),
        "picture": _picture(credential, badge.picture),
        "picture-says": name,
        "code": qr_code(address, border=0),
        "code-says": address,
        "address": address,
    }
    language = translation.get_language() or "en"
    try:
        return paper(_FILE, language, words)
    except TypstError:  # a picture from elsewhere that cannot be set
        return paper(_FILE, language, {**words, "picture": drawing.as_svg({}, "")})


def _picture(credential: Credential, address: str) -> str:
    """The picture within a badge as SVG; a plain one where it has none that can be set.

    An SVG of somebody else's may draw without an end, and a small PNG may hold a thousand million dots, so of the former only ours is
    set, and the latter is made small first.
    """
    media_type, content = drawing.within(address)
    if media_type == "image/svg+xml" and credential.award_id is not None:
        return content.decode("utf-8", "replace")
    if media_type == "image/png":
        try:
            made = drawing.brought(prepare(SimpleUploadedFile("badge.png", content)).small)
        except NotAPicture:
            return drawing.as_svg({}, "")
        side = drawing.SIDE
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
            f'<image width="{side}" height="{side}" href="{drawing.data_address(made, media_type)}"/></svg>'
        )
    return drawing.as_svg({}, "")
