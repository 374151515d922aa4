"""The forms of a design: to start one, and the parts of the long one that `sheet.Sheet` puts together."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commonplace.commons.communities.models import Audience, Community, Form, Role
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.zones import words_of
from commonplace.ground import clock
from commonplace.ground.text import clean, clean_line
from commonplace.stages.design.forms_of_community import FORMS
from commonplace.stages.design.values import VALUES

_LONGEST = 20_000


class WordsField(forms.CharField):
    """Several lines of somebody's words, without what hides or reorders them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your words"))
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}))
        super().__init__(required=False, max_length=options.pop("max_length", _LONGEST), **options)

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "").strip()


class LineField(forms.CharField):
    """One line of somebody's words."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


def _number(label: Any, most: int) -> forms.IntegerField:
    wrong = {
        "invalid": _("Write a whole number, such as 12."),
        "min_value": _("Write a whole number, such as 12."),
        "max_value": _("This is more than one community can hold."),
    }
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, error_messages=wrong)


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        error_messages={"invalid": _("Write the day as year-month-day, such as 2027-03-14.")},
    )


class StartForm(forms.Form):
    """What it takes to begin: a name, a form, a sentence or two. Everything else can wait."""

    name = LineField(
        label=_("What is it called?"),
        max_length=80,
        error_messages={"required": _("Give it a name. You can change it later.")},
    )
    form = forms.ChoiceField(
        label=_("Which form is nearest?"),
        choices=Form,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the form that is nearest; the last one is for your own words.")},
    )
    own_form = LineField(label=_("In your own words, if none of these fits"), max_length=60, required=False)
    purpose = WordsField(
        label=_("What is it for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence or two, as you would say it to a neighbour."),
    )
    parent = forms.ModelChoiceField(
        label=_("Does it live within another community?"),
        queryset=Community.objects.none(),
        required=False,
        empty_label=_("No, it stands by itself"),
        help_text=_("The members of that one may read its design, to compare notes. You can change this at any time."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = communities_to_start_within(person)
        if parents:
            self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]

    def choices(self) -> list[tuple[Any, Any]]:
        """Each form to choose with the line that explains it."""
        return [(choice, FORMS[str(choice.data["value"])].line) for choice in self["form"]]


def communities_to_start_within(person: Person) -> QuerySet[Community]:
    """The open communities that somebody belongs to as more than a guest."""
    mine = (
        Community.objects.of(person)
        .filter(closed_at=None)
        .exclude(memberships__person=person, memberships__role=Role.GUEST, memberships__left_at=None)
    )
    return mine.only("id", "name", "slug").order_by("name")


class DesignForm(forms.Form):
    """Everything in the document that is not a list."""

    need = WordsField()
    purpose = WordsField(max_length=2000)
    who = WordsField()
    included = WordsField()
    form = forms.ChoiceField(label=_("Form"), choices=Form, required=False)
    own_form = LineField(label=_("Its own form, if none of these"), max_length=60, required=False)
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    place = LineField(label=_("Place, or “online”"), max_length=200, required=False)
    zone = forms.ChoiceField(label=_("Time zone"), required=False)
    learners = _number(_("How many learners, at most"), 10_000)
    facilitators = _number(_("How many facilitate"), 1_000)
    hours_needed = _number(_("Hours a week that it takes"), 1_000)
    hours_available = _number(_("Hours a week that you have"), 1_000)
    roles = WordsField()
    tools = WordsField()
    safety = WordsField()
    recruiting = WordsField()
    open_questions = WordsField()
    choose = forms.MultipleChoiceField(
        label=_("Choose from these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_value = LineField(label=_("Or one of your own"), max_length=60, required=False)
    audience = forms.TypedChoiceField(label=_("Who can see this"), coerce=int, required=False)
    to_outer = forms.BooleanField(required=False)
    note = LineField(
        label=_("A word on this revision, for those who follow"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(
        self, *args: Any, entry: Entry, community: Community, person: Person, chosen: set[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choose"].choices = [(key, key) for key in VALUES if key not in chosen]  # type: ignore[attr-defined]
        self.fields["audience"].choices = _audiences(entry, community, person)  # type: ignore[attr-defined]
        # All zones of the world would be a third of the page; the settings have them.
        near = dict.fromkeys(filter(None, [community.zone, person.zone, "UTC"]))
        self.fields["zone"].choices = [(zone, words_of(zone, clock.now())) for zone in near]  # type: ignore[attr-defined]
        if community.parent:
            self.fields["to_outer"].label = _("Members of %(name)s may read it") % {"name": community.parent.name}
        else:
            del self.fields["to_outer"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        # What a list of choices did not send stays as it is.
        for name in ("form", "zone", "audience"):
            if said.get(name) in (None, ""):
                said.pop(name, None)
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            days = (first - last).days
            self.add_error("ends_on", _WRONG_ORDER % {"days": days})
            # Neither is saved alone: together with the other's old day it could be wrong as well.
            del said["starts_on"]
        if said.get("form") not in (None, Form.OWN):
            said["own_form"] = ""
        return said

    def offered(self) -> list[tuple[Any, Any]]:
        """The boxes of the values not chosen yet, each with the value."""
        return [(box, VALUES[str(box.data["value"])]) for box in self["choose"]]


_WRONG_ORDER = ngettext_lazy(
    "This is a day before the first day. Which of the two did you mean otherwise?",
    "This is %(days)s days before the first day. Which of the two did you mean otherwise?",
    "days",
)


def _audiences(entry: Entry, community: Community, person: Person) -> list[tuple[int, Any]]:
    """Who may be let in: at least those who carry the community, at most who sees the community's page."""
    widest = min(int(widest_audience(person)), community.audience)
    labels = {Audience.TEAM: _("those who carry this community")}
    return [
        (level.value, labels.get(level, level.label))
        for level in Audience
        if Audience.TEAM <= level <= widest or level == entry.audience
    ]


class ValueForm(forms.Form):
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


class DayForm(forms.Form):
    """One day of the arc. A row in which nothing is said is left out."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = LineField(label=_("What happens"), max_length=120, required=False)
    on = _day(_("Day"))
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


class PredictionsForm(forms.Form):
    """What the designers expect, a line each."""

    def __init__(self, *args: Any, lines: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(lines):
            label = _("We expect that …") if place == 0 else _("… and that …")
            widget = forms.Textarea(attrs={"rows": 2, "class": "line"})
            self.fields[f"prediction_{place}"] = LineField(label=label, max_length=400, required=False, widget=widget)
