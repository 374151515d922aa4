"""Files that come in pieces, so that a connection which breaks costs one piece and not all of them.

The words between browser and server are those of tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation, expiration
and termination. An upload belongs to whoever began it. A form then names it in place of the file that it would have brought.
"""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from io import BytesIO
from pathlib import Path, PureWindowsPath
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Q, Sum
from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django_tasks import task

from commonplace.commons.entries.models import Upload
from commonplace.commons.people.doors import SignedInRequest
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock, films, ids
from commonplace.ground.scratch import folder
from commonplace.ground.text import clean_line

MOST_BYTES = films.MOST_BYTES
# What somebody has sent and not put into anything yet.
MOST_OF_ONE_PERSON, MOST_AT_ONCE = 2 * MOST_BYTES, 40
# A piece is read before it takes a place behind the gate, up to 512 KB of it in memory.
MOST_OF_A_PIECE = 8 * 1024 * 1024
LASTS = timedelta(hours=24)
# No form takes longer to be answered: whoever had it in hand then is dead.
_IN_HAND = timedelta(minutes=15)
# So much stays free on the disk, for words.
_LEFT_FREE = 500 * 1024 * 1024
_READ_AT_ONCE = 64 * 1024
# A form names uploads in a field that is called as the field of the file, with this behind it.
NAMED = ".upload"


