"""Forms that change what somebody else may change at the same time."""

import json
from typing import Any, cast

from django import forms
from django.http import QueryDict

from commonplace.commons.entries.merging import Document, marks_of, merge, read_marks

# What a form sends beside the words of an entry.
_BESIDE = {"note", "based_on", "marks"}
# No version of an entry has this number.
_ANY = 0


class SharedForm(forms.Form):
    """A form filled from an entry as it stands. Its page carries `marks`, by which two who write at once are told apart.

    Where several stand on one page, each has a prefix, also before its `marks`.
    """

    # Both changed one part: what stands now is to be shown beside what was typed.
    is_overtaken = False

    def _parts(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if name not in _BESIDE and not field.widget.needs_multipart_form and not self._takes_many(field)
        ]

    @staticmethod
    def _takes_many(field: forms.Field) -> bool:
        return isinstance(field, forms.MultipleChoiceField)

    def _standing(self) -> Document:
        return {name: self._sent(name, self.get_initial_for_field(self.fields[name], name)) for name in self._parts()}

    def _sent(self, name: str, value: Any) -> str:
        """A value as a browser sends it."""
        field = self.fields[name]
        if isinstance(field.widget, forms.CheckboxInput):
            return "on" if value else ""
        shown = field.widget.format_value(field.prepare_value(value))
        if isinstance(shown, list | tuple):
            shown = next(iter(shown), "")
        return "" if shown is None else str(shown)

    @property
    def marks(self) -> str:
        """What stands now, for the page to carry."""
        return json.dumps(marks_of(self._standing()))

    def bring_together(self, version: int) -> None:
        """Take into what was typed what others changed since the form was opened; `version` is the entry's now.

        Where both changed one paragraph, the form stays based on the version that it was opened with, so that saving it
        raises EditedMeanwhile.
        """
        typed = cast(QueryDict, self.data).copy()
        sent_as = self.add_prefix
        if typed.get(sent_as("based_on")) == str(version):
            return
        standing = self._standing()
        sent = {name: str(typed.get(sent_as(name), "")) for name in standing}
        texts = {name for name in standing if isinstance(self.fields[name].widget, forms.Textarea)}
        marks = str(typed.get(sent_as("marks"), ""))
        merged = merge(read_marks(marks), sent, standing, texts)
        for name in merged.theirs:
            typed[sent_as(name)] = str(merged.changed.get(name, standing[name]))
        for name, text in merged.both.items():
            typed[sent_as(name)] = text
        self.is_overtaken = bool(merged.clashes)
        if not merged.clashes and marks:
            typed[sent_as("based_on")] = str(version)
        self.data = typed

    def bring_together_by_marks(self) -> None:
        """The same for a form whose fields belong to no version of an entry: its marks alone tell. Without them, nothing."""
        if self.is_bound and self.add_prefix("marks") in self.data:
            self.bring_together(_ANY)

    @property
    def overtaken_by(self) -> list[tuple[str, str]]:
        """What others wrote where this form says otherwise, with what each is called; empty where nobody overtook it."""
        if not self.is_overtaken:
            return []
        standing = self._standing()
        return [
            (str(self.fields[name].label), said)
            for name, said in standing.items()
            if said and said != str(self.data.get(self.add_prefix(name), ""))
        ]


def was_shown(data: Any, prefix: str) -> bool:
    """Whether what was sent holds anything of the form with this prefix: what came to an entry since was not on the page."""
    return data is not None and any(name.startswith(f"{prefix}-") for name in data)
