"""Parts of a document in words, to set two versions side by side."""

from typing import Any

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience, Form
from commonplace.ground import moments
from commonplace.stages.design.document import FIELDS, LISTS, Document, day_of
from commonplace.stages.design.forms import DesignForm
from commonplace.stages.design.prompts import SECTIONS
from commonplace.stages.design.reading import when_of
from commonplace.stages.design.values import known_name


def part_name(part: str) -> str:
    """What people call a part of the document."""
    if part in SECTIONS:
        return str(SECTIONS[part].title)
    if part == "to_outer":
        return _("Who can see this")
    return str(DesignForm.base_fields[part].label)


def part_words(part: str, said: Document) -> str:
    """What a document says in one part."""
    value: Any = said[part]
    if part == "values":
        return "\n".join(
            f"{known_name(row['key'], row['own_name'])}: {'; '.join(row['practices']) or '–'}" for row in value
        )
    if part == "arc":
        days = [(*when_of(row, said["zone"]), row["title"], row["words"]) for row in value]
        return "\n".join(", ".join(filter(None, day)) for day in days)
    if part == "predictions":
        return "\n".join(value)
    if part in {"starts_on", "ends_on"}:
        on = day_of(value)
        return moments.day(on) if on else ""
    if part == "zone":
        return moments.city(value)
    if part == "form":
        return str(Form(value).label)
    if part == "audience":
        return str(Audience(value).label)
    if part == "to_outer":
        return _("open to the community around it") if value else _("not open to the community around it")
    return "" if value is None else str(value)


def said_then(words: Document) -> list[tuple[str, str]]:
    """What a revision of a design says, part by part. One of a design that nobody had written yet says nothing."""
    return [(part_name(part), part_words(part, words)) for part in (*FIELDS, *LISTS) if part in words]
