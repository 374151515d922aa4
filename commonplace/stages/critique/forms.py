"""Forms of critique: asking for it, giving it, and saying what becomes of each point."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.local_time import last_minute_of
from commonplace.stages.critique.actions import Said
from commonplace.stages.critique.models import Answer, Point
from commonplace.stages.critique.protocols import PROTOCOLS, Protocol
from commonplace.stages.design.forms import day_field

# A round ends within so many days.
_LONGEST = 366
_QUESTION: dict[str, Any] = {
    "label": _("What would you like to know?"),
    "max_length": 400,
    "widget": forms.Textarea(attrs={"rows": 3}),
    "help_text": _("One question, as exact as you can: “Is it clear who speaks?” brings more than “Do you like it?”"),
    "error_messages": {"required": _("Ask one thing. Readers begin with it.")},
}
_NOT_ABOUT: dict[str, Any] = {
    "label": _("What would you rather not hear about?"),
    "max_length": 400,
    "required": False,
    "help_text": _("What is not done yet, or not up for discussion: the spelling, the title, the colours."),
}


class AskForm(forms.Form):
    """What somebody would like to know of what they made. Only people with an account read it."""

    question = forms.CharField(**_QUESTION)
    not_about = forms.CharField(**_NOT_ABOUT)
    protocol = forms.ChoiceField(
        label=_("In which way?"),
        choices=[(one.key, format_lazy("{}. {}", one.name, one.about)) for one in PROTOCOLS],
        initial=PROTOCOLS[0].key,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these ways.")},
    )


class RoundForm(forms.Form):
    """A round: how many each gives and gets, until when, in which way. Members alone read it."""

    title = forms.CharField(
        label=_("What is read?"),
        max_length=120,
        help_text=_("In a few words: first drafts, songs, the designs of all teams."),
        error_messages={"required": _("Say in a few words what is read.")},
    )
    closes_on = day_field(_("Last day"))
    each = forms.IntegerField(
        label=_("How many does each give, and get?"),
        min_value=1,
        max_value=6,
        initial=3,
        help_text=_("Three is a good number. It is the same for all."),
    )
    way = forms.ChoiceField(
        label=_("Who reads whom?"),
        choices=[
            ("fresh", _("Fresh eyes: of two people one reads the other, as far as there are enough")),
            ("exchange", _("An exchange: those who are read read back")),
        ],
        initial="fresh",
        widget=forms.RadioSelect,
    )
    protocol = forms.ChoiceField(
        label=_("In which way do they speak?"),
        choices=[(one.key, format_lazy("{}. {}", one.name, one.about)) for one in PROTOCOLS],
        initial=PROTOCOLS[0].key,
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, zone: str) -> None:
        super().__init__(data)
        self.zone = zone
        self.fields["closes_on"].required = True
        self.fields["closes_on"].error_messages["required"] = _("Say until when it is read.")

    def clean_closes_on(self) -> datetime:
        """The moment at which the last day ends."""
        day: date = self.cleaned_data["closes_on"]
        ends = last_minute_of(day, self.zone)
        if not clock.now() < ends < clock.now() + timedelta(days=_LONGEST):
            raise forms.ValidationError(_("Choose a day from today on, within a year."))
        return ends


class PutInForm(forms.Form):
    """Something of one's own goes into a round, with one's question. Only people with an account read it."""

    entry = forms.TypedChoiceField(
        label=_("What would you like to be read?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    question = forms.CharField(**_QUESTION)
    not_about = forms.CharField(**_NOT_ABOUT)

    def __init__(self, data: Any = None, *, entries: list[Entry]) -> None:
        super().__init__(data)
        choices = [(one.pk, one.title or _("Without a title")) for one in entries]
        cast(forms.ChoiceField, self.fields["entry"]).choices = choices


class CritiqueForm(SharedForm, EntryWords):
    """What somebody says, part by part of a protocol. One part is enough."""

    def __init__(
        self,
        *args: Any,
        person: Person,
        of: Entry | None,
        protocol: Protocol,
        entry: Entry | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.protocol = protocol
        for part in protocol.parts:
            self.fields[part.key] = forms.CharField(
                label=str(part.name),
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text=_("You could begin with: %(beginnings)s")
                % {"beginnings": " · ".join(f"“{one}”" for one in part.starters)},
            )
        place = entry or of
        self.heed_entry(person, place.community if place else None, entry)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.held_back and not any(words.strip() for words in self.said().values()):
            self.add_error(self.protocol.parts[0].key, _("Say one thing first. It may be a small one."))
        return cleaned

    def said(self) -> Said:
        """What is said in each part."""
        return {part.key: self.cleaned_data.get(part.key, "") for part in self.protocol.parts}


class AnswersForm(EntryWords):
    """What somebody does with each point of a critique, and a word on it if they like."""

    def __init__(self, data: Any = None, *, person: Person, entry: Entry, points: list[Point]) -> None:
        super().__init__(data)
        self.points = points
        for number, point in enumerate(points, start=1):
            self.fields[f"answer_{point.pk}"] = forms.ChoiceField(
                label=_("%(number)s: what will you do with it?") % {"number": number},
                choices=[*Answer.choices, ("", _("Not said yet"))],
                required=False,
                initial=point.answer,
                widget=forms.RadioSelect,
            )
            self.fields[f"said_{point.pk}"] = forms.CharField(
                label=_("A word on %(number)s") % {"number": number},
                max_length=400,
                required=False,
                initial=point.said,
            )
        self.heed_entry(person, entry.community, entry)

    def answers(self) -> dict[int, tuple[str, str]]:
        """What was said of each point, by its key."""
        said = self.cleaned_data
        return {point.pk: (said[f"answer_{point.pk}"], said[f"said_{point.pk}"]) for point in self.points}
