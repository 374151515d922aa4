"""Communities narrowed down: by where they stand, form, interest, value, language, days, place and nearness."""

from typing import Any

from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.languages import languages
from commonplace.commons.communities.models import Community, Form, Stage
from commonplace.commons.communities.point_field import AnywhereField
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.forms import LineField
from commonplace.commons.people.models import Interest, Person
from commonplace.ground.points import Point, box_around, distance_words, kilometres_from
from commonplace.stages.design.models import ValueChoice
from commonplace.stages.design.values import VALUES

STATES = {
    "recruiting": (_("Looking for people"), [Stage.RECRUIT]),
    "live": (_("Gathering and making"), [Stage.GATHER, Stage.CRITIQUE, Stage.REFLECT]),
    "designed": (_("Being designed"), [Stage.IMAGINE, Stage.DESIGN, Stage.TEAM]),
    "published": (_("Published"), [Stage.PUBLISH, Stage.PUBLISHED]),
}
DISTANCES = (2, 5, 10, 25, 50, 100, 250)
_USUAL = 25


class _DayField(forms.DateField):
    def __init__(self, label: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, required=False, widget=widget)


class NarrowingForm(forms.Form):
    """What one asks for. It stands in the address of the page and is kept nowhere, least of all where somebody is."""

    state = forms.ChoiceField(label=_("Where it stands"), required=False)
    form = forms.ChoiceField(label=_("Form"), required=False)
    interest = LineField(label=_("Interest"), required=False, max_length=60)
    value = forms.ChoiceField(label=_("Value"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    since = _DayField(_("Going on from"))
    until = _DayField(_("Going on until"))
    place = LineField(label=_("Place"), required=False, max_length=100)
    near = AnywhereField(label=_("Near"), help_text=_("A place, or a point from a map."))
    within_km = forms.TypedChoiceField(
        label=_("Within"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    nearest = forms.BooleanField(label=_("Nearest first"), required=False)

    def __init__(self, data: Any, *, viewer: Person | None) -> None:
        # A form that was sent shows no initial values, and the first distance would be sent along as if it were chosen.
        filled = data.copy()
        filled.setdefault("within_km", str(_USUAL))
        super().__init__(filled, auto_id="%s")
        self.viewer = viewer
        near: Any = self.fields["near"]
        near.viewer = viewer
        offered: dict[str, list[tuple[Any, Any]]] = {
            "state": [(key, words) for key, (words, _stages) in STATES.items()],
            "form": [*Form.choices],
            "value": [(key, value.name) for key, value in VALUES.items()],
            "language": languages(),
        }
        anything = {
            "state": _("Anywhere on the road"),
            "form": _("Every form"),
            "value": _("Every value"),
            "language": _("Every language"),
        }
        within: Any = self.fields["within_km"]
        within.choices = [(km, _("%(kilometres)s km") % {"kilometres": km}) for km in DISTANCES]
        for name, choices in offered.items():
            self.fields[name].choices = [("", anything[name]), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if (since := said.get("since")) and (until := said.get("until")) and until < since:
            self.add_error("until", _("The last day comes before the first."))
        return said

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked for and makes sense."""
        return {
            name: value for name, value in self.cleaned_data.items() if value and name not in {"within_km", "nearest"}
        }

    @property
    def said(self) -> list[tuple[str, str]]:
        """What is asked for, in words: the name of each field, and what stands in it."""
        rows = []
        for name in self.asked:
            field: Any = self.fields[name]
            value = str(self[name].value())
            if name == "near":
                value = _("%(place)s, within %(kilometres)s km") % {"place": value[:60], "kilometres": self.kilometres}
            rows.append((str(field.label), str(dict(getattr(field, "choices", [])).get(value, value))))
        return rows

    @property
    def kilometres(self) -> int:
        return self.cleaned_data.get("within_km") or _USUAL

    @property
    def around(self) -> Point | None:
        return self.cleaned_data.get("near")

    @property
    def orders_by_distance(self) -> bool:
        return self.around is not None and bool(self.cleaned_data.get("nearest"))

    def narrowed(self, found: QuerySet[Community]) -> QuerySet[Community]:
        """Those that are asked for, the newest first, or the nearest where that is asked for."""
        for name, value in self.asked.items():
            found = found.filter(getattr(self, f"_{name}")(value))
        order = [F("created_at").desc(), F("pk").desc()]
        if self.around:
            away = kilometres_from(self.around)
            found = found.annotate(kilometres=away).filter(kilometres__lte=self.kilometres)
            order = [F("kilometres").asc(), *order] if self.orders_by_distance else order
        return found.order_by(*order)

    def _state(self, key: str) -> Q:
        return Q(stage__in=STATES[key][1])

    def _form(self, form: str) -> Q:
        return Q(form=form)

    def _interest(self, words: str) -> Q:
        return Q(Exists(Interest.objects.filter(communities=OuterRef("pk"), name__icontains=words)))

    def _value(self, key: str) -> Q:
        """As its design says, for those who may read that."""
        seen = Entry.objects.visible_to(self.viewer).filter(pk=OuterRef("design"))
        return Q(Exists(ValueChoice.objects.filter(Exists(seen), key=key, design__community=OuterRef("pk"))))

    def _language(self, code: str) -> Q:
        return Q(language=code)

    def _since(self, day: Any) -> Q:
        return Q(ends_on__gte=day) | Q(ends_on=None, starts_on__gte=day)

    def _until(self, day: Any) -> Q:
        return Q(starts_on__lte=day)

    def _place(self, words: str) -> Q:
        return Q(place__icontains=words)

    def _near(self, point: Point) -> Q:
        return box_around(point, self.kilometres)


def with_distances(communities: list[Community]) -> list[Community]:
    """Each with its distance in words, where one was asked from."""
    for community in communities:
        kilometres = getattr(community, "kilometres", None)
        community.away = "" if kilometres is None else distance_words(kilometres)  # type: ignore[attr-defined]
    return communities
