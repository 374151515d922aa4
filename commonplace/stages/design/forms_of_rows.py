"""The forms of what stands in a design as rows: its values with their practices, the days of its arc, what is expected."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.minors import folded
from commonplace.commons.communities.open_words import OpenWords, as_read
from commonplace.stages.design.forms import LineField, WordsField, day_field


class RowForm(OpenWords):
    """A row of the document, read by whoever reads the document. `stands` are the lines that it holds already."""

    opens: Callable[[], bool]
    stands: frozenset[str]

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return self.opens()

    def _is_as_before(self, name: str, text: str) -> bool:
        return folded(text) in {folded(as_read(line)) for line in self.stands}


class ValueForm(RowForm):
    """One chosen value with the lines of its practices."""

    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    own_name = LineField(label=_("Name of the value"), max_length=60, required=False)

    def __init__(self, *args: Any, lines: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(lines):
            label = _("What one would see") if place == 0 else _("And what else?")
            widget = forms.Textarea(attrs={"rows": 2, "class": "line"})
            self.fields[f"practice_{place}"] = LineField(label=label, max_length=400, required=False, widget=widget)
        self.lines = lines

    def practices(self) -> list[Any]:
        """The fields of the practices."""
        return [self[f"practice_{place}"] for place in range(self.lines)]


class DayForm(RowForm):
    """One day of the arc. A row in which nothing is said is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = LineField(label=_("What happens"), max_length=120, required=False)
    on = day_field(_("Day"))
    starts = forms.TimeField(
        label=_("From"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": _("Write the time as 14:30.")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=5,
        max_value=1440,
        error_messages={"invalid": _("Write minutes as a whole number, such as 90.")},
    )
    words = WordsField(label=_("More, if you like"), widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("title") and (said.get("words") or said.get("on")) and "title" not in self.errors:
            self.add_error("title", _("Say in a few words what happens on this day."))
        return said


class PredictionsForm(RowForm):
    """What the designers expect, a line each."""

    def __init__(self, *args: Any, lines: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(lines):
            label = (
                _("We expect that …")
                if place == 0
                else format_html('{}<span class="vh"> {}</span>', _("… and that …"), place + 1)
            )
            widget = forms.Textarea(attrs={"rows": 2, "class": "line"})
            self.fields[f"prediction_{place}"] = LineField(label=label, max_length=400, required=False, widget=widget)
