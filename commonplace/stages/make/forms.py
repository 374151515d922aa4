"""Forms of works, their pictures, and resources."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.languages import languages
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.file_forms import RecordingRow, TakesFiles, file_attrs
from commonplace.commons.entries.forms import AudienceField, InterestsField, licence_field
from commonplace.commons.entries.licences import carry_on
from commonplace.commons.entries.models import Entry, Licence
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.ground.pictures import MOST_BYTES
from commonplace.ground.text import LONGEST
from commonplace.stages.make.forms_pieces import OtherPieces

ROWS = 3
# Reading a picture takes time: so many come with one form.
MOST_AT_ONCE = 12
_ROW = re.compile(r"(?:picture|shows|caption)_(\d{1,3})")


@dataclass(frozen=True)
class Chosen:
    """A file that somebody chose, in which row, with what it shows and its caption."""

    row: int
    file: UploadedFile
    alternative: str
    caption: str


class _SeveralFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else [files[name]] if name in files else []


class PicturesField(forms.FileField):
    """Pictures, several at once. Cleaned, it is a list of files."""

    def __init__(self) -> None:
        # Without `capture`, a phone lets one choose: the camera, or what was taken before.
        attrs = file_attrs("image/*,.heic,.heif", MOST_BYTES, _("This is larger than 20 MB. Please choose another."))
        widget = _SeveralFiles(attrs={**attrs, "multiple": True})
        super().__init__(label=_("File"), required=False, allow_empty_file=True, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in (super(PicturesField, self).clean(one, initial) for one in data or ()) if file]


class PictureRows(TakesFiles):
    """Rows to choose pictures in, each with what it shows and a caption. Whether it is a picture is found out later.

    A page begins with three; a script adds more. Of several files in one row the first is what its words speak of.
    """

    def __init__(self, *args: Any, person: Person, entry: Entry | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.heed_entry(person, entry.community if entry else None, entry)
        for row in range(self._count()):
            self.fields[f"picture_{row}"] = PicturesField()
            self.fields[f"shows_{row}"] = forms.CharField(
                label=_("What it shows"),
                required=False,
                max_length=400,
                help_text=""
                if row
                else _("For those who cannot see it: a kettle cut in half, its plate drawn in red."),
            )
            self.fields[f"caption_{row}"] = forms.CharField(label=_("Caption"), required=False, max_length=400)

    def _count(self) -> int:
        numbers = [int(found[1]) for name in (*self.data, *self.files) if (found := _ROW.fullmatch(name))]
        return min(MOST_AT_ONCE, max([ROWS, *(number + 1 for number in numbers)]))

    def rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each row, for the page."""
        for row in range(self._count()):
            yield [self[f"picture_{row}"], self[f"shows_{row}"], self[f"caption_{row}"]]

    def chosen(self) -> list[Chosen]:
        """The files that came with the form, also with one that has errors elsewhere."""
        # What names somebody is kept with a draft, and not put on an open page.
        cleaned: dict[str, Any] = self.cleaned_data if self._was_open else self.held_back | self.cleaned_data
        found = []
        for row in range(self._count()):
            words = [cleaned.get(f"{name}_{row}", "") for name in ("shows", "caption")]
            for file in cleaned.get(f"picture_{row}", []):
                found.append(Chosen(row, file, *words))
                words = ["", ""]
        return found


class PieceRows(PictureRows, OtherPieces, RecordingRow):
    """Whatever can come to a work, on the page of its pieces."""


