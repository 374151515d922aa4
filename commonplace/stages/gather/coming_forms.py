"""The forms by which people say that they come, and with how many."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

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


class CompanyForm(forms.Form):
    """Whether somebody comes, and with how many others."""

    answer = forms.ChoiceField(choices=[(value, value) for value in SAID], widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, gathering: Gathering, coming: Coming | None) -> None:
        self.gathering, self.coming = gathering, coming
        super().__init__(data, initial={"answer": Coming.Answer.YES, "company": coming.company if coming else 0})
        if gathering.company:
            self.fields["company"] = company_field(gathering.company)

    def brought(self) -> int:
        """How many others come along: where nothing was said of them, as many as before."""
        if self.coming is None or "company" in self.data:
            return cast(int, self.cleaned_data.get("company") or 0)
        return min(self.coming.company, self.gathering.company)
