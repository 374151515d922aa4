"""A case study on paper, set by typst in its community's language: as far as its reader may read it."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from commonplace.commons.communities.languages import spoken
from commonplace.commons.entries.models import Attachment
from commonplace.commons.people.models import Commons, Person
from commonplace.commons.people.veil import veil
from commonplace.ground.local_time import zone_called
from commonplace.ground.typeset import direction, line, paper, pictured, settable
from commonplace.stages.publish.about import facts_about
from commonplace.stages.publish.citing import citation_in_words
from commonplace.stages.publish.models import Section
from commonplace.stages.publish.reading import Said
from commonplace.stages.publish.telling import Numbered, Telling
from commonplace.stages.recruit.posters import LettersMissing

_FILE = Path(__file__).parent / "typst" / "case_study.typ"
_MOST_PICTURES = 12

Line = dict[str, str]


class _Setter:
    """Makes people's words ready to be set: veiled for strangers, and only with letters that a font has."""

    def __init__(self, told: Telling, reader: Person | None) -> None:
        texts = [told.entry.title, told.entry.summary]
        texts += [words for _slug, name, practices in told.values for words in (name, *practices)]
        texts += [said.words for _section, statements in told.sections for _number, said in statements]
        self.veiled = veil(texts) if reader is None else str

    def whole(self, words: str) -> Line:
        """Words that are broken nowhere but at spaces."""
        made = self._made(words)
        return {"words": made, "dir": direction(made)}

    def line(self, words: str) -> Line:
        return line(self._made(words))

    def _made(self, words: str) -> str:
        bare = " ".join(words.split())
        made = settable(self.veiled(bare))
        if bare and not made and any(sign.isalnum() for sign in bare):
            raise LettersMissing
        return made

    def paragraphs(self, words: str) -> list[Line]:
        made = [self.line(part) for part in words.split("\n\n")]
        return [part for part in made if part["words"]]


def paper_of(told: Telling, reader: Person | None, commons: Commons, *, size: str) -> bytes:
    """A PDF. `size` is “a4” or “us-letter”. Raises LettersMissing."""
    community = told.entry.community
    language = told.entry.language or (community.language if community else commons.language)
    zone = community.zone if community else "UTC"
    with translation.override(spoken(language, commons.language)), timezone.override(zone_called(zone)):
        return paper(_FILE, language, _words(told, _Setter(told, reader), commons, size))


def _words(told: Telling, setter: _Setter, commons: Commons, size: str) -> dict[str, Any]:
    entry, community = told.entry, told.entry.community
    name = community.name if community else commons.name
    return {
        "paper": size,
        "title": setter.line(entry.title),
        "author": setter.line(name),
        "kicker": setter.line(_("Case study, %(community)s") % {"community": name}),
        "summary": setter.line(entry.summary),
        "cover": _picture(told.cover, setter) if told.cover else None,
        "facts": [{"name": setter.line(fact), "says": setter.line(words)} for fact, words in facts_about(told)],
        "house": setter.line(commons.name),
        "held-heading": setter.line(_("What they held to")),
        "held": [
            {"name": setter.line(value), "practices": [setter.line(practice) for practice in practices]}
            for _slug, value, practices in told.values
        ],
        "held-note": {
            "what": setter.line(_("From the design")),
            "address": settings.ADDRESS + told.design.address,
        }
        if told.design
        else None,
        "sections": [_section(section, statements, setter) for section, statements in told.sections],
        # Not broken within words, so that its address can be copied.
        "end": [setter.line(_("To cite it:")), setter.whole(citation_in_words(entry, commons))],
    }


def _section(section: Section, statements: Numbered, setter: _Setter) -> dict[str, Any]:
    pictures = [(said, said.picture) for _number, said in statements if said.picture][:_MOST_PICTURES]
    drawn = [_picture(picture, setter, said.words) for said, picture in pictures if picture]
    return {
        "heading": setter.line(str(section.label)),
        "parts": [part for _number, said in statements if (part := _part(said, setter))["paragraphs"]],
        "pictures": [picture for picture in drawn if picture],
    }


def _part(said: Said, setter: _Setter) -> dict[str, Any]:
    source = said.source
    note = source and {
        "what": setter.line(f"{said.kind_words}: {source.title}" if source.title else said.kind_words),
        "address": settings.ADDRESS + said.leads_to,
    }
    by = said.by or _("somebody who took part")
    return {
        "paragraphs": setter.paragraphs(said.words),
        "quoted": said.is_quotation,
        "by": setter.line(by) if said.is_quotation else None,
        "note": note,
    }


def _picture(picture: Attachment, setter: _Setter, caption: str = "") -> dict[str, Any] | None:
    """A picture with what it shows in words, which paper for screen readers has to have. None where its file is gone."""
    try:
        with (picture.small or picture.file).open("rb") as file, Image.open(file) as opened:
            made = opened.convert("RGB")
    except (OSError, UnidentifiedImageError):
        return None
    kept = io.BytesIO()
    made.save(kept, "JPEG", quality=88)
    says = picture.alternative or picture.caption or caption or _("A picture without words")
    return {
        "svg": pictured(kept.getvalue(), made.width, made.height),
        "says": setter.line(says)["words"] or _("A picture without words"),
        "caption": setter.line(caption or picture.caption),
    }
