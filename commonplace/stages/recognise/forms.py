"""Forms of badges."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from commonplace.stages.recognise.credentials.reading import MOST_BYTES, CannotBeRead
from commonplace.stages.recognise.verdicts import fetched_from, opened


class BroughtForm(forms.Form):
    """A badge from anywhere: a file, what is written in it, or where it stands. `credential` is what was read."""

    file = forms.FileField(
        label=_("A file: the picture of a badge, or what it says as JSON"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.svg,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml"}),
    )
    words = forms.CharField(
        label=_("Or what it says, pasted here"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "dir": "ltr"}),
    )
    address = forms.CharField(
        label=_("Or the address at which it stands"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return said
        file: UploadedFile | None = said.get("file")
        try:
            if file is not None:
                self.text, self.credential = opened(file.read(16 * 1024 * 1024 + 1))
            elif said["words"]:
                self.text, self.credential = opened(said["words"].encode())
            elif said["address"]:
                self.text, self.credential = fetched_from(said["address"])
            else:
                raise forms.ValidationError(_("Choose a file, paste what it says, or write where it stands."))
        except CannotBeRead as trouble:
            name = "file" if file is not None else "words" if said["words"] else "address"
            self.add_error(name, _("No badge can be read there. %(why)s") % {"why": trouble})
        return said
