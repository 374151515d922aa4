"""What people deleted stays deleted, also when an older backup is restored; what they brought back stays back.

Both are recorded as happenings with the id of what is gone, and no word of it. Besides, a line goes into
`deletions.jsonl` in the home, which outlives the database. Ids are never used twice, so replaying them is safe.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, models, transaction

from commonplace.commons.entries import search
from commonplace.commons.entries.models import Attachment, Comment, Entry, Rendition
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person
from commonplace.edges.own.leaving import end_memberships
from commonplace.ground import put_away
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.open_space.models import Proposal
from commonplace.stages.recognise.models import Badge, Credential
from commonplace.stages.room.models import Moment

# Kinds of happenings, and where in them the id of what is gone stands; somebody who left did so themselves.
KINDS = {
    "entry.deleted": "entry_id",
    "entry.brought_back": "entry_id",
    "comment.deleted": "comment",
    "comment.brought_back": "comment",
    "attachment.removed": "attachment",
    "attachment.brought_back": "attachment",
    "moment.deleted": "moment",
    "moment.brought_back": "moment",
    "session.taken_back": "proposal",
    "session.brought_back": "proposal",
    "badge.deleted": "badge",
    "badge.brought_back": "badge",
    "credential.deleted": "credential",
    "credential.brought_back": "credential",
    "person.left": "",
}


@dataclass(frozen=True)
class Deletion:
    """Something is gone, or is back again."""

    kind: str
    id: int
    at: str

    @property
    def of(self) -> str:
        """What kind of thing it was: an entry, a comment, an attachment, a moment, a session, a badge, a credential, a person."""
        return self.kind.partition(".")[0]

    @property
    def is_back(self) -> bool:
        return self.kind.endswith(".brought_back")


def log_file() -> Path:
    return Path(settings.HOME) / "deletions.jsonl"


def _deletion(happening: Happening) -> Deletion | None:
    gone = happening.by_id if happening.kind == "person.left" else happening.data.get(KINDS[happening.kind])
    return Deletion(happening.kind, int(gone), happening.at.isoformat()) if gone is not None else None


@hears(*KINDS)
def write_down(happening: Happening) -> None:
    """Add a line to the log. Told twice, it stands there twice, which does no harm."""
    deletion = _deletion(happening)
    if deletion:
        append([deletion])


def append(deletions: Iterable[Deletion]) -> None:
    """Add lines to the log, on the disk before this returns."""
    with log_file().open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(deletion.__dict__) + "\n" for deletion in deletions)
        file.flush()
        os.fsync(file.fileno())


def read_log(file: Path) -> Iterator[Deletion]:
    """The deletions that a log holds. A last line that was cut off is passed over."""
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
            yield Deletion(row["kind"], int(row["id"]), row["at"])
        except (ValueError, KeyError, TypeError):
            continue


def known_here() -> set[Deletion]:
    """Every deletion that this home knows of: from its log, and from its database if that can still be read."""
    known = set(read_log(log_file()))
    try:
        with transaction.atomic():
            happenings = list(Happening.objects.filter(kind__in=KINDS).iterator())
    except DatabaseError:
        return known
    return known | {deletion for deletion in map(_deletion, happenings) if deletion}


def replay(deletions: Iterable[Deletion]) -> tuple[int, list[str]]:
    """Bring back what was brought back since the backup was made, and delete again what was deleted.

    Of each thing only the last that is said of it holds. Returns how much was deleted, and the names of its files.
    """
    count, files = 0, list[str]()
    in_order = sorted(deletions, key=lambda deletion: (deletion.at, not deletion.is_back))
    last = {(deletion.of, deletion.id): deletion for deletion in in_order}
    holding = [deletion for deletion in in_order if last[deletion.of, deletion.id] == deletion]
    back = set[int]()
    for deletion in (one for one in holding if one.is_back):
        if deletion.id not in back:
            back |= put_away.bring_back_again(deletion.of, deletion.id)
        if deletion.id in back:
            _make_known(deletion)
    for deletion in (one for one in holding if not one.is_back):
        found = _gone(deletion)
        if found is None:
            continue
        files += found
        count += 1
        _remember(deletion)
    return count, files


def _make_known(deletion: Deletion) -> None:
    """What was put away when the backup was made, and came back later, is found, and stands in the log."""
    entry = Entry.objects.filter(pk=deletion.id).first()
    if entry is not None:
        search.index_again(entry)
    _remember(deletion)


def _gone(deletion: Deletion) -> list[str] | None:
    """Delete one thing. The names of its files, or None where it was not there."""
    if deletion.kind == "entry.deleted":
        attachments = Attachment.objects.filter(entry=deletion.id)
        names = _names(attachments)
        search.forget(deletion.id)
        return names if _deleted(Entry.objects.filter(pk=deletion.id)) else None
    if deletion.kind == "comment.deleted":
        Comment.objects.filter(answers=deletion.id).update(answers=None)  # they stand by themselves
        return [] if _deleted(Comment.objects.filter(pk=deletion.id)) else None
    if deletion.kind == "moment.deleted":
        return [] if _deleted(Moment.objects.filter(pk=deletion.id)) else None
    if deletion.kind == "attachment.removed":
        names = _names(Attachment.objects.filter(pk=deletion.id))
        return names if _deleted(Attachment.objects.filter(pk=deletion.id)) else None
    if deletion.kind == "badge.deleted":
        names = [name for name in Badge.objects.filter(pk=deletion.id).values_list("picture", flat=True) if name]
        return names if _deleted(Badge.objects.filter(pk=deletion.id)) else None
    if deletion.kind == "credential.deleted":
        return [] if _deleted(Credential.objects.filter(pk=deletion.id)) else None
    if deletion.kind == "session.taken_back":
        return [] if _deleted(Proposal.objects.filter(pk=deletion.id)) else None
    person = Person.objects.filter(pk=deletion.id, left_at=None).first()
    if person is None:
        return None
    person.is_host = False  # who left had handed over; the backup may be older than that
    end_memberships(person)
    leave_commons(person)
    return []


def _deleted(rows: models.QuerySet) -> bool:
    return rows.delete()[0] > 0


def _names(attachments: models.QuerySet[Attachment]) -> list[str]:
    made = Rendition.objects.filter(attachment__in=attachments.values("pk")).values_list("file", flat=True)
    return [name for names in attachments.values_list("file", "small") for name in names if name] + list(made)


def _remember(deletion: Deletion) -> None:
    """Keep the happening of it too, which the restored database does not have. Leaving has recorded itself."""
    if deletion.kind != "person.left":
        Happening.objects.create(kind=deletion.kind, at=deletion.at, data={KINDS[deletion.kind]: deletion.id})
