"""Forms by which people come in. Those of people who are in stand in `own_forms.py`, hosts' in `host_forms.py`."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import AgeBand, Commons
from commonplace.commons.people.names import trouble_with
from commonplace.commons.people.zones import ZoneField, zones_spoken_in
from commonplace.ground.text import clean_line

YOUNGER = "younger"
_FROM = {AgeBand.YOUNGER_TEEN: 13, AgeBand.OLDER_TEEN: 16, AgeBand.ADULT: 18}
_PASSPHRASE_TROUBLE = {
    "password_too_short": _("Make it ten letters or longer. A short sentence is easy to remember."),
    "password_too_common": _("This one is on every list of guesses. A short sentence of your own is safer."),
}


def is_too_young(age_band: str, commons: Commons) -> bool:
    """Whether somebody of this band has to wait, by what the host decided."""
    return age_band == YOUNGER or (age_band in _FROM and _FROM[AgeBand(age_band)] < commons.signup_age)


class TickedField(forms.ModelMultipleChoiceField):
    """Rows ticked in a list, such as people. A number that no row can have would reach the database and fail there."""

    def clean(self, value: Any) -> Any:
        for key in value or []:
            if not str(key).isdecimal() or len(str(key)) > len(str(2**63)) or int(key) >= 2**63:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": key})
        return super().clean(value)


class LineField(forms.CharField):
    """One line of somebody's words, without what hides or reorders it."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class PassphraseField(forms.CharField):
    """A passphrase that somebody has, as they typed it. Longer than any that could be set is refused, and not cut."""

    def __init__(self, **options: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "current-password"})
        super().__init__(**{"label": _("Passphrase"), "max_length": 256, "strip": False, "widget": widget, **options})


class NewPassphraseField(PassphraseField):
    """A passphrase that somebody chooses. It stays in the form when something else was wrong."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "help_text", _("Ten letters or more. A short sentence is easy to remember and hard to guess.")
        )
        widget = forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"})
        super().__init__(widget=widget, **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        try:
            validate_password(value)
        except ValidationError as trouble:
            # Once it is long enough it is another one: what else is wrong with a short one need not be said.
            errors = [error for error in trouble.error_list if error.code == "password_too_short"] or trouble.error_list
            raise ValidationError(
                [str(_PASSPHRASE_TROUBLE.get(error.code or "", error.messages[0])) for error in errors]
            ) from None


class SignInNameField(forms.CharField):
    """A name to sign in by, that nobody has yet."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("A name to sign in by"))
        options.setdefault(
            "help_text", _("Small letters, digits, dots or dashes. Others see it in the address of your page.")
        )
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "").lower()

    def validate(self, value: Any) -> None:
        super().validate(value)
        if words := trouble_with(value):
            raise ValidationError(words)


class AddressField(forms.EmailField):
    """An e-mail address, in small letters."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("E-mail address"))
        options["error_messages"] = {"invalid": _("An address looks like name@example.org.")}
        options["widget"] = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()


def age_field(choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    """The question for an age band. A date of birth is never asked for."""
    return forms.ChoiceField(
        label=_("How old are you?"),
        choices=choices,
        widget=forms.RadioSelect,
        help_text=_("Nobody here asks for your date of birth. Under 18, less of you is shown."),
        error_messages={"required": _("Choose the line that is true of you.")},
    )


class PlainForm(forms.Form):
    """A form that asks in plain words for what was left empty."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("This is still empty.")


class EnteringForm(PlainForm):
    """What everybody is asked who makes an account."""

    name = LineField(
        label=_("Your name"), max_length=80, help_text=_("As others here will read it. A first name is enough.")
    )
    passphrase = NewPassphraseField()
    age_band = age_field([(YOUNGER, _("12 or younger")), *AgeBand.choices])
    agrees = forms.BooleanField(
        error_messages={"required": _("Everybody here holds to the norms. Read them, then tick this.")}
    )

    name.widget.attrs["autocomplete"] = "name"

    def __init__(self, *arguments: Any, commons: Commons, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["agrees"].label = gettext("I have read the norms of %(commons)s, and will hold to them") % {
            "commons": commons.name
        }


class JoinForm(EnteringForm):
    """Joining by e-mail address and passphrase."""

    email = AddressField(
        help_text=_("To sign in with. Others never see it. If you have none, a facilitator can give you a class code.")
    )
    field_order = ["name", "email", "passphrase", "age_band", "agrees"]


class ClassForm(EnteringForm):
    """Joining by the code that a facilitator read out; no e-mail needed."""

    code = LineField(
        label=_("Class code"), max_length=40, help_text=_("The one you were told, or that is on the wall.")
    )
    username = SignInNameField()
    field_order = ["code", "name", "username", "passphrase", "age_band", "agrees"]

    code.widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false", "class": "short"})
    code.widget.attrs["autocomplete"] = "off"


class BeginForm(PlainForm):
    """The first visitor names the commons, and becomes its host."""

    commons_name = LineField(
        label=_("What is this commons called?"),
        max_length=80,
        help_text=_("A school’s, a library’s or a group’s name will do. You can change it."),
    )
    language = forms.ChoiceField(label=_("Its language"), choices=settings.LANGUAGES)
    zone = ZoneField(label=_("Its time zone"))
    signup_age = forms.TypedChoiceField(
        label=_("From which age may people join?"),
        coerce=int,
        choices=[(13, _("13 or older")), (16, _("16 or older")), (18, _("18 or older"))],
        initial=13,
    )
    name = LineField(label=_("Your name"), max_length=80, help_text=_("As others here will read it."))
    username = SignInNameField()
    email = AddressField(
        required=False, help_text=_("Nothing here needs mail. With an address you can sign in by it as well.")
    )
    passphrase = NewPassphraseField()
    age_band = age_field(AgeBand.choices)

    def __init__(self, *arguments: Any, languages: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        zone: ZoneField = self.fields["zone"]  # type: ignore[assignment]
        likely = zones_spoken_in(languages)
        zone.put_first(*likely)
        if not self.is_bound:
            zone.widget.attrs["data-zones"] = "choose"
            if len(likely) == 1:
                self.initial["zone"] = likely[0]


class SignInForm(PlainForm):
    """E-mail address or sign-in name, and passphrase."""

    name = forms.CharField(
        label=_("E-mail address or sign-in name"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    passphrase = PassphraseField()


class LinkForm(PlainForm):
    """Asking for a link to sign in."""

    email = AddressField()


class NewPassphraseForm(PlainForm):
    """Setting a new passphrase."""

    passphrase = NewPassphraseField(label=_("Your new passphrase"))
