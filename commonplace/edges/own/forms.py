from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person


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
    passphrase = forms.CharField(
        label=_("Your passphrase"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your passphrase, so that nobody else can do this.")},
    )
    name = forms.CharField(label=_("Your sign-in name, typed once more"), max_length=80)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = person.account
        # Whoever signs in by links alone has no passphrase to ask for.
        has_passphrase = self.account is not None and self.account.has_usable_password()
        del self.fields["name" if has_passphrase else "passphrase"]

    def clean_passphrase(self) -> str:
        given = str(self.cleaned_data["passphrase"])
        if self.account is None or not self.account.check_password(given):
            raise forms.ValidationError(_("This is not your passphrase."))
        return given

    def clean_name(self) -> str:
        given = str(self.cleaned_data["name"]).strip().lower()
        if self.account is None or given not in {self.account.username, self.account.email}:
            raise forms.ValidationError(_("This is not the name that you sign in with."))
        return given
