"""Forms of hosts."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.forms import LineField, PlainForm, age_field
from commonplace.commons.people.models import AgeBand, Commons, Joining
from commonplace.commons.people.zones import ZoneField

_MARKS = _("*Stars* make italic, **two** make bold, a dash begins a list.")


def _long(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 6})
    )


class SettingsForm(PlainForm):
    """What the host decides about the commons."""

    name = LineField(label=_("Name"), max_length=80)
    line = LineField(
        label=_("One line about it"),
        required=False,
        max_length=200,
        help_text=_("It stands at the foot of every page."),
    )
    welcome = _long(_("Welcome"), _("What strangers read first. Who you are, whom this is for."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = ZoneField()
    joining = forms.ChoiceField(label=_("Who may make an account?"), choices=Joining, widget=forms.RadioSelect)
    signup_age = forms.TypedChoiceField(
        label=_("From which age may people join?"),
        coerce=int,
        choices=[(13, _("13 or older")), (16, _("16 or older")), (18, _("18 or older"))],
        help_text=_("The law where you are may ask for more than 13. Who is in already stays."),
    )
    outsiders_kept_days = forms.IntegerField(
        label=_("For how many days answers from outside are kept"),
        min_value=1,
        max_value=730,
        help_text=_("After the end of a call or a gathering, unless whoever gave them has joined. 90 is usual."),
        error_messages={
            "invalid": _("Write a whole number of days, such as 90."),
            "min_value": _("Keep them for a day at least."),
            "max_value": _("Two years, which are 730 days, are the longest."),
        },
    )
    norms = _long(
        _("Norms"),
        _("What everybody agrees to on entering. Leave it empty for ours. Where you change it, tell people."),
    )
    privacy = _long(
        _("Privacy"),
        _("Leave it empty for a page that says what this software does. Add who you are and which law you follow."),
    )
    contact = _long(
        _("Contact"), _("How people reach you: a person’s name, an address, a telephone, when you are there.")
    )

    def __init__(self, *arguments: Any, commons: Commons, **options: Any) -> None:
        options.setdefault("initial", {name: getattr(commons, name) for name in self.base_fields})
        super().__init__(*arguments, **options)
        zone: ZoneField = self.fields["zone"]  # type: ignore[assignment]
        zone.put_first(commons.zone)


class CorrectAgeForm(PlainForm):
    """Putting an age band right that somebody chose by mistake."""

    age_band = age_field(AgeBand.choices)
