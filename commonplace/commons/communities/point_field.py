"""The field in which a point is typed, or pasted from any map."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.ground.points import Point, point_in


class PointField(forms.Field):
    """A point on the earth. A script offers to fill in where this device is; without it nothing is missing."""

    def __init__(self, **options: Any) -> None:
        words = {
            "data-point": _("Where I am now"),
            "data-point-unknown": _("This device did not say where it is. Paste a link from a map instead."),
        }
        widget = forms.TextInput(attrs={"maxlength": 2000, "spellcheck": "false", **words})
        super().__init__(**{"required": False, "widget": widget, **options})

    def to_python(self, value: Any) -> Point | None:
        words = str(value or "").strip()
        point = point_in(words)
        if words and point is None:
            raise forms.ValidationError(
                _("This names no point. Paste a link from a map, or two numbers such as 51.507, -0.128.")
            )
        return point

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "").strip()
