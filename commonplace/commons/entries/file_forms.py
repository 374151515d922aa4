"""Forms that bring files: what is read, and what is said where one cannot be kept."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.open_words import EntryWords
from commonplace.commons.entries.together import SharedForm, was_shown
from commonplace.commons.entries.uploading import Lost
from commonplace.commons.people.models import Person
from commonplace.ground import captions, recordings
from commonplace.ground.causes import Cause, cause_of

_MOST_WORDS = 20_000


class TakesFiles(EntryWords):
    """A form with files in it."""

    # The disk was full when they were taken in.
    has_no_room = False

    def _clean_fields(self) -> None:
        """Say at its field of a file that came in pieces, and is not here any more, that it has to be chosen again."""
        for name in self.fields:
            sent = self.files.getlist(self.add_prefix(name)) if isinstance(self.files, MultiValueDict) else []
            there = [file for file in sent if not isinstance(file, Lost)]
            if len(there) < len(sent):
                self.files.setlist(self.add_prefix(name), there)
                self.add_error(name, _("This file is not here, or not all of it. Please choose it again."))
        super()._clean_fields()  # type: ignore[misc]

    @property
    def trouble_status(self) -> int:
        """What a page with its errors is answered with: 422, or 507 where the disk is full (RFC 4918, section 11.5)."""
        return 507 if self.has_no_room else 422

    def say_no_room(self, field: str, failure: OSError) -> None:
        """Say at a field that the disk is too full to keep what it brought. Raises any failure that is not that."""
        if cause_of(failure) is not Cause.FULL:
            raise failure
        words = _("There is no room left on the disk of this commons to keep it. Tell the host, and add it later.")
        self.add_error(field, words)
        self.has_no_room = True


def file_attrs(accept: str, most_bytes: int, too_large: Any) -> dict[str, Any]:
    """What a file field tells the browser: what it takes, and, for a script, how much and what to say of more."""
    return {"accept": accept, "data-most-bytes": most_bytes, "data-too-large": too_large}


class RecordingField(forms.FileField):
    """A recording. Cleaned, it is read and ready to be kept (`recordings.Prepared`)."""

    def __init__(self, most: recordings.Most = recordings.A_VOICE) -> None:
        self.most = most
        # Without `capture`, a phone lets one choose: record now, or take a file that is there.
        widget = forms.FileInput(attrs=file_attrs("audio/*,.m4a,.amr,.3gp,.opus,.oga", most.bytes, most.too_large))
        super().__init__(label=_("A recording"), required=False, allow_empty_file=True, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> recordings.Prepared | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return recordings.prepare(file, self.most)
        except recordings.NotARecording as failure:
            raise forms.ValidationError(str(failure)) from failure


class CaptionsField(forms.FileField):
    """A file of captions. Cleaned, it is read (`captions.read_captions`)."""

    def __init__(self) -> None:
        too_large = _("This is larger than 512 KB. Please choose another.")
        widget = forms.FileInput(attrs=file_attrs(".vtt,text/vtt", captions.MOST_BYTES, too_large))
        label, hint = _("Captions"), _("A WebVTT file, with a name that ends in .vtt.")
        super().__init__(label=label, help_text=hint, required=False, allow_empty_file=True, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[captions.Cue] | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return captions.read_captions(file.read(captions.MOST_BYTES + 1))
        except captions.NotCaptions as failure:
            raise forms.ValidationError(str(failure)) from failure


class RecordingRow(TakesFiles):
    """A place for a recording, and for what is said in it."""

    recording = RecordingField()
    recording_words = forms.CharField(
        label=_("What you say in it, in words"),
        required=False,
        max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For those who cannot hear it. They stand under the recording; a few are better than none."),
    )

    @property
    def recorded(self) -> recordings.Prepared | None:
        """The recording that came with the form, also with one that has errors elsewhere."""
        return self.cleaned_data.get("recording") if hasattr(self, "cleaned_data") else None

    @property
    def recorded_words(self) -> str:
        """What is said in it; what names somebody is kept where strangers do not read it."""
        said: dict[str, Any] = self.cleaned_data if self._was_open else self.held_back | self.cleaned_data
        return str(said.get("recording_words", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("recording_words") and not cleaned.get("recording") and "recording" not in self.errors:
            self.add_error("recording_words", _("These words need their recording. Choose it, or put them elsewhere."))
        return cleaned

    def empty_recording(self) -> None:
        """Once a recording is kept, what was said of it does not stand in the form a second time."""
        typed = cast(QueryDict, self.data).copy()
        typed["recording_words"] = ""
        self.data = typed


class KeptRecordingForm(SharedForm, EntryWords):
    """One recording that is there already. Bound only where the page that was sent showed it."""

    words = forms.CharField(
        label=_("What is said in it, in words"),
        required=False,
        max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    remove = forms.BooleanField(label=_("Remove it"), required=False)

    def __init__(self, data: Any = None, *, person: Person, entry: Entry, recording: Attachment) -> None:
        prefix = f"r{recording.pk}"
        data = data if was_shown(data, prefix) else None
        super().__init__(data, prefix=prefix, initial={"words": recording.words})
        self.recording = recording
        self.heed_entry(person, entry.community, entry)
        self.bring_together_by_marks()

    def is_read_openly(self, said: dict[str, Any]) -> bool:
        return not said.get("remove") and super().is_read_openly(said)
