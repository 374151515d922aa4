"""The field in which a point is typed, or pasted from any map; and one that takes the name of a place, too."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
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


def point_called(words: str, viewer: Person | None) -> Point | None:
    """A point as it is typed or pasted, or that of the newest community that `viewer` may see at a place of this name."""
    if point := point_in(words):
        return point
    seen = Community.objects.visible_to(viewer).filter(latitude__isnull=False, place__icontains=words[:200])
    known = seen.only("latitude", "longitude").order_by("-created_at", "-pk").first()
    return known.point if known else None


UNKNOWN_PLACE = _(
    "No community here says where that is. Paste a link from a map, or two numbers such as 51.507, -0.128."
)


class AnywhereField(PointField):
    """A point as it is typed or pasted, or the words for a place that a community here has."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.viewer: Person | None = None

    def to_python(self, value: Any) -> Point | None:
        words = str(value or "").strip()
        point = point_called(words, self.viewer) if words else None
        if words and point is None:
            raise forms.ValidationError(UNKNOWN_PLACE)
        return point
