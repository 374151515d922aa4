"""What people do with entries: one function per intention."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries import files, search
from commonplace.commons.entries.finishing import finish
from commonplace.commons.entries.models import (
    Attachment,
    Authorship,
    Entry,
    Revision,
    revision_words,
)
from commonplace.commons.people.models import Interest, Person
from commonplace.ground import clock, ids, pictures
from commonplace.ground.happenings import record, record_each
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import Change, let_go, put_away
from commonplace.ground.text import clean, clean_line, plain, render

# A sitting ends when nothing was changed for so long, or when somebody else writes.
SITTING = timedelta(minutes=30)
# Of entries whose author wrote no summary, so many characters of their words are it.
_SUMMARY = 220


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
    one = NewEntry(title, summary, body, words or {})
    return write_entries(
        by,
        kind,
        [one],
        community=community,
        audience=audience,
        co_authors=co_authors,
        interests=interests,
        share=share,
        record_as=record_as,
        **fields,
    )[0]


@dataclass(frozen=True)
class NewEntry:
    """What somebody puts in, in words; `words` is what its kind adds to the revision."""

    title: str
    summary: str = ""
    body: str = ""
    words: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def write_entries(
    by: Person,
    kind: str,
    new: Iterable[NewEntry],
    *,
    community: Community | None = None,
    audience: int | None = None,
    co_authors: Iterable[Person] = (),
    interests: Iterable[Interest] = (),
    share: bool = True,
    record_as: str | None = None,
    **fields: Any,
) -> list[Entry]:
    """`write_entry` of many at once, which have all but their words in common: a constant number of queries for a hundred."""
    chosen = default_audience(by, community) if audience is None else Audience(audience)
    if community is None and chosen < Audience.COMMONS:
        chosen = Audience.ONLY_ME  # no team or community is there to see it
    now, rendered = clock.now(), dict[str, str]()
    entries: list[Entry] = []
    more: list[dict[str, Any]] = []
    for one in new:
        body = clean(one.body)
        rendered[body] = rendered.get(body) or render(body)
        more.append(cleaned(one.words))
        entries.append(
            Entry(
                kind=kind,
                title=clean_line(one.title)[:200] or plain(body, 80),
                summary=clean_line(one.summary)[:400] or plain(body, _SUMMARY),
                body=body,
                body_html=rendered[body],
                community=community,
                audience=min(chosen, widest_audience(by)),
                created_at=now,
                changed_at=now,
                shared_at=now if share else None,
                **fields,
            )
        )
    Entry.objects.bulk_create(entries)
    authors = [by, *(person for person in co_authors if person != by)]
    Authorship.objects.bulk_create(
        Authorship(entry=entry, person=person, place=place) for entry in entries for place, person in enumerate(authors)
    )
    carried = list(dict.fromkeys(interests))
    through: Any = Entry.interests.through
    through.objects.bulk_create(
        through(entry_id=entry.pk, interest_id=interest.pk) for entry in entries for interest in carried
    )
    Revision.objects.bulk_create(
        Revision(entry=entry, number=1, by=by, begun_at=now, at=now, words=revision_words(entry, **words))
        for entry, words in zip(entries, more, strict=True)
    )
    search.index_new((entry, [*words.values()]) for entry, words in zip(entries, more, strict=True))
    if share:
        record_each(record_as or f"{kind}.shared", entries, by=by, community=community)
    return entries


@transaction.atomic
def edit_entry(
    entry: Entry,
    by: Person,
    *,
    based_on: int,
    note: str = "",
    words: dict[str, Any] | None = None,
    new_revision: bool = False,
    **fields: Any,
) -> Entry:
    """Change an entry's words. `based_on` is the version that the editor had before their eyes.

    `fields` are columns of Entry (and `interests`); `words` is what the kind keeps in the revision beside them.
    `new_revision` begins one even within a sitting. Raises EditedMeanwhile, having changed nothing, where the entry is
    no longer at that version.
    """
    interests = fields.pop("interests", None)
    audience = fields.pop("audience", None)
    words = cleaned(words or {})
    fields = _words_of(entry, fields)
    is_current = Entry.objects.filter(pk=entry.pk, version=based_on).update(
        version=F("version") + 1, changed_at=clock.now(), **fields
    )
    entry.refresh_from_db()
    if not is_current:
        raise EditedMeanwhile(entry)
    if interests is not None:
        entry.interests.set(interests)
    keep_revision(entry, by, words, note, new_revision)
    search.index(entry, *words.values())
    record("entry.edited", by=by, entry=entry, community=entry.community)
    tell_whoever_watches(entry, by)
    if audience is not None and audience != entry.audience:
        change_audience(entry, by, audience, opened_to=entry.opened_to)
    return entry


def tell_whoever_watches(entry: Entry, by: Person) -> None:
    """Have whoever watches over what somebody under 18 made hear that it is not as it was when they said yes."""
    if entry.is_accompanied:
        record("accompanied.changed", by=by, entry=entry, community=entry.community)


def _words_of(entry: Entry, fields: dict[str, Any]) -> dict[str, Any]:
    """The columns to write: cleaned, rendered, and with a summary that was made from the words made anew from them."""
    made = dict(fields)
    if "body" in made:
        made["body"] = clean(made["body"])
        made["body_html"] = render(made["body"])
        if "summary" not in made and entry.summary == plain(entry.body, _SUMMARY):
            made["summary"] = ""
    body = made.get("body", entry.body)
    if "summary" in made:
        made["summary"] = clean_line(made["summary"])[:400] or plain(body, _SUMMARY)
    if "title" in made:
        made["title"] = clean_line(made["title"])[:200] or plain(body, 80)
    return made


def cleaned(value: Any) -> Any:
    """`clean` for every string within what JSON can hold; PostgreSQL takes no NUL in it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    return [cleaned(part) for part in value] if isinstance(value, list | tuple) else value


