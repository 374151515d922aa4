"""Forms of the pieces of a work: what comes to it beside pictures and a voice, and what is said of each that is there."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.file_forms import CaptionsField, TakesFiles, file_attrs
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.pieces import MOST_CODE, Said
from commonplace.commons.entries.together import SharedForm, was_shown
from commonplace.commons.people.models import Person
from commonplace.ground import films
from commonplace.ground.captions import Cue

_NOT_AN_ADDRESS = _("This does not look like an address of the web. It begins with https://.")
# What somebody says of a piece, and the field without which there is none.
_NEEDS = {
    "other_called": "other_file",
    "other_caption": "other_file",
    "web_title": "web_link",
    "web_caption": "web_link",
    "code_language": "code",
    "code_caption": "code",
}


def _line(label: Any, most: int = 400, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, help_text=hint)


def _code_field(label: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 8, "dir": "ltr", "class": "code", "spellcheck": "false"})
    return forms.CharField(label=label, required=False, max_length=MOST_CODE, strip=False, widget=widget)


def _address_field(label: Any) -> forms.URLField:
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": _NOT_AN_ADDRESS},
    )


class OtherPieces(TakesFiles):
    """A film or any other file, a link, some code: one of each at a time."""

    other_file = forms.FileField(
        label=_("A film, or any other file"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(
            attrs=file_attrs("", films.MOST_BYTES, _("This is larger than 300 MB. Please choose another."))
        ),
    )
    other_called = _line(_("What it is"), hint=_("The pattern of the bag, to print."))
    other_caption = _line(_("Caption"))
    web_link = _address_field(_("A link"))
    web_title = _line(_("What is there"))
    web_caption = _line(_("Caption"))
    code = _code_field(_("Code"))
    code_language = _line(_("Its language"), 40, _("Python, or Scratch as text."))
    code_caption = _line(_("Caption"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, needed in _NEEDS.items():
            if cleaned.get(name) and not cleaned.get(needed) and needed not in self.errors:
                self.add_error(name, _("These words need what they speak of. Put it in, or take them out."))
        return cleaned

    def said_of(self, called: str, caption: str) -> Said:
        """What was typed of a piece; what names somebody is kept where strangers do not read it."""
        return Said(self.kept_word(called) if called else "", self.kept_word(caption))

    def kept_word(self, name: str) -> str:
        said: dict[str, Any] = self.cleaned_data if self._was_open else self.held_back | self.cleaned_data
        return str(said.get(name) or "")

    @property
    def other(self) -> UploadedFile | None:
        """The file that came with the form, also with one that has errors elsewhere."""
        return self.cleaned_data.get("other_file") if hasattr(self, "cleaned_data") else None

    @property
    def brings_a_piece(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("other_file", "web_link", "code"))

    def empty(self, *names: str) -> None:
        """Once a piece is kept, what was typed of it does not stand in the form a second time."""
        typed = cast(QueryDict, self.data).copy()
        for name in names:
            typed[name] = ""
        self.data = typed


class KeptPieceForm(SharedForm, TakesFiles):
    """One piece that is there already: what can be said of it depends on what it is.

    Bound only where the page that was sent showed it.
    """

    caption = _line(_("Caption"))
    remove = forms.BooleanField(label=_("Remove it"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, person: Person, entry: Entry, piece: Attachment) -> None:
        initial = {"shows": piece.alternative, "caption": piece.caption, "words": piece.words}
        initial |= {"link": piece.link, "written_in": piece.written_in}
        prefix = f"p{piece.pk}"
        data, files = (data, files) if was_shown(data, prefix) else (None, None)
        super().__init__(data, files, prefix=prefix, initial=initial)
        self.piece = piece
        self.fields = dict(self._own_fields(piece)) | self.fields
        self.heed_entry(person, entry.community, entry)
        self.bring_together_by_marks()

    def _own_fields(self, piece: Attachment) -> Iterator[tuple[str, forms.Field]]:
        if piece.sort in {"picture", "film"}:
            yield "shows", _line(_("What it shows"))
        elif piece.sort in {"link", "file"}:
            yield "shows", _line(_("What is there") if piece.sort == "link" else _("What it is"))
        if piece.sort == "link":
            yield "link", _address_field(_("A link"))
        if piece.sort == "code":
            yield "written_in", _line(_("Its language"), 40)
            yield "words", _code_field(_("Code"))
        if piece.sort == "film":
            yield "captions", CaptionsField()
            if piece.captions:
                yield "remove_captions", forms.BooleanField(label=_("Take the captions away"), required=False)
        if piece.sort in {"film", "recording"}:
            widget = forms.Textarea(attrs={"rows": 3})
            label = _("What is said in it, in words")
            yield "words", forms.CharField(label=label, required=False, max_length=20_000, widget=widget)

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return not said.get("remove") and super().is_read_openly(said)

    def words_typed(self, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().words_typed(said)
        if said.get("captions"):
            yield "captions", " | ".join(f"{cue.voice} | {cue.words}" for cue in said["captions"])

    def clean_link(self) -> str:
        return str(self.cleaned_data["link"] or self.piece.link)

    def clean_words(self) -> str:
        # Code that is emptied is taken away with its box, not by leaving a piece without anything in it.
        return str(self.cleaned_data["words"] or (self.piece.words if self.piece.sort == "code" else ""))

    @property
    def is_going(self) -> bool:
        """Whether it is to be taken away."""
        return self.is_bound and bool(self.cleaned_data["remove"])

    @property
    def new_captions(self) -> list[Cue] | None:
        """Captions to put in place of those that are there; an empty list takes them away."""
        if not self.is_bound:
            return None
        if self.cleaned_data.get("captions"):
            return cast(list[Cue], self.cleaned_data["captions"])
        return [] if self.cleaned_data.get("remove_captions") else None

    def columns(self) -> dict[str, str]:
        """The columns of the piece, as they are typed; none of one that the page did not show."""
        if not self.is_bound:
            return {}
        typed = {"shows": "alternative"}
        left = {"remove", "captions", "remove_captions"}
        return {typed.get(name, name): str(value) for name, value in self.cleaned_data.items() if name not in left}
