"""The form by which a community follows a calendar elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.ground.outgoing import NotFetched, proper_address


class FollowForm(forms.Form):
    """An address, and who sees what comes from there. Strangers do not, since nobody looks it through first."""

    address = forms.CharField(
        label=_("Its address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("Most calendars give you one under “Share” or “Publish”. It often ends in .ics."),
        error_messages={"required": _("Copy the address of the calendar here.")},
    )
    audience = forms.TypedChoiceField(label=_("Who sees what comes from there"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, community: Community) -> None:
        super().__init__(data, initial={"audience": Audience.COMMUNITY})
        reaches_commons = community.audience >= Audience.COMMONS
        choices = [(Audience.COMMUNITY, _("The members of this community"))]
        choices += [(Audience.COMMONS, _("Everybody who has signed in on this commons"))] if reaches_commons else []
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        try:
            return proper_address(self.cleaned_data["address"])
        except NotFetched as trouble:
            raise forms.ValidationError(str(trouble)) from trouble
