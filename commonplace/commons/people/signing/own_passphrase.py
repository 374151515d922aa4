"""Showing by the passphrase that it is you: one field that asks for it, looks whether it is yours, and counts the tries."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.forms import PassphraseField
from commonplace.commons.people.signing import attempts
from commonplace.ground.pages import asked_too_often


class OwnPassphraseField(PassphraseField):
    """The passphrase of whoever asks. Its form says who that is, by `of`."""

    default_error_messages = {"not_yours": _("This is not your passphrase.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": _("Your passphrase"), **options})
        self.request: SignedInRequest | None = None
        # For how many seconds they have to wait, having failed too often.
        self.wait = 0

    def of(self, request: SignedInRequest) -> None:
        self.request = request

    def validate(self, value: Any) -> None:
        super().validate(value)
        assert self.request is not None  # noqa: S101 - a form that forgot would let anybody by
        account = self.request.person.login
        self.wait = attempts.wait(self.request, "passphrase", account.username)
        if self.wait:
            raise ValidationError(attempts.words(self.wait))
        if not account.check_password(value):
            attempts.note(self.request, "passphrase", account.username)
            raise ValidationError(self.error_messages["not_yours"])


def answered(page: HttpResponse, form: forms.Form) -> HttpResponse:
    """The page of a form that asked for it: 429 with Retry-After where there were too many tries."""
    waits = [field.wait for field in form.fields.values() if isinstance(field, OwnPassphraseField) and field.wait]
    return asked_too_often(page, waits[0]) if waits else page