def keep_revision(entry: Entry, by: Person, words: dict[str, Any], note: str, begin_new: bool = False) -> None:
    """Keep an entry's words as they are now, with those of its kind; what its pieces are stays said."""
    last = entry.revisions.order_by("-number").first()
    kept = revision_words(entry, **words)
    if last and "pieces" in last.words:
        kept.setdefault("pieces", last.words["pieces"])
    note = clean_line(note)[:200]
    if last and last.by_id == by.pk and clock.now() - last.at < SITTING and not begin_new:
        last.words, last.at, last.note = kept, clock.now(), note or last.note
        last.save(update_fields=["words", "at", "note"])
        return
    number = last.number + 1 if last else 1
    Revision.objects.create(
        entry=entry, number=number, by=by, begun_at=clock.now(), at=clock.now(), note=note, words=kept
    )


@transaction.atomic
def share_entry(entry: Entry, by: Person, audience: int | None = None) -> None:
    """Let a draft be seen by its audience."""
    if audience is not None:
        entry.audience = min(Audience(audience), widest_audience(by))
        entry.save(update_fields=["audience"])
    # Two presses of the button share once.
    is_first = Entry.objects.filter(pk=entry.pk, shared_at=None).update(shared_at=clock.now())
    entry.refresh_from_db(fields=["shared_at"])
    if is_first:
        record(f"{entry.kind}.shared", by=by, entry=entry, community=entry.community)


@transaction.atomic
def change_audience(entry: Entry, by: Person, audience: int, *, opened_to: Community | None = None) -> None:
    """Let more people see an entry, or fewer. A minor's choice ends at the commons, but for what somebody watches over."""
    now = Entry.objects.select_for_update().get(pk=entry.pk)  # whoever watched may have stopped since it was fetched
    before, entry.is_accompanied = now.audience, now.is_accompanied
    widest = Audience.OPEN if entry.is_accompanied else widest_audience(by)
    entry.audience, entry.opened_to = min(Audience(audience), widest), opened_to
    entry.is_accompanied = entry.is_accompanied and entry.audience == Audience.OPEN
    entry.save(update_fields=["audience", "opened_to", "is_accompanied"])
    record(
        "entry.audience_changed",
        by=by,
        entry=entry,
        community=entry.community,
        before=int(before),
        after=int(entry.audience),
    )


@transaction.atomic
def delete_entry(entry: Entry, by: Person) -> PutAway:
    """Delete an entry with its files, comments and revisions. For an hour `by` can bring it back; then it is kept nowhere."""
    words = _("“%(title)s” is deleted, with what was said to it.") % {"title": entry.title}
    return delete_entries([entry], by, words, entry.address)