class WorkForm(PictureRows, OtherPieces, RecordingRow, SharedForm):
    """What somebody made."""

    title = forms.CharField(
        label=_("Title"),
        max_length=200,
        error_messages={"required": _("Give it a title, so that others can speak of it.")},
    )
    form = forms.CharField(
        label=_("What it is"),
        max_length=60,
        required=False,
        help_text=_("In your own words: a zine, a song, a garden bed, a proof."),
    )
    body = forms.CharField(
        label=_("Words"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "Tell how it came about, or put the whole of it here. *Stars* make italic, **two** make bold, ## begins a heading."
        ),
    )
    link = forms.URLField(
        label=_("Link, where it lives elsewhere"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This does not look like an address of the web. It begins with https://.")},
    )
    co_authors = forms.TypedMultipleChoiceField(
        label=_("Who made it with you"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    interests = InterestsField()
    language = forms.ChoiceField(
        label=_("In which language it is"),
        required=False,
        choices=lambda: [("", _("In none, or in several")), *languages()],
    )
    licence = licence_field()
    audience = AudienceField()

    def __init__(
        self,
        *args: Any,
        person: Person,
        community: Community | None,
        people: Iterable[Person] = (),
        entry: Entry | None = None,
        made_from: Entry | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, person=person, entry=entry, **options)
        self.heed_entry(person, community, entry)
        self.people = {one.pk: one for one in people}
        self._set_up(person, community, entry)
        carry_on(self.fields["licence"], made_from, person)

    def _set_up(self, person: Person, community: Community | None, entry: Entry | None) -> None:
        if entry is None:
            self.initial.setdefault("language", community.language if community else get_language())
        cast(AudienceField, self.fields["audience"]).offer(person, community, entry=entry)
        if entry and not entry.is_draft:
            del self.fields["audience"]
        self._offer_co_authors(set(self.initial.get("co_authors", ())))

    def _offer_co_authors(self, named: set[int]) -> None:
        """Those who are not named yet. One who was named meanwhile is no error."""
        co_authors = cast(forms.TypedMultipleChoiceField, self.fields["co_authors"])
        co_authors.choices = [(pk, one.display_name) for pk, one in self.people.items()]
        co_authors.widget.choices = offered = [choice for choice in co_authors.choices if choice[0] not in named]
        names = ", ".join(one.display_name for pk, one in self.people.items() if pk in named)
        if names:
            words = _("Named already: %(names)s. Each of them can take themselves off it, on its page.")
            co_authors.help_text = words % {"names": names}
        if not offered:
            del self.fields["co_authors"]

    def words(self) -> dict[str, Any]:
        """What can be kept, also of a form with errors."""
        kept = self.held_back | self.cleaned_data
        names = ("title", "form", "body", "link", "language", "licence")
        given: dict[str, Any] = {name: kept.get(name, "") for name in names}
        return {**given, "interests": kept.get("interests", [])}

    def made_with(self) -> list[Person]:
        """Those ticked."""
        return [self.people[pk] for pk in self.cleaned_data.get("co_authors", []) if pk in self.people]


class BroughtText(forms.CharField):
    """Words that may have been brought in, as many as a page shows; of those that are more already, as many as there are."""

    def to_python(self, value: Any) -> str:
        # Browsers send two signs for each end of a line, and a long text has many.
        return str(super().to_python(value)).replace("\r\n", "\n")

    def leave_room_for(self, words: str) -> None:
        """Let through what stands already, however long."""
        most = max(LONGEST, len(words))
        self.max_length = most
        self.validators = [one for one in self.validators if not isinstance(one, MaxLengthValidator)]
        self.validators.append(MaxLengthValidator(most))
        self.widget.attrs["maxlength"] = str(most)


class ResourceForm(SharedForm, EntryWords):
    """Something made elsewhere that people here learn from."""

    title = forms.CharField(label=_("Title"), max_length=200, error_messages={"required": _("Give it a title.")})
    link = forms.URLField(
        label=_("Where it is"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("This does not look like an address of the web. It begins with https://.")},
    )
    made_by = forms.CharField(label=_("Who made it"), max_length=200, required=False)
    source = forms.CharField(
        label=_("Where it is from"), max_length=200, required=False, help_text=_("A library, a course, a shelf.")
    )
    body = BroughtText(
        label=_("What it is good for"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    interests = InterestsField()
    licence = licence_field()
    audience = AudienceField()

    def __init__(
        self, *args: Any, person: Person, community: Community | None, entry: Entry | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        licence, audience = (
            cast(forms.ChoiceField, self.fields["licence"]),
            cast(AudienceField, self.fields["audience"]),
        )
        # Whoever made it decided, not whoever tells of it.
        licence.choices = [
            ("", _("Not known, or nothing without asking")),
            *(choice for choice in Licence.choices if choice[0]),
        ]
        audience.offer(person, community, entry=entry)
        self.heed_entry(person, community, entry)
        if entry:
            cast(BroughtText, self.fields["body"]).leave_room_for(entry.body)
        if entry and not entry.is_draft:
            del self.fields["audience"]
