"""Forms of a programme's staff."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.forms import LineField, PlainForm, TickedField
from commonplace.commons.people.models import Person
from commonplace.edges.programmes import circulars


class CircularForm(PlainForm):
    """Words to many. `send` is the key of the page that showed them before they go out."""

    to = forms.ChoiceField(label=_("To whom"))
    title = LineField(label=_("What it is about"), max_length=200)
    body = forms.CharField(
        label=_("Your words"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("*Stars* make italic, **two** make bold, a dash begins a list."),
    )
    send = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, teams: Collection[Community], **options: Any) -> None:
        super().__init__(*arguments, **options)
        stages, each = circulars.choices(teams)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (circulars.EVERYBODY, _("Everybody in the programme")),
            (_("The teams at one stage"), stages),
            (_("One team"), each),
        ]
        self.key = uuid4()


class RosterForm(PlainForm):
    """A pasted list. `seen` tells which list was looked at, so that nothing is done that was not shown."""

    roster = forms.CharField(
        label=_("Your list"),
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "as-typed"}),
        help_text=_(
            "A person a line: a name and, if you have them, an e-mail address, a team, an age (13-15, 16-17, adult). "
            "Paste it from a spreadsheet or a mail program as it is."
        ),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class HoursForm(PlainForm):
    """Who took part, and for how long: at a gathering, or on a day with a word on what it was."""

    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    what = LineField(label=_("What it was"), max_length=200)
    hours = forms.DecimalField(
        label=_("Hours for each"),
        min_value=Decimal("0.25"),
        max_value=Decimal(24),
        max_digits=4,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25", "class": "short"}),
    )
    people = TickedField(
        label=_("Who took part"),
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick whoever took part.")},
    )

    def __init__(self, *arguments: Any, people: QuerySet[Person], of_gathering: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        if of_gathering:
            del self.fields["on"], self.fields["what"]

    @property
    def minutes(self) -> int:
        return round(self.cleaned_data["hours"] * 60)
