"""Brings together what two people changed in one document at the same time.

The form carries a mark of each part as it was when the form was shown. A part that only one of the two has changed is
taken from whoever changed it; a part that both changed differently is a clash, which is shown to whoever came second.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from commonplace.stages.design.document import Document

Marks = dict[str, str]


@dataclass
class Merged:
    """What to write (`changed`), what somebody else changed in the meantime, and what both changed."""

    changed: Document = field(default_factory=dict)
    theirs: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def _mark(value: Any) -> str:
    if isinstance(value, list):
        value = [
            {k: v for k, v in row.items() if k not in {"id", "offset"}} if isinstance(row, dict) else row
            for row in value
        ]
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:10]


def marks_of(said: Document) -> Marks:
    """A mark for each part of a document."""
    return {part: _mark(value) for part, value in said.items()}


def read_marks(text: str) -> Marks:
    """Marks as a form sent them; none where it sent anything else."""
    try:
        marks = json.loads(text)
    except ValueError:
        return {}
    return {str(part): str(mark) for part, mark in marks.items()} if isinstance(marks, dict) else {}


def merge(was: Marks, typed: Document, standing: Document) -> Merged:
    """Part by part: what was typed against what stands now, by what it was when the form was shown."""
    merged = Merged()
    mine, now = marks_of(typed), marks_of(standing)
    for part in typed:
        if mine[part] == now[part]:
            continue
        if was.get(part) == now[part]:
            merged.changed[part] = typed[part]
        elif was.get(part) == mine[part]:
            merged.theirs.append(part)
        else:
            merged.clashes.append(part)
    return merged
