"""The form by which teams are asked for, and the one in which somebody says what they want of a team."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person
from commonplace.commons.people.zones import ZoneField
from commonplace.ground import clock
from commonplace.ground.local_time import last_minute_of, local_parts
from commonplace.stages.team.hours import LocalHour, drawn, mask_of
from commonplace.stages.team.models import Forming, Statement
from commonplace.stages.team.reading import Answer, Column, Holds, read, suggested, words_of
from commonplace.stages.team.saying import Told
from commonplace.stages.team.scoring import Weights
from commonplace.stages.team.showing import weekdays
from commonplace.stages.team.standing import weights_of
from commonplace.stages.team.tables import table, text_of

# What matters how much, in hundredths, in the order of the form.
_SLIDERS = {
    "hours": _("Hours that all are free in"),
    "outcomes": _("Wanting the same outcome"),
    "values": _("Valuing the same"),
    "difference": _("Coming from different backgrounds"),
    "alone": _("Nobody of a group is alone in a team"),
}
_WEIGHS = [(0, _("it may be absent")), (1, _("a little")), (2, _("much")), (3, _("most of all"))]


_MOST_BYTES = 1024 * 1024
_OF_A_DAY = (Holds.FREE, Holds.TAKEN)
# What a column can hold, in the order in which one chooses.
_COLUMNS = [
    *(Column(holds) for holds in Holds if holds not in _OF_A_DAY),
    *(Column(holds, day) for holds in _OF_A_DAY for day in range(7)),
]


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


class FormingForm(forms.Form):
    """When people are asked until, how large teams are, what there is to choose from, and what matters."""

    closes_on = forms.DateField(
        label=_("Last day on which people can say what they want"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Name a day, so that everybody knows how long there is time.")},
    )
    size = forms.IntegerField(
        label=_("People in a team"),
        min_value=2,
        max_value=30,
        help_text=_("Where that does not come out even, some teams have one more or one less."),
        error_messages={"required": _("Say how many, such as 4.")},
    )
    outcomes = forms.CharField(label=_("What a team could bring about, one a line"), required=False)
    values = forms.CharField(label=_("What people can value, one a line"), required=False)
    groups = forms.CharField(label=_("Groups of which nobody should be alone, one a line"), required=False)
    needs_an_hour = forms.BooleanField(label=_("Every team needs an hour in which all are free"), required=False)
    is_fair = forms.BooleanField(
        label=_("Help the team that has least first, rather than all together"), required=False
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, zone: str, forming: Forming | None) -> None:
        weights = Weights() if forming is None else weights_of(forming)
        initial: dict[str, Any] = {f"weight_{name}": round(100 * getattr(weights, name)) for name in _SLIDERS}
        initial |= {"size": 4, "needs_an_hour": weights.needs_an_hour, "is_fair": weights.is_fair}
        if forming is not None:
            closes_on, _at = local_parts(forming.closes_at, zone)
            initial |= {"size": forming.size, "based_on": forming.version, "closes_on": closes_on}
        super().__init__(data, initial=initial)
        self.zone = zone
        for name in ("outcomes", "values", "groups"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 3, "maxlength": 4000})
            if there := getattr(forming, name, None):
                self.fields[name].help_text = _("There already: %(words)s. What you write comes to them.") % {
                    "words": ", ".join(there)
                }
        if forming is None:
            self.fields["groups"].help_text = _("People say themselves whether they want to be counted in one.")
        for name, label in _SLIDERS.items():
            slider = forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
            self.fields[f"weight_{name}"] = forms.IntegerField(label=label, min_value=0, max_value=100, widget=slider)

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if last_minute_of(day, self.zone) <= clock.now():
            raise forms.ValidationError(_("That day is over already. Name a later one."))
        return day

    def fields_of_forming(self) -> dict[str, Any]:
        """As `begin_forming` and `change_forming` take them."""
        said = self.cleaned_data
        shares = {name: said[f"weight_{name}"] / 100 for name in _SLIDERS}
        return {
            "closes_at": last_minute_of(said["closes_on"], self.zone),
            "size": said["size"],
            **{name: _lines(said[name]) for name in ("outcomes", "values", "groups")},
            "weights": Weights(**shares, needs_an_hour=said["needs_an_hour"], is_fair=said["is_fair"]),
        }


class StatementForm(forms.Form):
    """What somebody wants of a team. Everything may stay empty."""

    outcomes = forms.MultipleChoiceField(
        label=_("What I would like to bring about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    free = forms.MultipleChoiceField(label=_("When I am free"), required=False)
    background = forms.CharField(
        label=_("Where I come from, in my own words"),
        required=False,
        max_length=120,
        help_text=_("A trade, a subject, a place: whatever you bring that others may not."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups in which I want to be counted"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only so that you are not the only one in your team. Nobody reads it."),
    )
    wishes = forms.CharField(
        label=_("Whom I would like to be with"),
        required=False,
        max_length=400,
        help_text=_("Their names here, with commas between. They are not told."),
    )
    refusals = forms.CharField(
        label=_("Whom I would rather not be with"),
        required=False,
        max_length=400,
        help_text=_("Nobody is told, neither they nor anybody else."),
    )
    keeps = forms.BooleanField(
        label=_("Keep what I say for me when the teams are settled"),
        required=False,
        help_text=_("Else it is deleted then. Whom you named is deleted in any case."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        forming: Forming,
        learners: Iterable[Person],
        zone: str,
        said: Statement | None,
    ) -> None:
        self.forming, self.zone, self.week = forming, zone, forming.week
        self._called = _called(learners)
        super().__init__(data, initial=self._as_said(said))
        self._choose("outcomes", forming.outcomes)
        self._choose("groups", forming.groups)
        self._choices("free").choices = [(f"{day}-{hour}", "") for day in range(7) for hour in range(24)]
        for place, value in enumerate(forming.values):
            self.fields[f"value_{place}"] = forms.TypedChoiceField(
                label=value, choices=_WEIGHS, coerce=int, required=False, initial=0, widget=forms.RadioSelect
            )

    def _choose(self, name: str, words: list[str]) -> None:
        if words:
            self._choices(name).choices = list(enumerate(words))
        else:
            del self.fields[name]

    def _choices(self, name: str) -> forms.MultipleChoiceField:
        return cast(forms.MultipleChoiceField, self.fields[name])

    def _as_said(self, said: Statement | None) -> dict[str, Any]:
        if said is None:
            return {}
        named = list(said.named.select_related("other"))
        begun: dict[str, Any] = {"background": said.background, "keeps": said.keeps}
        if said.hours is not None:
            begun["free"] = [f"{day}-{hour}" for day, hour in drawn(said.hours, self.zone, self.week)]
        for name, is_refusal in (("wishes", False), ("refusals", True)):
            begun[name] = ", ".join(f"@{one.other.name}" for one in named if one.is_refusal == is_refusal)
        # What was kept of another forming names places in its lists, which may be other words here.
        for name in ("outcomes", "groups"):
            words, there = getattr(self.forming, name), getattr(said.forming, name)
            begun[name] = [words.index(there[place]) for place in getattr(said, name) if there[place] in words]
        weighed = dict(zip(said.forming.values, said.values, strict=False))
        for place, value in enumerate(self.forming.values):
            begun[f"value_{place}"] = round(weighed.get(value, 0))
        return begun

    @property
    def values(self) -> list[forms.BoundField]:
        """The fields in which it is said how much each value weighs."""
        return [self[f"value_{place}"] for place in range(len(self.forming.values))]

    @property
    def ticked(self) -> set[str]:
        """The hours that are ticked."""
        return set(self["free"].value() or ())

    def clean_wishes(self) -> list[int]:
        return self._named("wishes")

    def clean_refusals(self) -> list[int]:
        return self._named("refusals")

    def _named(self, field: str) -> list[int]:
        found: list[int] = []
        for name in (part.strip() for part in self.cleaned_data[field].split(",")):
            keys = self._called.get(" ".join(name.casefold().split()), set())
            if len(keys) > 1:
                raise forms.ValidationError(
                    _("Several people here are called %(name)s. Write their @name.") % {"name": name}
                )
            if name and not keys:
                raise forms.ValidationError(_("Nobody here is called %(name)s.") % {"name": name})
            found += keys
        return found

    def told(self) -> Told:
        """What was said."""
        said = self.cleaned_data
        free: set[LocalHour] = {(int(day), int(hour)) for day, hour in (one.split("-") for one in said["free"])}
        return Told(
            hours=mask_of(free, self.zone, self.week) if free else None,
            outcomes=[int(place) for place in said.get("outcomes", ())],
            values=[int(said[f"value_{place}"] or 0) for place in range(len(self.forming.values))],
            background=said["background"],
            groups=[int(place) for place in said.get("groups", ())],
            wishes=said["wishes"],
            refusals=said["refusals"],
            keeps=said["keeps"],
        )


def _called(people: Iterable[Person]) -> dict[str, set[int]]:
    called: dict[str, set[int]] = {}
    for person in people:
        for name in {person.display_name, person.name, f"@{person.name}"}:
            called.setdefault(" ".join(name.casefold().split()), set()).add(person.pk)
    return called


class ChooseListForm(forms.Form):
    """A list of answers that people gave elsewhere."""

    answers = forms.FileField(
        label=_("List of answers"),
        help_text=_(
            "A file of a survey or a spreadsheet, saved as CSV: headings, and a line for each person. Up to 1 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("This file is empty. Choose another one."),
            "max_length": _("The name of this file is too long. Give it a shorter one."),
        },
    )

    def clean_answers(self) -> str:
        chosen = self.cleaned_data["answers"]
        if chosen.size > _MOST_BYTES:
            raise forms.ValidationError(_("This list is larger than 1 MB. Please take a smaller part of it."))
        text = text_of(chosen.read())
        try:
            table(text)
        except ValueError as trouble:
            raise forms.ValidationError(str(trouble)) from None
        return text


class ColumnsForm(forms.Form):
    """What each column of a list holds, and by which clocks its hours are. Raises ValueError where there is no list in it."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=2 * _MOST_BYTES)
    zone = ZoneField(label=_("Hours in the list are by clocks in"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, text: str, zone: str) -> None:
        self.table = table(text)
        columns = suggested(self.table.headings)
        began = {f"column_{number}": _written(column) for number, column in enumerate(columns)}
        super().__init__(data, initial={"text": text, "zone": zone, **began})
        cast(ZoneField, self.fields["zone"]).put_first(zone)
        days = [wide for wide, _short in weekdays()]
        choices = [(_written(column), words_of(column, days)) for column in _COLUMNS]
        for number, heading in enumerate(self.table.headings):
            label = heading or _("Column %(number)s") % {"number": number + 1}
            self.fields[f"column_{number}"] = forms.ChoiceField(label=label, choices=choices)

    @property
    def columns(self) -> list[forms.BoundField]:
        """The fields in which it is said what each column holds."""
        return [self[f"column_{number}"] for number in range(len(self.table.headings))]

    def answers(self, week: date) -> list[Answer]:
        """What the list says, by what is chosen; before anything is, by what its headings suggest."""
        chosen = self.cleaned_data if self.is_bound else self.initial
        written = [chosen[f"column_{number}"] for number in range(len(self.table.headings))]
        columns = [next(column for column in _COLUMNS if _written(column) == one) for one in written]
        return read(self.table, columns, zone=chosen["zone"], week=week)


def _written(column: Column) -> str:
    return f"{column.holds.name.lower()}-{column.day}"


class AnswerForm(forms.Form):
    """Asking to move, in a few words."""

    words = forms.CharField(
        label=_("Why you would like to be somewhere else"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        help_text=_("Those who look after this community read it, and nobody else."),
        error_messages={"required": _("Say in a few words what would be better, so that they can help.")},
    )
