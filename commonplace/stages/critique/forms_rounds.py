"""Forms of rounds: opening one, putting something in, and what is done together."""

from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
from commonplace.ground import clock
from commonplace.ground.local_time import last_minute_of
from commonplace.stages.critique.forms import NOT_ABOUT, PEERS_FIRST, QUESTION, offer_protocols, protocol_field
from commonplace.stages.critique.protocols import Protocol
from commonplace.stages.design.forms import day_field

# A round ends within so many days.
_LONGEST = 366


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
    protocol = protocol_field(_("In which way do they speak?"))
    peers_first = forms.BooleanField(**PEERS_FIRST)

    def __init__(self, data: Any = None, *, zone: str, protocols: list[Protocol]) -> None:
        super().__init__(data)
        offer_protocols(self, protocols)
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


class TogetherForm(forms.Form):
    """Which protocol is done together, and of what."""

    of = forms.TypedChoiceField(
        label=_("Of what?"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    protocol = protocol_field(_("In which way?"))

    def __init__(self, data: Any = None, *, protocols: list[Protocol], entries: list[Entry]) -> None:
        super().__init__(data)
        offer_protocols(self, protocols)
        self.entries = entries
        if not entries:
            del self.fields["of"]
            return
        choices = [*((one.pk, one.title or _("Without a title")) for one in entries), ("", _("Something else"))]
        cast(forms.ChoiceField, self.fields["of"]).choices = choices

    def clean(self) -> dict[str, Any]:
        return {"of": None, **(super().clean() or {})}


class PutInForm(forms.Form):
    """Something of one's own goes into a round, with one's question. Only people with an account read it."""

    entry = forms.TypedChoiceField(
        label=_("What would you like to be read?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of these.")},
    )
    question = forms.CharField(**QUESTION)
    not_about = forms.CharField(**NOT_ABOUT)

    def __init__(self, data: Any = None, *, entries: list[Entry]) -> None:
        super().__init__(data)
        choices = [(one.pk, one.title or _("Without a title")) for one in entries]
        cast(forms.ChoiceField, self.fields["entry"]).choices = choices