class NotTaken(Exception):
    """It is refused, with a status of HTTP and words for whoever reads them."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Lost(UploadedFile):
    """What stands where a form names an upload that is not here, or not whole, or not theirs."""


class Sent(UploadedFile):
    """A file that came in pieces. Once it `is_in_something`, what came of it is needed no more."""

    is_in_something = False


def now_in_something(file: UploadedFile | None) -> None:
    """Say of a file that came with a form, whichever way, that what was in it is kept."""
    if isinstance(file, Sent):
        file.is_in_something = True


def begin(person: Person, name: str, size: int) -> Upload:
    """Make room for a file of so many bytes. Raises NotTaken."""
    if not 0 < size <= MOST_BYTES:
        raise NotTaken(413, _("This file is larger than any that is kept here."))
    upload = _make_room(person, name, size)
    # Only once its row is there for everybody: whoever sweeps takes files away that have none.
    path_of(upload).touch(mode=0o600)
    return upload


@transaction.atomic
def _make_room(person: Person, name: str, size: int) -> Upload:
    """Write down that so much comes. One after the other, so that those who ask at the same instant count each other."""
    Commons.objects.select_for_update(no_key=True).values_list("pk").first()
    theirs = Upload.objects.filter(person=person)
    taken = theirs.aggregate(all=Sum("size"))["all"] or 0
    if theirs.count() >= MOST_AT_ONCE or taken + size > MOST_OF_ONE_PERSON:
        raise NotTaken(413, _("You have sent much that is in nothing yet. Save it first, or wait for a day."))
    coming = Upload.objects.aggregate(all=Sum(F("size") - F("offset")))["all"] or 0
    _refuse_if_full(coming + size)
    name = PureWindowsPath(clean_line(name)).name[-200:].strip(". ") or "file"
    return Upload.objects.create(person=person, name=name, size=size, changed_at=clock.now())


def _refuse_if_full(more: int) -> None:
    if shutil.disk_usage(folder()).free < more + _LEFT_FREE:
        raise NotTaken(507, _("There is no room left on the disk of this commons to keep it."))


def path_of(upload: Upload) -> Path:
    """Where what has come of it lies."""
    return folder() / ids.written(upload.pk)


def take(upload: Upload, offset: int, arrives: IO[bytes], length: int) -> int:
    """Put so many bytes behind those that are here. Returns how many there are then. Raises NotTaken."""
    if offset != upload.offset:
        raise NotTaken(409, _("This is not where it goes on."))
    if length > MOST_OF_A_PIECE or offset + length > upload.size:
        raise NotTaken(413, _("This is more than the rest of the file."))
    _refuse_if_full(length)
    with path_of(upload).open("r+b") as file:
        file.seek(offset)
        while piece := arrives.read(_READ_AT_ONCE):
            file.write(piece)
        come = file.tell() - offset
        file.flush()
        os.fsync(file.fileno())  # what is acknowledged is there after a crash
    # Of two that send the same piece at once, one has it acknowledged.
    is_next = Upload.objects.filter(pk=upload.pk, offset=offset).update(offset=offset + come, changed_at=clock.now())
    if not is_next:
        raise NotTaken(409, _("This is not where it goes on."))
    return offset + come


def give_up(upload: Upload) -> None:
    """Forget an upload, and what has come of it."""
    path = path_of(upload)
    upload.delete()
    path.unlink(missing_ok=True)


View = Callable[..., HttpResponse]


def takes_uploads(view: View) -> View:
    """A view of forms whose files may have come before, in pieces: `request.files_sent` holds them beside those that came along.

    Once the form is answered by leading on, they are in what it was about, and go; else those alone that are in something.
    """

    @wraps(view)
    def taking(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        named: list[tuple[Upload, Sent]] = []
        leads_on = False
        try:
            request.files_sent = _files_sent(request, named)
            answer = view(request, *args, **kwargs)
            leads_on = answer.status_code == 302
            return answer
        finally:
            for _upload, file in named:
                file.close()
            done = {upload.pk: upload for upload, file in named if leads_on or file.is_in_something}
            for upload in done.values():
                give_up(upload)
            left = {upload.pk for upload, _file in named} - done.keys()
            Upload.objects.filter(pk__in=left).update(in_hand_since=None)

    return taking


def _files_sent(request: SignedInRequest, named: list[tuple[Upload, Sent]]) -> MultiValueDict:
    files: MultiValueDict = MultiValueDict({name: list(some) for name, some in request.FILES.lists()})
    if request.method != "POST" or request.person is None:
        return files
    # One file can be chosen in several places, and is once in each.
    fields = {name: dict.fromkeys(request.POST.getlist(name)) for name in request.POST if name.endswith(NAMED)}
    places = [(name, written) for name, some in fields.items() for written in some]
    for name, written in places[:MOST_AT_ONCE]:
        files.appendlist(name.removesuffix(NAMED), _file_of(request.person, written, named))
    return files


def _file_of(person: Person, written: str, named: list[tuple[Upload, Sent]]) -> UploadedFile:
    try:
        key = ids.read(written)
        upload = next((one for one, _file in named if one.pk == key), None) or _take_in_hand(person, key)
        if upload is not None:
            file = Sent(path_of(upload).open("rb"), name=upload.name, size=upload.size)
            named.append((upload, file))
            return file
    except (ValueError, FileNotFoundError):
        pass
    return Lost(BytesIO(), name="lost")


def _take_in_hand(person: Person, key: int) -> Upload | None:
    """A whole upload, for one form alone: a second press of its button finds it taken."""
    now = clock.now()
    theirs = Upload.objects.filter(person=person, pk=key, offset=F("size"))
    free = theirs.filter(Q(in_hand_since=None) | Q(in_hand_since__lt=now - _IN_HAND))
    return theirs.get() if free.update(in_hand_since=now) else None


@task()
def sweep_uploads() -> None:
    """Forget uploads that nobody goes on with, and files that belong to none. Comes by every hour."""
    before = clock.now() - LASTS
    Upload.objects.filter(changed_at__lt=before).delete()
    files = list(folder().iterdir())  # before the rows, which are there before their files
    there = {ids.written(key) for key in Upload.objects.values_list("pk", flat=True)}
    for file in files:
        if file.name not in there and (_is_of_an_upload(file.name) or file.stat().st_mtime < before.timestamp()):
            file.unlink(missing_ok=True)


def _is_of_an_upload(name: str) -> bool:
    try:
        return bool(ids.read(name))
    except ValueError:
        return False
