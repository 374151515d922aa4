"""What people do with entries: one function per intention."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries import search
from commonplace.commons.entries.models import Attachment, Authorship, Comment, Entry, Revision, revision_words
from commonplace.commons.people.models import Interest, Person
from commonplace.ground import clock, pictures
from commonplace.ground.happenings import record
from commonplace.ground.text import clean, clean_line, plain, render

# A sitting ends when nothing was changed for so long, or when somebody else writes.
SITTING = timedelta(minutes=30)


class EditedMeanwhile(Exception):
    """Somebody else changed the entry since this form was opened. Nothing of either is lost: show both."""

    def __init__(self, current: Entry) -> None:
        super().__init__("edited meanwhile")
        self.current = current


def default_audience(person: Person, community: Community | None) -> Audience:
    """The narrowest sensible audience for something new: the community it is put into, else oneself."""
    return Audience.COMMUNITY if community else Audience.ONLY_ME


def widest_audience(person: Person) -> Audience:
    """How far somebody may open their entries. For a minor the open web needs a watcher, so it ends at the commons."""
    return Audience.COMMONS if person.is_minor else Audience.OPEN


@transaction.atomic
def write_entry(
    by: Person,
    kind: str,
    *,
    title: str,
    summary: str = "",
    body: str = "",
    community: Community | None = None,
    audience: int | None = None,
    co_authors: Iterable[Person] = (),
    interests: Iterable[Interest] = (),
    share: bool = True,
    record_as: str | None = None,
    words: dict[str, Any] | None = None,
    **fields: Any,
) -> Entry:
    """Put something in. With `share=False` it stays a draft that its authors alone see.

    `record_as` is the kind of happening, `<kind>.shared` unless given; `words` is what the kind adds to the revision;
    `fields` are further columns of Entry.
    """
    chosen = default_audience(by, community) if audience is None else Audience(audience)
    body = clean(body)
    entry = Entry.objects.create(
        kind=kind,
        title=clean_line(title)[:200],
        summary=clean_line(summary)[:400] or plain(body, 220),
        body=body,
        body_html=render(body),
        community=community,
        audience=min(chosen, widest_audience(by)),
        created_at=clock.now(),
        changed_at=clock.now(),
        shared_at=clock.now() if share else None,
        **fields,
    )
    authors = [by, *(person for person in co_authors if person != by)]
    Authorship.objects.bulk_create(Authorship(entry=entry, person=person, place=place) for place, person in enumerate(authors))
    entry.interests.set(interests)
    _keep_revision(entry, by, words or {}, "")
    search.index(entry, *(words or {}).values())
    if share:
        record(record_as or f"{kind}.shared", by=by, entry=entry, community=community)
    return entry


@transaction.atomic
def edit_entry(
    entry: Entry, by: Person, *, based_on: int, note: str = "", words: dict[str, Any] | None = None, **fields: Any
) -> Entry:
    """Change an entry's words. `based_on` is the version that the editor had before their eyes.

    `fields` are columns of Entry (and `interests`); `words` is what the kind keeps in the revision beside them.
    Raises EditedMeanwhile, having changed nothing, where the entry is no longer at that version.
    """
    interests = fields.pop("interests", None)
    if "title" in fields:
        fields["title"] = clean_line(fields["title"])[:200]
    if "body" in fields:
        fields["body"] = clean(fields["body"])
        fields["body_html"] = render(fields["body"])
    if "summary" in fields:
        fields["summary"] = clean_line(fields["summary"])[:400] or plain(fields.get("body", entry.body), 220)
    is_current = Entry.objects.filter(pk=entry.pk, version=based_on).update(version=F("version") + 1, changed_at=clock.now(), **fields)
    entry.refresh_from_db()
    if not is_current:
        raise EditedMeanwhile(entry)
    if interests is not None:
        entry.interests.set(interests)
    _keep_revision(entry, by, words or {}, note)
    search.index(entry, *(words or {}).values())
    record("entry.edited", by=by, entry=entry, community=entry.community)
    return entry


def _keep_revision(entry: Entry, by: Person, words: dict[str, Any], note: str) -> None:
    last = entry.revisions.order_by("-number").first()
    kept = revision_words(entry, **words)
    if last and last.by_id == by.pk and clock.now() - last.at < SITTING:
        last.words, last.at, last.note = kept, clock.now(), clean_line(note) or last.note
        last.save(update_fields=["words", "at", "note"])
        return
    number = last.number + 1 if last else 1
    Revision.objects.create(entry=entry, number=number, by=by, begun_at=clock.now(), at=clock.now(), note=clean_line(note)[:200], words=kept)


@transaction.atomic
def share_entry(entry: Entry, by: Person, audience: int | None = None) -> None:
    """Let a draft be seen by its audience."""
    if audience is not None:
        entry.audience = min(Audience(audience), widest_audience(by))
    if entry.shared_at is None:
        entry.shared_at = clock.now()
    entry.save(update_fields=["audience", "shared_at"])
    record(f"{entry.kind}.shared", by=by, entry=entry, community=entry.community)


@transaction.atomic
def change_audience(entry: Entry, by: Person, audience: int, *, opened_to: Community | None = None) -> None:
    """Let more people see an entry, or fewer. A minor's choice ends at the commons."""
    before = entry.audience
    entry.audience, entry.opened_to = min(Audience(audience), widest_audience(by)), opened_to
    entry.save(update_fields=["audience", "opened_to"])
    record("entry.audience_changed", by=by, entry=entry, community=entry.community, before=int(before), after=int(entry.audience))


