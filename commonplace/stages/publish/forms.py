"""Forms of case studies."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.entries.forms import licence_field
from commonplace.commons.people.models import Person

_READERS = [
    (Audience.COMMONS.value, _("This commons: everybody who has an account here")),
    (Audience.OPEN.value, _("The open web: everybody, and search engines too")),
]


class CaseStudyForm(forms.Form):
    """What stands above the statements."""

    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("A case study needs a title.")}
    )
    summary = forms.CharField(
        label=_("In a sentence or two"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What somebody reads in the library: who did what, and for whom."),
    )
    licence = licence_field()


class PublishForm(forms.Form):
    """How far a case study is read, and that whoever publishes it knows what this means."""

    audience = forms.TypedChoiceField(
        label=_("Who can see this"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=_READERS,
        error_messages={"required": _("Choose who can see it.")},
    )
    open_page = forms.BooleanField(label=_("Open the community’s own page just as far"), required=False)
    looked = forms.BooleanField(label=_("I have looked: nobody under 18 is named"), required=False)

    def __init__(self, data: Any = None, *, community: Community, person: Person, names: list[str]) -> None:
        super().__init__(data, initial={"audience": max(int(community.audience), Audience.COMMONS)})
        self.community, self.names = community, names
        if widest_audience(person) < Audience.OPEN:
            cast(forms.TypedChoiceField, self.fields["audience"]).choices = _READERS[:1]
        if community.audience >= Audience.OPEN:
            del self.fields["open_page"]
        if not names:
            del self.fields["looked"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("audience")
        if chosen and chosen > self.community.audience and not cleaned.get("open_page"):
            self.add_error(
                "open_page",
                _("A case study is read no further than its community’s page is. Tick this, or choose fewer readers."),
            )
        if self.names and not cleaned.get("looked"):
            self.add_error("looked", _("Take the names out, or tick this where they mean somebody else."))
        return cleaned


class StartForm(forms.Form):
    """The name of what begins."""

    name = forms.CharField(
        label=_("What will yours be called"),
        max_length=80,
        help_text=_("You can change it later."),
        error_messages={"required": _("Give it a name. You can change it later.")},
    )
