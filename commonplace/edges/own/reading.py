"""A person's book as people read it: one page that needs no network, and each entry as Markdown."""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.template.loader import render_to_string

from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Attachment, Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids

CHUNK = 100
# What stands in its own place: the title above, the words rendered.
_IN_PLACE = {"title", "body"}
_FOLDERS = {"picture": "pictures", "recording": "recordings", "film": "films"}
OTHER_PIECES = {"film", "file", "link", "code"}


def plainly(value: Any) -> Any:
    """What JSON knows no way of writing: moments in ISO 8601, the rest as text."""
    return value.isoformat() if isinstance(value, datetime) else str(value)


def path_in_book(attachment: Attachment) -> str:
    """Where a picture, a recording, a film or a file stands in the book."""
    suffix = Path(str(attachment.file.name)).suffix
    folder = _FOLDERS.get(attachment.sort, "files")
    return f"{folder}/{ids.written(attachment.entry_id)}/{attachment.place + 1}-{ids.written(attachment.pk)}{suffix}"


def said_beside(entry: Entry) -> list[tuple[str, str]]:
    """What an entry says beside its title and words, part by part, each with the name that its readers know it by."""
    words = entry.revisions.order_by("-number").values_list("words", flat=True).first() or {}
    said = kind_of(entry).said({name: value for name, value in words.items() if name not in _IN_PLACE})
    return [part for part in said if part[1]]


def picture_facts(attachment: Attachment) -> dict[str, Any]:
    """A picture: where it stands in the book, and what was said with it."""
    return {
        "file": path_in_book(attachment),
        "name": attachment.name,
        "shows": attachment.alternative,
        "caption": attachment.caption,
    }


def recording_facts(attachment: Attachment) -> dict[str, Any]:
    """A recording: where it stands in the book, how long it is, and what is said in it."""
    return {
        "file": path_in_book(attachment),
        "name": attachment.name,
        "seconds": attachment.seconds,
        "words": attachment.words,
    }


def piece_facts(attachment: Attachment) -> dict[str, Any]:
    """A film, a file, a link or code: where it stands in the book or elsewhere, and what was said with it."""
    return {
        "sort": attachment.sort,
        "file": path_in_book(attachment) if attachment.file else "",
        "link": attachment.link,
        "name": attachment.name,
        "called": attachment.alternative,
        "caption": attachment.caption,
        "words": attachment.words,
        "captions": attachment.captions,
        "written_in": attachment.written_in,
    }


def _markdown_of_piece(piece: dict[str, Any]) -> list[str]:
    called = piece["called"] or piece["name"] or piece["link"]
    if piece["sort"] == "code":
        fence = "`" * 3
        while fence in piece["words"]:
            fence += "`"
        said = [f"{fence}{piece['written_in']}", piece["words"], fence]
    else:
        said = [f"[{called}]({piece['link'] or '../' + piece['file']})", "", piece["words"]]
    return [*said, "", piece["caption"], ""]


def markdown_of(entry: Entry, facts: dict[str, Any]) -> str:
    """An entry as a Markdown file that reads well by itself, with its facts above."""
    head = {
        key: facts[key]
        for key in ("kind", "address", "created_at", "shared_at", "audience", "community", "licence")
        if facts[key]
    }
    lines = ["---", f"title: {json.dumps(facts['title'], ensure_ascii=False)}"]
    lines += [f"{key}: {json.dumps(value, ensure_ascii=False, default=plainly)}" for key, value in head.items()]
    lines += ["---", "", f"# {facts['title']}", "", facts["body"], ""]
    for name, words in said_beside(entry):
        lines += [f"## {name}", "", words, ""]
    for picture in facts["pictures"]:
        lines += [f"![{picture['shows']}](../{picture['file']})", "", picture["caption"], ""]
    for recording in facts["recordings"]:
        lines += [f"[{recording['name']}](../{recording['file']})", "", recording["words"], ""]
    for piece in facts["pieces"]:
        lines += _markdown_of_piece(piece)
    return "\n".join(lines)


def page_of_book(book: zipfile.ZipFile, person: Person, entries: models.QuerySet[Entry]) -> Iterator[None]:
    """One page that shows the whole book without a network, written as it is read."""
    with book.open(zipfile.ZipInfo("index.html"), "w", force_zip64=True) as page:
        page.write(
            render_to_string(
                "own/book_begins.html", {"owner": person, "made_at": clock.now(), "address": settings.ADDRESS}
            ).encode()
        )
        for entry in entries.prefetch_related("attachments").iterator(chunk_size=CHUNK):
            attached = {
                "pictures": [picture_facts(one) for one in entry.attachments.all() if one.is_picture],
                "recordings": [recording_facts(one) for one in entry.attachments.all() if one.sort == "recording"],
                "pieces": [piece_facts(one) for one in entry.attachments.all() if one.sort in OTHER_PIECES],
            }
            shown = {"entry": entry, "kind": kind_of(entry).words, "said": said_beside(entry), **attached}
            page.write(render_to_string("own/book_entry.html", shown).encode())
            yield
        comments = Comment.objects.filter(by=person).select_related("entry").order_by("at")
        page.write(render_to_string("own/book_ends.html", {"comments": comments}).encode())
