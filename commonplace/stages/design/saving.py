"""Saves what somebody typed into the sheet, as far as it can be saved, and says what could not be."""

from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.merging import Marks, Merged, marks_of, merge, read_marks
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import open_design, write_design
from commonplace.stages.design.document import FIELDS, TEXTS
from commonplace.stages.design.models import Design
from commonplace.stages.design.sheet import Sheet

_TRIES = 5


@dataclass
class Saved:
    """What came of saving: the sheet as typed, and who changed which part."""

    sheet: Sheet
    merged: Merged
    was: Marks

    @property
    def is_whole(self) -> bool:
        """Everything that was typed is saved."""
        return not self.merged.clashes and not self.sheet.wrong()

    def marks(self, *, clashes_were_seen: bool) -> Marks:
        """Marks for the form as it lies before its editor now. A clash that they have seen is theirs to settle."""
        marks = marks_of(self.sheet.typed)
        standing = marks_of(self.sheet.standing)
        for part in self.merged.clashes:
            marks[part] = standing[part] if clashes_were_seen else self.was.get(part, [])
        return marks


def save(design: Design, by: Person, data: QueryDict) -> Saved:
    """Save each part that can be saved; somebody who writes in the same moment is waited for."""
    for _try in range(_TRIES):
        fresh = Design.objects.select_related("entry__community", "entry__opened_to", "community__parent").get(
            pk=design.pk
        )
        sheet = Sheet(fresh, by, data)
        was = _marks_in(data, sheet)
        saved = Saved(sheet, merge(was, sheet.typed, sheet.standing, TEXTS), was)
        try:
            _write(saved, by)
        except EditedMeanwhile as meanwhile:
            last = meanwhile
        else:
            return saved
    raise last


def _marks_in(data: QueryDict, sheet: Sheet) -> Marks:
    """What each part was when the form was shown. Without marks only the version tells whether anything has changed."""
    if marks := read_marks(data.get("marks", "")):
        return marks
    return marks_of(sheet.standing) if data.get("based_on") == str(sheet.design.entry.version) else {}


@transaction.atomic
def _write(saved: Saved, by: Person) -> None:
    sheet, changed = saved.sheet, saved.merged.changed
    version = sheet.design.entry.version
    values = changed.get("values")
    design = write_design(
        sheet.design,
        by,
        based_on=version,
        note=sheet.main.cleaned_data.get("note", ""),
        fields={name: changed[name] for name in FIELDS if name in changed},
        values=None if values is None else [(value["key"], value["own_name"], value["practices"]) for value in values],
        arc=changed.get("arc"),
        predictions=changed.get("predictions"),
    )
    if "audience" in changed or "to_outer" in changed:
        said = {**sheet.standing, **changed}
        open_design(design, by, said["audience"], to_outer=said.get("to_outer", False))
