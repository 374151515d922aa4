"""Forms that bring resources in, and that put them beside what people make."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.file_forms import file_attrs
from commonplace.commons.entries.forms import licence_field
from commonplace.commons.entries.models import Entry, Licence
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.people.models import Person
from commonplace.ground.outgoing import NotFetched, proper_address
from commonplace.stages.resources.bringing import deleted_in
from commonplace.stages.resources.pieces import MOST_BYTES, MOST_OF_ONE, Source, Unreadable
from commonplace.stages.resources.reading_courses import read_course
from commonplace.stages.resources.reading_folders import TEXTS, read_zip
from commonplace.stages.resources.reading_texts import read_text

_TOO_LARGE = _("This is larger than 20 MB. Bring it in parts.")


def read_source(file: Any, name: str) -> Source:
    """What a file brings, by the end of its name. Raises Unreadable."""
    ending = PurePosixPath(name).suffix.lower()
    if ending == ".zip":
        return read_zip(file, name)
    if ending == ".json":
        return read_course(file.read(), name)
    if ending in {*TEXTS, ".txt"}:
        return read_text(file.read(MOST_OF_ONE + 1), name)
    raise Unreadable(str(_("We read ZIP, Markdown (.md) and OpenCourseWare courses (.json). Choose one of these.")))


class SourceForm(forms.Form):
    """A file, or a folder as a ZIP. Cleaned, it is read and ready to be put in.

    Strangers do not read what comes in, since nobody looks it through first; it can be opened to them later.
    """

    file = forms.FileField(
        label=_("The file"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs=file_attrs(".zip,.json,.md,.markdown,.txt", MOST_BYTES, _TOO_LARGE)),
        help_text=_(
            "A Markdown text, a folder of them as a ZIP with its pictures, or a course of OpenCourseWare as JSON. At most 20 MB."
        ),
        error_messages={"required": _("Choose a file first.")},
    )
    licence = licence_field()
    audience = forms.TypedChoiceField(label=_("Who can see what comes in"), coerce=int, widget=forms.RadioSelect)
    deleted_too = forms.BooleanField(
        label=_("Bring in what was deleted here, too"),
        help_text=_("Without this it stays away, and you are told of it."),
        required=False,
    )

    def __init__(self, data: Any = None, files: Any = None, *, community: Community) -> None:
        super().__init__(data, files, initial={"audience": Audience.COMMUNITY, "licence": ""})
        licence: forms.ChoiceField = self.fields["licence"]  # type: ignore[assignment]
        licence.label = _("What others may do with it, where the texts do not say so")
        licence.choices = [("", _("Not known")), *(choice for choice in Licence.choices if choice[0])]
        choices = [(Audience.COMMUNITY, _("The members of this community"))]
        if community.audience >= Audience.COMMONS:
            choices.append((Audience.COMMONS, _("Everybody who has signed in on this commons")))
        self.fields["audience"].choices = choices  # type: ignore[attr-defined]
        if not deleted_in(community):
            del self.fields["deleted_too"]

    def clean_file(self) -> Source:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_TOO_LARGE)
        try:
            return read_source(file, file.name or "")
        except Unreadable as trouble:
            raise forms.ValidationError(str(trouble)) from trouble


class AddressForm(forms.Form):
    """Where something stands on the web."""

    address = forms.CharField(
        label=_("Its address"),
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_(
            "A page, an article, a film. We look at what it says of itself, and you correct it before it is kept."
        ),
        error_messages={"required": _("Copy the address here.")},
    )

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].strip()
        try:
            return proper_address(address if "://" in address else f"https://{address}")
        except NotFetched as trouble:
            raise forms.ValidationError(str(trouble)) from trouble


class LearntFromForm(EntryWords):
    """Which of the resources that were found is to stand beside an entry, and why."""

    resource = forms.ModelChoiceField(
        label=_("Which one"),
        queryset=Entry.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose one of them."), "invalid_choice": _("Choose one of them.")},
    )
    why = forms.CharField(
        label=_("A word on why"), max_length=200, required=False, help_text=_("What it helps with, in your own words.")
    )

    def __init__(self, data: Any = None, *, person: Person, entry: Entry, offered: Iterable[int]) -> None:
        super().__init__(data)
        self.heed_entry(person, entry.community, entry)
        seen = Entry.objects.visible_to(person).filter(pk__in=list(offered))
        self.fields["resource"].queryset = seen.order_by("title", "pk")  # type: ignore[attr-defined]

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        return ()
