"""What people do with works and resources: one function per intention."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import add_picture, change_audience, edit_entry, write_entry
from commonplace.commons.entries.files import kept_with_their_rows
from commonplace.commons.entries.licences import licence_carried_on
from commonplace.commons.entries.models import Attachment, Authorship, Entry
from commonplace.commons.entries.pieces import keep_pieces
from commonplace.commons.people.models import AgeBand, Interest, Person
from commonplace.ground.captions import Cue, write_captions
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.pictures import prepare
from commonplace.ground.put_away import let_go, put_away
from commonplace.ground.text import clean, clean_line
from commonplace.stages.make.models import Resource, Work

# So long may what is said of a piece be, where it is not 400 characters.
_LONGEST = {"link": 500, "written_in": 40}


def share_work(
    by: Person,
    *,
    title: str,
    body: str,
    form: str = "",
    link: str = "",
    community: Community | None = None,
    audience: int | None = None,
    co_authors: Iterable[Person] = (),
    interests: Iterable[Interest] = (),
    pictures: Iterable[tuple[UploadedFile, str, str]] = (),
    language: str = "",
    licence: str = "",
    share: bool = True,
    made_from: Entry | None = None,
) -> Work:
    """Put in something that somebody made, in whatever form they chose. With `share=False` it stays a draft.

    `pictures` are files, each with what it shows and its caption. Raises pictures.NotAPicture, having put in nothing.
    """
    form = clean_line(form)[:60]
    # Read before the transaction opens, since on SQLite everybody who writes would wait for it.
    prepared = [(prepare(file), alternative, caption) for file, alternative, caption in pictures]
    with kept_with_their_rows(), transaction.atomic():
        entry = write_entry(
            by,
            "work",
            title=title,
            body=body,
            community=community,
            audience=audience,
            co_authors=co_authors,
            interests=interests,
            language=language,
            licence=licence_carried_on(made_from, by) or licence,
            made_from=made_from,
            share=share,
            words=words_of_work(Work(form=form, link=link)),
        )
        work = Work.objects.create(entry=entry, form=form, link=link)
        for picture, alternative, caption in prepared:
            add_picture(entry, picture, alternative=alternative, caption=caption)
        keep_pieces(entry, by)
    return work


def words_of_work(work: Work) -> dict[str, str]:
    """What a revision keeps of a work beside its entry's words; of what it set out to do as much as is said."""
    proposal = {"tools": work.tools, "goals": work.goals, "to_be_read": work.to_be_read}
    return {"form": work.form, "link": work.link} | {name: said for name, said in proposal.items() if said}


@transaction.atomic
def change_work(
    work: Work,
    by: Person,
    *,
    based_on: int,
    form: str,
    link: str,
    co_authors: Iterable[Person] | None = None,
    **fields: Any,
) -> Work:
    """Change a work. `fields` are columns of Entry and `interests`. Raises EditedMeanwhile, having changed nothing."""
    work.form, work.link = clean_line(form)[:60], link
    if "licence" in fields:
        fields["licence"] = licence_carried_on(work.entry.made_from, by) or fields["licence"]
    edit_entry(work.entry, by, based_on=based_on, words=words_of_work(work), **fields)
    work.save(update_fields=["form", "link"])
    if co_authors is not None:
        name_co_authors(work.entry, by, co_authors)
    return work


@transaction.atomic
def name_co_authors(entry: Entry, by: Person, co_authors: Iterable[Person]) -> None:
    """Say who made it too. Who is named stays, until they take themselves off it (`entries.authors.step_back`)."""
    there = set(entry.authorships.values_list("person_id", flat=True))
    new = [person.pk for person in co_authors if person.pk not in there]
    Authorship.objects.bulk_create(
        Authorship(entry=entry, person_id=person, place=place) for place, person in enumerate(new, start=len(there))
    )
    entry.__dict__.pop("_author_ids", None)
    if entry.is_accompanied and Person.objects.filter(pk__in=new).exclude(age_band=AgeBand.ADULT).exists():
        # It went to the open web with somebody who watches, and whoever is named now was not asked.
        change_audience(entry, by, Audience.COMMONS, opened_to=entry.opened_to)
    if new:
        record("work.co_authored", by=by, entry=entry, community=entry.community, people=new)


@dataclass(frozen=True)
class Arranged:
    """A piece with what is said of it now; captions as they are where None."""

    piece: Attachment
    columns: dict[str, str]
    captions: list[Cue] | None = None


@transaction.atomic
def arrange_pieces(entry: Entry, by: Person, rows: list[Arranged], cover: Attachment | None) -> PutAway | None:
    """Put the pieces of a work in this order, with what is said of each; one picture stands for the whole.

    Returns the captions that were taken away, which `by` can bring back for an hour; None where none were.
    """
    without = entry.attachments.filter(pk__in=[row.piece.pk for row in rows if row.captions == []])
    gone = let_go(without.exclude(captions=""), "captions", "")
    for place, row in enumerate(rows):
        columns = {name: _said(name, words) for name, words in row.columns.items()}
        if row.captions is not None:
            columns["captions"] = write_captions(row.captions) if row.captions else ""
        # One that somebody took away in this very moment is not there to be arranged, and no trouble.
        entry.attachments.filter(pk=row.piece.pk).update(place=place, **columns)
    entry.cover = cover
    entry.save(update_fields=["cover"])
    record("work.pieces_arranged", by=by, entry=entry, community=entry.community)
    if not gone:
        return None
    words = _("The captions of “%(title)s” are taken away.") % {"title": entry.title}
    return put_away("captions of pieces", by, words, f"{entry.address}pieces/", changes=gone)


def _said(name: str, words: str) -> str:
    return clean(words).strip() if name == "words" else clean_line(words)[: _LONGEST.get(name, 400)]


@transaction.atomic
def share_resource(
    by: Person,
    *,
    title: str,
    body: str = "",
    link: str = "",
    made_by: str = "",
    source: str = "",
    licence: str = "",
    community: Community | None = None,
    audience: int | None = None,
    interests: Iterable[Interest] = (),
    kind: str = "resource",
    **fields: Any,
) -> Resource:
    """Put in something made elsewhere that people here learn from; importers do, too. `fields` are columns of Entry.

    Where several hang together, the `kind` of those within the first is `page`.
    """
    kept = {"link": link, "made_by": clean_line(made_by)[:200], "source": clean_line(source)[:200]}
    entry = write_entry(
        by,
        kind,
        title=title,
        body=body,
        community=community,
        audience=audience,
        interests=interests,
        licence=licence,
        words=kept,
        **fields,
    )
    return Resource.objects.create(entry=entry, **kept)


@transaction.atomic
def change_resource(
    resource: Resource, by: Person, *, based_on: int, link: str, made_by: str, source: str, **fields: Any
) -> Resource:
    """Change what is said of a resource. Raises EditedMeanwhile, having changed nothing."""
    kept = {"link": link, "made_by": clean_line(made_by)[:200], "source": clean_line(source)[:200]}
    edit_entry(resource.entry, by, based_on=based_on, words=kept, **fields)
    for name, value in kept.items():
        setattr(resource, name, value)
    resource.save(update_fields=list(kept))
    return resource
