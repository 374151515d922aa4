"""Recordings of entries: adding one, and the words that stand under it."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.entries import files
from commonplace.commons.entries.actions import attach
from commonplace.commons.entries.file_forms import RecordingRow
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.uploading import now_in_something
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.recordings import Prepared
from commonplace.ground.text import clean, clean_line

MOST_RECORDINGS = 20


def add_recording(entry: Entry, prepared: Prepared, *, words: str = "", for_members: bool = False) -> Attachment:
    """Add a recording to an entry, with what is said in it. It was read before, outside of every transaction.

    One that is `for_members` alone is heard by no others who see the entry.
    """
    attachment = Attachment(
        entry=entry,
        name=clean_line(prepared.name)[:200],
        media_type=prepared.media_type,
        seconds=prepared.seconds,
        words=clean(words).strip(),
        for_members=for_members,
    )
    with files.kept_with_their_rows():
        files.write_recording(attachment, prepared)
        attach(attachment)
    return attachment


def take_in_recording(entry: Entry, form: RecordingRow) -> bool:
    """Add the recording that the form brought. One that cannot be kept is an error of its field. True if all is well."""
    if form.recorded is None:
        return "recording" not in form.errors
    if entry.attachments.filter(media_type__startswith="audio/").count() >= MOST_RECORDINGS:
        words = _("There are %(count)s recordings here already. Remove one first.")
        form.add_error("recording", words % {"count": MOST_RECORDINGS})
        return False
    try:
        add_recording(entry, form.recorded, words=form.recorded_words)
    except OSError as failure:
        form.say_no_room("recording", failure)
        return False
    now_in_something(form.files.get("recording"))
    form.empty_recording()
    return True


@transaction.atomic
def put_into_words(recording: Attachment, by: Person, words: str) -> None:
    """Write down what is said in a recording."""
    recording.words = clean(words).strip()
    recording.save(update_fields=["words"])
    record("recording.put_into_words", by=by, entry=recording.entry, community=recording.entry.community)
