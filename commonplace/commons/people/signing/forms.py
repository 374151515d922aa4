"""Forms of signing in beside the passphrase."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.forms import LineField, PlainForm
from commonplace.commons.people.signing.own_passphrase import OwnPassphraseField


def code_field(label: object, help_text: object) -> forms.CharField:
    """A code: digits come up on a phone, and it offers what it holds."""
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        max_length=60,
        widget=forms.TextInput(attrs=attrs),
    )


class CodeForm(PlainForm):
    """The second step of signing in."""

    code = code_field(_("Code"), _("The six digits that your app shows now, or one of your recovery codes."))


class FirstCodeForm(PlainForm):
    """The first code of an app, by which it is set up."""

    code = code_field(_("The code that your app shows now"), _("Six digits. It changes every half minute."))


class AgainForm(PlainForm):
    """Showing once more that it is you."""

    passphrase = OwnPassphraseField()

    def __init__(self, *arguments: Any, request: SignedInRequest) -> None:
        super().__init__(*arguments)
        self.fields["passphrase"].of(request)  # type: ignore[attr-defined]


class PasskeyNameForm(PlainForm):
    """What a passkey is called."""

    name = LineField(label=_("Name"), max_length=60, help_text=_("So that you know it again: “my phone”, “blue key”."))


class ReasonForm(PlainForm):
    """Why a host takes somebody's passkeys and second step away."""

    reason = LineField(
        label=_("Why, and how you know that it is them"),
        max_length=500,
        help_text=_("They read this, and it stays in the log: “Lost her phone; we spoke at the front desk.”"),
    )
