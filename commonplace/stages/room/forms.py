"""Forms of a room: its notes, a moment, who is heard, and the recording."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonplace.commons.entries.file_forms import CaptionsField, RecordingField, TakesFiles
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.models import Person
from commonplace.ground import recordings
from commonplace.stages.room import seconds
from commonplace.stages.room.models import Room


class NotesForm(SharedForm, EntryWords):
    """The notes that everybody shares. `based_on` is the version that the form was filled from."""

    notes = forms.CharField(
        label=gettext_lazy("The notes"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "Everybody here writes in them. Leave an empty line between one thing and the next: what others write "
            "meanwhile is brought together with yours, paragraph by paragraph."
        ),
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, person: Person, room: Room) -> None:
        super().__init__(data, initial={"notes": room.notes, "based_on": room.version})
        self.heed_entry(person, room.gathering.entry.community, room.gathering.entry)


class MomentForm(EntryWords):
    """A sentence at a second. While the gathering is on, no time means now."""

    unread = frozenset({"at"})

    at = forms.CharField(
        label=gettext_lazy("At"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say when, in minutes and seconds, as 7:40.")},
    )
    words = forms.CharField(
        label=gettext_lazy("What is said or asked then"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write a sentence: what is said or asked then.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, person: Person, room: Room, now: int | None = None
    ) -> None:
        super().__init__(data)
        self.room, self.now = room, now
        self.fields["at"].required = now is None
        self.heed_entry(person, room.gathering.entry.community, room.gathering.entry)

    def clean_at(self) -> int:
        """The second of the gathering; people count along the recording, where there is one."""
        if self.now is not None and not self.cleaned_data["at"]:
            return self.now
        try:
            return seconds.read(self.cleaned_data["at"]) + self.room.recording_begins
        except ValueError as wrong:
            raise forms.ValidationError(_("Write it in minutes and seconds, as 7:40, or as 1:02:30.")) from wrong


class GatheringRecordingForm(SharedForm, TakesFiles):
    """The recording of a gathering: a file or where it is, captions, what is said in it, and who may hear it."""

    unread = frozenset({"link", "begins"})

    recording = RecordingField(recordings.A_GATHERING)
    remove = forms.BooleanField(label=gettext_lazy("Take the recording away"), required=False)
    link = forms.URLField(
        label=gettext_lazy("Or a link to it, where it is elsewhere"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": gettext_lazy("Write the whole address, as https://example.org/recording.")},
    )
    begins = forms.CharField(
        label=gettext_lazy("How long after the gathering it begins"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"class": "short"}),
        help_text=gettext_lazy(
            "In minutes and seconds, as 3:20; with a minus where it began before. Moments that were kept live then stand at their "
            "second of the recording."
        ),
    )
    captions = CaptionsField()
    remove_captions = forms.BooleanField(label=gettext_lazy("Take the captions away"), required=False)
    transcript = forms.CharField(
        label=gettext_lazy("What is said in it, in words"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "Captions are enough: what is said is read from them. Else write it here; a paragraph that begins with its time, "
            "as 7:40, can be jumped to."
        ),
    )
    only_adults = forms.BooleanField(
        label=gettext_lazy("Nobody under 18 is heard or seen in it, and whoever is has agreed"),
        required=False,
        help_text=gettext_lazy(
            "Without this tick, members of the community alone hear it and read what is said in it, whoever else can see the "
            "gathering."
        ),
    )

    def __init__(self, data: Any = None, files: Any = None, *, person: Person, room: Room) -> None:
        super().__init__(
            data,
            files,
            initial={
                "link": room.link,
                "begins": seconds.said(room.recording_begins) if room.recording_begins else "",
                "transcript": room.transcript,
                "only_adults": room.only_adults,
            },
        )
        self.room = room
        entry = room.gathering.entry
        self.heed_entry(person, entry.community, entry)
        # What strangers have not read was never asked of.
        self._was_open = self._was_open and room.only_adults
        del self.fields["remove" if room.recording_id is None else "recording"]
        if not room.captions:
            del self.fields["remove_captions"]

    def clean_begins(self) -> int:
        if not self.cleaned_data["begins"]:
            return 0
        try:
            return seconds.read(self.cleaned_data["begins"])
        except ValueError as wrong:
            raise forms.ValidationError(_("Write it in minutes and seconds, as 3:20.")) from wrong

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("remove_captions") and said.get("captions"):
            self.add_error(
                "remove_captions", _("Take the old ones away, or choose new ones in their place: one of the two.")
            )
        return said

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return bool(said.get("only_adults")) and super().is_read_openly(said)

    def words_typed(self, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
        yield from super().words_typed(said)
        if said.get("captions"):
            yield "captions", " | ".join(f"{cue.voice} | {cue.words}" for cue in said["captions"])

    def opened_along(self, said: dict[str, Any]) -> Iterable[str]:
        """Captions that stand already, and that strangers read from now on."""
        stay = not self._was_open and not said.get("captions") and not said.get("remove_captions")
        return [self.room.captions] if stay and self.room.captions else ()

    decides = "only_adults"
