from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.signing.own_passphrase import OwnPassphraseField


class LeaveForm(forms.Form):
    """Asks what becomes of what somebody made, and makes sure that it is them."""

    what = forms.ChoiceField(
        label=_("What you shared with communities"),
        choices=[
            ("keep", _("Leave it with them, without my name")),
            ("delete", _("Delete all of it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    passphrase = OwnPassphraseField(
        error_messages={"required": _("Type your passphrase, so that nobody else can do this.")}
    )
    name = forms.CharField(label=_("Your sign-in name, typed once more"), max_length=80)

    def __init__(self, *args: Any, request: SignedInRequest) -> None:
        super().__init__(*args)
        self.account = request.person.login
        self.fields["passphrase"].of(request)  # type: ignore[attr-defined]
        # Whoever signs in by links alone has no passphrase to ask for.
        del self.fields["name" if self.account.has_usable_password() else "passphrase"]

    def clean_name(self) -> str:
        given = str(self.cleaned_data["name"]).strip().lower()
        if given not in {self.account.username, self.account.email}:
            raise forms.ValidationError(_("This is not the name that you sign in with."))
        return given
