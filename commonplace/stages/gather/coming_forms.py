"""The forms by which people say that they come, and with how many."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonplace.commons.people.forms import YOUNGER, AddressField, LineField, PlainForm, age_field
from commonplace.commons.people.models import AgeBand
from commonplace.stages.gather.models import SAID, Coming, Gathering


def company_field(most: int) -> forms.IntegerField:
    """How many others come along, as far as a gathering has room for company."""
    words = ngettext("You may bring one.", "You may bring %(count)s.", most) % {"count": most}
    return forms.IntegerField(
        label=_("How many come with you"),
        required=False,
        min_value=0,
        max_value=most,
        help_text=words,
        error_messages={"invalid": _("Write a whole number, such as 1."), "max_value": words},
    )


class GuestForm(PlainForm):
    """Who comes without an account. The age band is asked first: where somebody is too young, nothing else is kept."""

    age_band = age_field([(YOUNGER, _("12 or younger")), *AgeBand.choices])
    name = LineField(
        label=_("Your name"),
        max_length=80,
        help_text=_("For those who look after the gathering alone. A first name is enough."),
    )
    email = AddressField(help_text=_("For letters about this gathering alone. Nobody else sees it."))

    def __init__(self, data: Mapping[str, Any] | None = None, *, gathering: Gathering) -> None:
        super().__init__(data)
        if gathering.most_company:
            self.fields["company"] = company_field(gathering.most_company)

    def said(self) -> dict[str, Any]:
        """What was typed, as `ask_to_come` wants it."""
        names = ("name", "email", "age_band")
        return {name: self.cleaned_data[name] for name in names} | {"company": self.cleaned_data.get("company") or 0}


class CompanyForm(forms.Form):
    """Whether somebody comes, and with how many others."""

    answer = forms.ChoiceField(choices=[(value, value) for value in SAID], widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, gathering: Gathering, before: int | None) -> None:
        """`before` is how many others they said before."""
        self.gathering, self.before = gathering, before
        super().__init__(data, initial={"answer": Coming.Answer.YES, "company": before or 0})
        if gathering.most_company:
            self.fields["company"] = company_field(gathering.most_company)

    def brought(self) -> int:
        """How many others come along: where nothing was said of them, as many as before."""
        if "company" in self.data or self.before is None:
            return cast(int, self.cleaned_data.get("company") or 0)
        return min(self.before, self.gathering.most_company)