@transaction.atomic
def delete_entry(entry: Entry, by: Person) -> None:
    """Delete an entry for good, with its files, comments and revisions. Its words are kept nowhere."""
    for attachment in entry.attachments.all():
        _delete_files_after_commit(attachment)
    search.forget(entry.pk)
    record("entry.deleted", by=by, community=entry.community, entry_id=entry.pk, kind_of_entry=entry.kind)
    entry.delete()


def _delete_files_after_commit(attachment: Attachment) -> None:
    files = [file for file in (attachment.file, attachment.small) if file]
    transaction.on_commit(lambda: [file.storage.delete(file.name) for file in files] and None)


@transaction.atomic
def add_picture(entry: Entry, file: UploadedFile, *, alternative: str = "", caption: str = "") -> Attachment:
    """Add a picture to an entry; the first one becomes its cover. Raises pictures.NotAPicture."""
    prepared = pictures.prepare(file)
    attachment = Attachment(
        entry=entry,
        name=clean_line(file.name or "")[:200],
        media_type="image/webp",
        alternative=clean_line(alternative)[:400],
        caption=clean_line(caption)[:400],
        width=prepared.width,
        height=prepared.height,
        place=entry.attachments.count(),
    )
    attachment.file.save("large.webp", ContentFile(prepared.large), save=False)
    attachment.small.save("small.webp", ContentFile(prepared.small), save=False)
    attachment.save(force_insert=True)
    if entry.cover_id is None:
        entry.cover = attachment
        entry.save(update_fields=["cover"])
    return attachment


@transaction.atomic
def remove_attachment(attachment: Attachment, by: Person) -> None:
    """Take a picture or file out of an entry, for good."""
    _delete_files_after_commit(attachment)
    record("attachment.removed", by=by, entry=attachment.entry, community=attachment.entry.community)
    attachment.delete()


@transaction.atomic
def comment_on(entry: Entry, by: Person, words: str, *, answers: Comment | None = None) -> Comment:
    """Say something to an entry, or answer a comment on it. Answers to answers stand under the first comment."""
    words = clean(words).strip()
    first = answers.answers if answers and answers.answers_id else answers
    comment = Comment.objects.create(entry=entry, by=by, words=words, words_html=render(words), answers=first, at=clock.now())
    record("comment.written", by=by, entry=entry, community=entry.community, comment=comment.pk)
    return comment


@transaction.atomic
def delete_comment(comment: Comment, by: Person) -> None:
    """Take a comment away for good, with the answers to it."""
    record("comment.deleted", by=by, entry=comment.entry, community=comment.entry.community, comment=comment.pk)
    comment.delete()
