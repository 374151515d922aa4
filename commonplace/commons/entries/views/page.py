"""The page of an entry, for whoever looks at it."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.rules import closed_words, is_open
from commonplace.commons.entries import rules
from commonplace.commons.entries.forms import CommentForm
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.kinds import added, kind_of
from commonplace.commons.entries.licences import licence_words
from commonplace.commons.entries.lineage import lineage_of
from commonplace.commons.entries.lists import Note, threads, with_names
from commonplace.commons.entries.models import Attachment, Comment, Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Interest, Person
from commonplace.ground import ids
from commonplace.ground.moments import telling_ago
from commonplace.ground.prepared import prepared

# So many comments stand on one page.
_MOST_COMMENTS = 500
# What strangers get of what somebody under 18 made and an adult watches over.
_WATCHED_OVER = frozenset({"picture", "link", "code"})


@dataclass(frozen=True)
class May:
    """What the viewer may do with the entry before them."""

    edit: bool
    change_audience: bool
    see_history: bool
    delete: bool
    comment: bool
    share: bool
    report: bool
    make_from: bool


def what_may(person: Person | None, entry: Entry) -> May:
    may_edit = rules.may_edit(person, entry)
    return May(
        edit=may_edit,
        change_audience=rules.may_change_audience(person, entry),
        see_history=rules.may_see_history(person, entry),
        delete=rules.may_delete(person, entry),
        comment=rules.may_comment(person, entry),
        share=entry.is_draft and kind_of(entry).shared_by_button and rules.may_share(person, entry),
        report=not rules.is_author(person, entry),
        make_from=rules.may_make_from(person, entry) and not entry.is_draft,
    )


def entry_seen(request: Request, pk: int) -> Entry:
    """The entry, with names, community and team, if whoever asks may see it; else 404."""
    found = with_names(_seen(viewer=request.person, key=pk), request.person)
    if not found:
        raise Http404
    return found[0]


@prepared
def _seen(viewer: Person | None, key: int) -> QuerySet[Entry]:
    return Entry.objects.visible_to(viewer).select_related("community__parent", "team").filter(pk=key)


@prepared
def _said(viewer: Person | None, entry: int) -> QuerySet[Comment]:
    seen = Comment.objects.visible_to(viewer).filter(entry=entry).select_related("by")
    return seen.order_by("-at", "-pk")[:_MOST_COMMENTS]


@prepared
def _attachments(viewer: Person | None, entry: int) -> QuerySet[Attachment]:
    return Attachment.objects.beside_seen(viewer).filter(entry=entry)


@prepared
def _interests(entry: int) -> QuerySet[Interest]:
    return Interest.objects.filter(entries=entry).order_by("name")


def notes_on(entry: Entry, viewer: Person | None, may_comment: bool) -> list[Note]:
    """All that the viewer may read in the margin, each note with what they may do about it."""
    rows = _said(viewer=viewer, entry=entry.pk)[::-1]
    for row in rows:
        row.entry = entry
    by_key = {row.pk: row for row in rows}
    ago = telling_ago()
    firsts = threads(Note.of(comment, ago(comment.at)) for comment in rows)
    for note in [*firsts, *(answer for first in firsts for answer in first.answers)]:
        key = ids.written(note.pk)
        note.answer = f"{entry.address}comment/?answers={key}" if may_comment else ""
        note.delete = (
            f"{entry.address}comment/{key}/delete/" if rules.may_delete_comment(viewer, by_key[note.pk]) else ""
        )
        note.report = f"/report/?comment={key}" if viewer is None or note.by.pk != viewer.pk else ""
    return firsts


def _lineage(entry: Entry, viewer: Person | None) -> dict[str, Any]:
    """Where it comes from and what grew from it, and whom to name for what it was made from."""
    lineage = lineage_of(entry, viewer)
    source = lineage.source
    credit = kind_of(source).made_by if source else None
    return {
        "lineage": lineage,
        "made_from": source,
        "credit": credit(source) if source and credit else "",
        "source_licence": licence_words(source) if source and source.licence else "",
    }


def page_of(request: Request, entry: Entry, **more: Any) -> HttpResponse:
    """The page of an entry as `request.person` sees it, for whom its names were set."""
    viewer = request.person
    kind = kind_of(entry)
    may = what_may(viewer, entry)
    attached = _attachments(viewer=viewer, entry=entry.pk) if entry.shows_pictures else []  # type: ignore[attr-defined]
    if viewer is None and entry.is_accompanied:
        # A voice or a face that moves tells who somebody is: strangers get the pictures and words alone.
        attached = [one for one in attached if one.sort in _WATCHED_OVER]
    entry.attached = attached  # type: ignore[attr-defined]
    context = {
        "entry": entry,
        "kind": kind,
        "viewer": viewer,
        "may": may,
        "notes": notes_on(entry, viewer, may.comment),
        "pictures": [one for one in attached if one.is_picture],
        "recordings": [one for one in attached if one.sort == "recording"],
        "interests": _interests(entry=entry.pk),
        "licence": licence_words(entry),
        "form": CommentForm() if may.comment else None,
        "why_not": _why_no_comment(viewer, entry),
        "edit_address": kind.edit(entry),
        "address": settings.ADDRESS + entry.address,
        "shown_as": None,
        **_lineage(entry, viewer),
        **kind.context(request, entry),
        **added(viewer, entry),
        **more,
    }
    return render(request, kind.template, context)


def _why_no_comment(viewer: Person | None, entry: Entry) -> str:
    """Why there is no field to say something, where there is none and one might look for it."""
    if entry.is_draft or entry.hidden_at is not None:
        return ""
    if not is_open(entry.community):
        return closed_words(entry.community)
    if viewer is not None and viewer.paused_at is not None:
        return _("You are paused, so you cannot say anything here now.")
    return ""


@kept()
def entry_page(request: Request, pk: int) -> HttpResponse:
    """An entry with what others say to it."""
    return page_of(request, entry_seen(request, pk))