@transaction.atomic
def delete_entries(
    entries: list[Entry],
    by: Person,
    words: str,
    address: str,
    *,
    along: Iterable[Model] = (),
    changes: Iterable[Change] = (),
) -> PutAway:
    """Delete entries in one go, with what goes `along` with them; for an hour `by` can bring them all back."""
    for entry in entries:
        search.forget(entry.pk)
        # Where it came from, so that whoever brings that in again knows that it was deleted.
        known: dict[str, Any] = {"remote_id": entry.remote_id} if entry.remote_id else {}
        record("entry.deleted", by=by, community=entry.community, entry_id=entry.pk, kind_of_entry=entry.kind, **known)
    return put_away("entry", by, words, address, gone=[*entries, *along], changes=changes)


def add_picture(
    entry: Entry,
    file: UploadedFile | pictures.Prepared,
    *,
    alternative: str = "",
    caption: str = "",
    key: int | None = None,
) -> Attachment:
    """Add a picture to an entry; the first one becomes its cover. `key` was given out before. Raises pictures.NotAPicture.

    Within a transaction, hand in one that is prepared: reading it takes long, and everybody would wait.
    """
    prepared = pictures.prepare(file)
    attachment = Attachment(
        id=key or ids.new_id(),
        entry=entry,
        name=clean_line(prepared.name)[:200],
        media_type="image/webp",
        alternative=clean_line(alternative)[:400],
        caption=clean_line(caption)[:400],
        width=prepared.width,
        height=prepared.height,
    )
    with files.kept_with_their_rows():
        files.write(attachment, prepared)
        attach(attachment)
    return attachment


@transaction.atomic
def attach(attachment: Attachment) -> None:
    """Keep the row of what was written to the disk, after all others; the first picture becomes the cover."""
    entry = attachment.entry
    last = entry.attachments.aggregate(last=Max("place"))["last"]
    attachment.place = 0 if last is None else last + 1
    attachment.save(force_insert=True)
    if attachment.sort in {"picture", "film"}:
        finish.enqueue(attachment.pk)
    if entry.cover_id is None and attachment.is_picture:
        entry.cover = attachment
        entry.save(update_fields=["cover"])


def _removed(entry: Entry, attachments: list[Attachment]) -> str:
    sorts = {one.sort for one in attachments}
    if sorts == {"picture"}:
        words = ngettext(
            "A picture of “%(title)s” is removed.", "%(count)s pictures of “%(title)s” are removed.", len(attachments)
        )
    elif sorts == {"recording"}:
        words = ngettext(
            "A recording of “%(title)s” is removed.",
            "%(count)s recordings of “%(title)s” are removed.",
            len(attachments),
        )
    else:
        words = ngettext(
            "A piece of “%(title)s” is removed.", "%(count)s pieces of “%(title)s” are removed.", len(attachments)
        )
    return words % {"title": entry.title, "count": len(attachments)}


@transaction.atomic
def remove_attachments(entry: Entry, attachments: list[Attachment], by: Person) -> PutAway:
    """Take pieces out of an entry: pictures, recordings, whatever. For an hour `by` can bring them back."""
    going = [attachment.pk for attachment in attachments]
    for key in going:
        record("attachment.removed", by=by, entry=entry, community=entry.community, attachment=key)
    changes: list[Change] = []
    if entry.cover_id in going:
        next_one = next((one for one in entry.attachments.exclude(pk__in=going) if one.is_picture), None)
        changes = let_go(Entry.objects.filter(pk=entry.pk), "cover_id", next_one and next_one.pk)
        entry.refresh_from_db(fields=["cover"])
    words = _removed(entry, attachments)
    return put_away("attachment", by, words, entry.address, gone=attachments, changes=changes)


def bring_back(entry: Entry, by: Person, based_on: int, words: dict[str, Any]) -> Entry:
    """Make the words of an earlier revision the present ones, as a revision of its own. Raises EditedMeanwhile."""
    kept = {name: words.get(name, "") for name in ("title", "summary", "body")}
    return edit_entry(entry, by, based_on=based_on, note=_("Earlier words brought back"), new_revision=True, **kept)
