"""The form that brings a framework in."""

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Community
from commonplace.commons.entries.file_forms import file_attrs
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.outgoing import NotFetched, proper_address
from commonplace.stages.recognise.bringing_frameworks import named_openly, texts_of
from commonplace.stages.recognise.frameworks.case import MOST_BYTES, NotAFramework, own_bytes, read_framework
from commonplace.stages.recognise.frameworks.framework import Framework as Read
from commonplace.stages.recognise.models_frameworks import Framework
from commonplace.stages.recognise.rules import may_bring_frameworks, may_bring_frameworks_for_all

_TOO_LARGE = _("This is larger than 32 MB.")
_ENDPOINT = re.compile(r"/ims/case/v1p[01](?:/CFDocuments)?/?$")


def places_for(person: Person) -> list[Community | None]:
    """Those for whom somebody may bring frameworks in: all of the commons (None), and communities; in one query."""
    places: list[Community | None] = [None] if may_bring_frameworks_for_all(person) else []
    carried = person.memberships.filter(left_at=None, role__in=CARRYING).select_related("community")
    for membership in carried.order_by("community__name", "pk"):
        community = membership.community
        community.__dict__["_memberships_known"] = {person.pk: membership}
        places += [community] if may_bring_frameworks(person, community) else []
    return places


class FrameworkForm(forms.Form):
    """A framework from a file, from an address, or the one that comes with Commonplace; for whom, and who reads it.

    What a file holds is read at once: `read` is that, and `given` its bytes.
    """

    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_("A package of CASE, as JSON: OpenSALT, the CASE Network and many ministries give them out."),
        widget=forms.FileInput(attrs=file_attrs(".json,application/json", MOST_BYTES, _TOO_LARGE)),
    )
    address = forms.CharField(
        label=_("Or the address at which it stands"),
        required=False,
        max_length=2000,
        help_text=_("Of a package, a document, or a service that offers several (it ends in /ims/case/v1p1)."),
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )
    ours = forms.BooleanField(label=_("Or “Learning together”, which comes with Commonplace"), required=False)
    place = forms.ChoiceField(label=_("Whose badges are aligned to it"))
    is_open = forms.BooleanField(
        label=_("Strangers and programs may read all of it here"),
        required=False,
        help_text=_("Only where whoever wrote it lets it be handed on: many standards are not free."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        by: Person,
        places: list[Community | None],
        again: Framework | None = None,
    ) -> None:
        self._by, self._again = by, again
        self._places = {str(one.pk) if one else "": one for one in places}
        initial = {"address": again.address_of_source, "is_open": again.is_open} if again else {}
        super().__init__(data, files, initial=initial)
        self.given, self.read = b"", cast(Read | None, None)
        choice = cast(forms.ChoiceField, self.fields["place"])
        choice.choices = [
            (key, one.name if one else _("those of every community in this commons"))
            for key, one in self._places.items()
        ]
        choice.required = "" not in self._places
        if again is not None:
            del self.fields["place"], self.fields["ours"]

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        try:
            return proper_address(address) if address else ""
        except NotFetched as trouble:
            raise forms.ValidationError(str(trouble)) from trouble

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        file: UploadedFile | None = said.get("file")
        if file is not None:
            self.given = file.read(MOST_BYTES + 1)
        elif said.get("ours"):
            self.given = own_bytes()
        elif not said["address"]:
            raise forms.ValidationError(_("Choose a file, or write where the framework stands."))
        if self.given:
            self._read_given("file" if file is not None else "ours")
        return said

    def _read_given(self, name: str) -> None:
        try:
            self.read = read_framework(self.given, now=clock.now())
        except NotAFramework as trouble:
            self.add_error(name, _("No framework can be read there. %(why)s") % {"why": trouble})
            return
        if self._again is not None and self._again.identifier != self.read.identifier:
            self.add_error(name, _("This is another framework. Bring it in beside this one."))
        named = named_openly(self._by, self.community, texts_of(self.read)) if self.cleaned_data["is_open"] else ""
        if named:
            self.add_error("is_open", named)

    @property
    def community(self) -> Community | None:
        """For whom; None for all of the commons."""
        return self._again.community if self._again else self._places[self.cleaned_data.get("place", "")]

    @property
    def endpoint(self) -> str:
        """The address, where it is that of a service that offers several; else empty."""
        address: str = self.cleaned_data["address"]
        return address if not self.given and _ENDPOINT.search(address) else ""
