"""The design document as plain data: what a revision keeps, what versions are compared by, what readiness reads.

Words are strings, days and times in ISO 8601, numbers are numbers or None: the same before and after JSON.
"""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from commonplace.stages.design.models import Design, ValueChoice

Document = dict[str, Any]

# Sections in Markdown that stand on the design itself.
SECTIONS = ("need", "who", "included", "roles", "tools", "safety", "recruiting", "open_questions")
NUMBERS = ("learners", "facilitators", "hours_needed", "hours_available")
# What stands on the community, since it is typed once and serves every later step.
ON_COMMUNITY = ("purpose", "form", "own_form", "place", "zone", "starts_on", "ends_on")
FIELDS = (*ON_COMMUNITY, *SECTIONS, *NUMBERS)
LISTS = ("values", "arc", "predictions")
# What people write in paragraphs.
TEXTS = ("purpose", *SECTIONS)


def day_of(text: str | None) -> date | None:
    """A day as the document writes it."""
    return date.fromisoformat(text) if text else None


def time_of(text: str | None) -> time | None:
    """A time of day as the document writes it."""
    return time.fromisoformat(text) if text else None


def written(value: Any) -> Any:
    """A value as the document writes it."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def document_with(**said: Any) -> Document:
    """A document that says this, and nothing else."""
    empty: Document = dict.fromkeys((*ON_COMMUNITY, *SECTIONS), "") | dict.fromkeys((*NUMBERS, "starts_on", "ends_on"))
    return {**empty, "form": "own", "zone": "UTC", **{name: [] for name in LISTS}, **said}


def document_of(design: Design) -> Document:
    """The whole document as it stands, in four queries."""
    return _document(design, design.values.prefetch_related("practices"))


def documents_of(designs: QuerySet[Design]) -> Iterator[tuple[Design, Document]]:
    """Many designs, each with its whole document, in five queries."""
    whole = designs.select_related("community").prefetch_related("values__practices", "arc", "predictions")
    return ((design, _document(design, design.values.all())) for design in whole)


def _document(design: Design, values: QuerySet[ValueChoice]) -> Document:
    said = {name: written(getattr(design.community, name)) for name in ON_COMMUNITY}
    said |= {name: getattr(design, name) for name in (*SECTIONS, *NUMBERS)}
    said["values"] = [
        {
            "key": choice.key,
            "own_name": choice.own_name,
            "practices": [practice.words for practice in choice.practices.all()],
        }
        for choice in values
    ]
    said["arc"] = [
        {
            "id": day.pk,
            "title": day.title,
            "words": day.words,
            "on": written(day.on),
            "starts": written(day.starts),
            "minutes": day.minutes,
            "offset": day.offset,
        }
        for day in design.arc.all()
    ]
    said["predictions"] = [prediction.words for prediction in design.predictions.all()]
    return said
