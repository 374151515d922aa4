"""Forms of case studies."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities import opening
from commonplace.commons.communities.minors import Name, Naming
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import OpenWords, Unnamed
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.entries.forms import licence_field
from commonplace.commons.people.models import Person

_READERS = [
    (Audience.COMMONS.value, _("This commons: everybody who has an account here")),
    (Audience.OPEN.value, _("The open web: everybody, and search engines too")),
]


def words_of_doubt(name: Name) -> str:
    """What somebody ticks who says that a name is not that of a person under 18."""
    return _("“%(name)s” does not mean them") % {"name": name.words}


def words_of_wrong(name: Name) -> str:
    """What stands beside a field in which somebody under 18 seems to be named."""
    if name.is_certain:
        return _("“%(name)s” is somebody under 18. Nobody under 18 is named in the library.") % {"name": name.words}
    return _("“%(name)s” is the name of somebody under 18, too.") % {"name": name.words}


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

    def heed(self, naming: Naming) -> None:
        """Say beside title and summary whom they may not name."""
        for place in self.fields:
            for name in naming.wrong(place):
                self.add_error(place, words_of_wrong(name))


class PublishForm(OpenWords):
    """How far a case study is read, and that whoever publishes it knows what this means."""

    decides = "open_page"
    ticked_as = "not_them_there"

    audience = forms.TypedChoiceField(
        label=_("Who can see this"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=_READERS,
        error_messages={"required": _("Choose who can see it.")},
    )
    open_page = forms.BooleanField(label=_("Open the community’s own page just as far"), required=False)
    not_them = forms.MultipleChoiceField(
        label=_("People under 18 here have these names, too"),
        help_text=_("Tick those that mean somebody or something else. Take the others out first."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any = None, *, community: Community, person: Person, names: list[Name]) -> None:
        super().__init__(data, initial={"audience": max(int(community.audience), Audience.COMMONS)})
        self.community, self.names = community, names
        self.heed_names(Unnamed(person, community))
        asked = [(name.key, words_of_doubt(name)) for name in names if not name.is_certain]
        cast(forms.MultipleChoiceField, self.fields["not_them"]).choices = asked
        if widest_audience(person) < Audience.OPEN:
            cast(forms.TypedChoiceField, self.fields["audience"]).choices = _READERS[:1]
        if community.audience >= Audience.OPEN:
            del self.fields["open_page"]
        if not asked:
            del self.fields["not_them"]

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return said.get("audience") == Audience.OPEN and bool(said.get("open_page"))

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return [*opening.words_said(self.community), *opening.words_opened(self.community, said)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("audience")
        opens_page = cleaned.get("open_page") or "open_page" in self.held_back
        if chosen and chosen > self.community.audience and not opens_page:
            self.add_error(
                "open_page",
                _("A case study is read no further than its community’s page is. Tick this, or choose fewer readers."),
            )
        if any(name.is_certain for name in self.names):
            self.add_error(None, _("Take the names of people under 18 out of it first."))
        if any(not name.is_certain and name.key not in cleaned.get("not_them", []) for name in self.names):
            self.add_error("not_them", _("Take the names out, or tick those that mean somebody or something else."))
        return cleaned


class StartForm(forms.Form):
    """The name of what begins."""

    name = forms.CharField(
        label=_("What will yours be called"),
        max_length=80,
        help_text=_("You can change it later."),
        error_messages={"required": _("Give it a name. You can change it later.")},
    )
