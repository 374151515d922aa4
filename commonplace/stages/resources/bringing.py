"""Bringing in what was read: a few pieces at a time, so that nobody waits long for the database, and told at the end."""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.files import kept_with_their_rows
from commonplace.commons.entries.merging import marks_of
from commonplace.commons.entries.models import Attachment, Entry, Licence
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.happenings import record
from commonplace.ground.models import Happening
from commonplace.ground.pictures import NotAPicture, Prepared, prepare
from commonplace.ground.text import clean, clean_line
from commonplace.stages.resources.keeping import KINDS, Keeper
from commonplace.stages.resources.models import Bringing, Brought, BroughtPicture, PictureToCome
from commonplace.stages.resources.pieces import TO_PICTURE, TO_PIECE, Source
from commonplace.stages.resources.rules import may_bring_in

logger = logging.getLogger(__name__)
# So many pieces are put in within one transaction.
_AT_ONCE = 10
# So many bringings of a community are told of.
_MOST_KEPT = 50
_LONGEST = timedelta(hours=1)


class NotBegun(Exception):
    """It cannot be brought in as things stand. Its words say why, for whoever would bring it."""


class BroughtInNow(NotBegun):
    """Something is being brought in at this moment. Two at once would not know of each other's pieces."""


class AnotherOfThatName(NotBegun):
    """What came from a file or folder of this name before has nothing in common with it."""


@transaction.atomic
def bring_in(
    community: Community, by: Person, source: Source, *, audience: int, licence: str = "", deleted_too: bool = False
) -> Bringing:
    """Begin to bring in what was read. `licence` is that of what does not say it itself. Raises NotBegun.

    What people here deleted stays away, unless it is to come `deleted_too`.
    """
    bringing = begin(community, by, source, audience=audience, licence=licence, deleted_too=deleted_too)
    put_in_all.enqueue(bringing.pk)
    return bringing


@transaction.atomic
def begin(
    community: Community, by: Person, source: Source, *, audience: int, licence: str = "", deleted_too: bool = False
) -> Bringing:
    """Write down what is to be brought in, with where each piece will stand and where its links lead then. Raises NotBegun."""
    Community.objects.select_for_update(no_key=True).values_list("pk").get(pk=community.pk)
    # One that was broken off without a word keeps nobody waiting for ever.
    if community.bringings.filter(ended_at=None, begun_at__gt=clock.now() - _LONGEST).exists():
        raise BroughtInNow(_("Something is being brought in just now. Wait until it is done, then bring this."))
    old = community.bringings.order_by("-pk").values_list("pk", flat=True)[_MOST_KEPT - 1 :]
    Bringing.objects.filter(pk__in=list(old)).delete()
    pieces = [piece.plain() for piece in source.pieces]
    _settle_where(community, pieces, deleted_too)
    _settle_pictures(pieces, source.pictures)
    _refuse_another(pieces)
    for piece in pieces:
        if not piece["licence"] and not piece["licence_link"] and licence in Licence.values:
            piece["licence"] = licence
    bringing = Bringing.objects.create(
        community=community,
        by=by,
        name=source.name[:200],
        audience=min(Audience(audience), Audience.COMMONS),
        total=len(pieces),
        pieces={"all": pieces, "hang_together": source.hangs_together},
        report=[{"outcome": "left out", "title": one.name[:300], "why": one.why} for one in source.left_out],
    )
    PictureToCome.objects.bulk_create(
        PictureToCome(bringing=bringing, name=name, data=source.pictures[name]) for name in sorted(_needed(pieces))
    )
    return bringing


def _needed(pieces: list[dict[str, Any]]) -> set[str]:
    """The names of the pictures that are to be kept anew for these pieces."""
    return {
        name
        for piece in pieces
        if not piece["is_deleted"]
        for name, facts in piece["pictures"].items()
        if not facts["is_there"]
    }


def _settle_where(community: Community, pieces: list[dict[str, Any]], deleted_too: bool) -> None:
    """Give each piece the number of its entry, and turn links to pieces into links to where they will stand.

    What was deleted here and stays away keeps the number that it had, so that what leads to it stays as it was.
    """
    known = dict(
        Entry.objects.filter(kind__in=KINDS, community=community, remote_id__in=[one["identity"] for one in pieces])
        .order_by("-pk")
        .values_list("remote_id", "pk")
    )
    numbers, deleted = {}, deleted_in(community)
    for piece in pieces:
        was = deleted.get(piece["identity"]) if piece["identity"] not in known else None
        piece["is_deleted"] = was is not None and not deleted_too
        # What comes in again gets a number of its own: a restore deletes once more whatever has one that was deleted.
        stays_away = was if piece["is_deleted"] else None
        piece["id"] = numbers[piece["key"]] = known.get(piece["identity"]) or stays_away or ids.new_id()

    for piece in pieces:
        piece["body"] = TO_PIECE.sub(
            lambda found: f"(/e/{ids.written(numbers[found[1]])}/)" if found[1] in numbers else found[0], piece["body"]
        )


def deleted_in(community: Community) -> dict[str, int]:
    """What was brought in here and then deleted, by its identity: the number that its entry had, most lately."""
    told = Happening.objects.filter(kind="entry.deleted", community_id=community.pk, data__kind_of_entry__in=KINDS)
    facts = told.order_by("pk").values_list("data", flat=True)
    return {one["remote_id"]: one["entry_id"] for one in facts if one.get("remote_id")}


def _settle_pictures(pieces: list[dict[str, Any]], pictures: dict[str, bytes]) -> None:
    """Give each picture of a piece the number under which it will be kept, and turn links to it into links to that.

    One that came before and is the same keeps its number, also where people here took it away.
    """
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in pictures.items()}
    rows = BroughtPicture.objects.filter(brought__in=[piece["id"] for piece in pieces if piece["pictures"]])
    known = {(row.brought_id, row.name): row for row in rows}
    kept = [row.kept_as for row in known.values()]
    there = set(Attachment.objects.filter(pk__in=kept).values_list("pk", flat=True))
    for piece in pieces:
        numbers = {}
        for name, words in piece["pictures"].items():
            was = known.get((piece["id"], name))
            # One that people here took away stays away, also where it was changed meanwhile.
            is_settled = was is not None and (was.digest == digests[name] or was.kept_as not in there)
            numbers[name] = was.kept_as if was and is_settled else ids.new_id()
            piece["pictures"][name] = {
                "says": words,
                "digest": digests[name],
                "kept_as": numbers[name],
                "is_there": is_settled,
            }
        piece["body"] = TO_PICTURE.sub(
            lambda found, numbers=numbers: (  # type: ignore[misc]
                f"(/m/{ids.written(numbers[found[1]])}/)" if found[1] in numbers else found[0]
            ),
            piece["body"],
        )


def _refuse_another(pieces: list[dict[str, Any]]) -> None:
    """Files are known by their names, which many have: what shares no title and no paragraph with what came before is another."""
    told = {piece["id"]: piece for piece in pieces if piece["identity"].startswith("file:") and piece["body"]}
    known = dict(Brought.objects.filter(pk__in=told).values_list("pk", "marks"))
    if not known:
        return
    for key, was in known.items():
        now = marks_of({"title": clean_line(told[key]["title"])[:200], "body": clean(told[key]["body"])})
        if not was or any(set(now[part]) & set(was.get(part, ())) for part in now):
            return
    raise AnotherOfThatName(
        _(
            "Something else of this name was brought in before, and this would take its place. Give the file or folder another name."
        )
    )


@task()
def put_in_all(key: int) -> None:
    """Put in what waits of a bringing. A server that died in between goes on where it was."""
    bringing = Bringing.objects.select_related("community", "by").filter(pk=key, ended_at=None).first()
    if bringing is not None:
        with translation.override(bringing.community.language):
            carry_out(bringing)


def carry_out(bringing: Bringing, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Put in what waits, some pieces at a time. Whatever goes wrong ends it, and is told."""
    keeper = Keeper(bringing.community, bringing.by, bringing.audience, bringing.collection)
    trouble = ""
    try:
        while bringing.done < bringing.total and not trouble:
            keeper.pictures = _pictures_of(bringing)
            with kept_with_their_rows():
                trouble = _put_in_some(bringing, keeper)
            progress(bringing.done, bringing.total)
    except Exception:
        logger.exception("What was brought in could not all be put in.")
        trouble = _("It stopped here, for a reason that is ours. Whoever keeps this commons finds it in the log.")
    with transaction.atomic():
        if trouble:
            bringing.report.append({"outcome": "left out", "title": bringing.name, "why": trouble})
        bringing.pictures.all().delete()
        bringing.pieces, bringing.ended_at = [], clock.now()
        bringing.save(update_fields=["pieces", "ended_at", "report"])
        if bringing.collection and _has_changed(bringing.report):
            record("resources.brought", by=bringing.by, entry=bringing.collection, community=bringing.community)


def _pictures_of(bringing: Bringing) -> dict[str, Prepared]:
    """The new pictures of the next pieces, ready to keep: reading them takes long, so no transaction is open."""
    ready = {}
    for name in sorted(_needed(bringing.pieces["all"][bringing.done : bringing.done + _AT_ONCE])):
        data = bringing.pictures.values_list("data", flat=True).get(name=name)
        called = unquote(name).rsplit("/", 1)[-1]
        try:
            ready[name] = prepare(SimpleUploadedFile(called, bytes(data)))
        except NotAPicture:
            continue  # the keeper names what is not there
    return ready


@transaction.atomic
def _put_in_some(bringing: Bringing, keeper: Keeper) -> str:
    """Put in the next pieces. What is returned says why nothing more can be."""
    if not may_bring_in(
        Person.objects.filter(pk=bringing.by_id).first(), Community.objects.get(pk=bringing.community_id)
    ):
        return _("Whoever brought it in may do so here no more.")
    pieces, report = bringing.pieces, list(bringing.report)
    begins = bringing.done
    for place in range(begins, min(begins + _AT_ONCE, bringing.total)):
        piece = pieces["all"][place]
        is_first = place == 0 and pieces["hang_together"]
        entry, outcome, why = keeper.put_in(piece, place, is_first=is_first)
        if is_first and entry is None:
            return why
        line = {
            "outcome": outcome,
            "title": piece["title"],
            "why": why,
            "entry": ids.written(entry.pk) if entry else "",
        }
        report.append(line | {name: piece[name] for name in ("broken", "missing") if piece[name]})
    bringing.done, bringing.report, bringing.collection = (
        min(begins + _AT_ONCE, bringing.total),
        report,
        keeper.collection,
    )
    bringing.save(update_fields=["done", "report", "collection"])
    if keeper.collection and _has_changed(report[len(report) - _AT_ONCE :]):
        # For whoever looks on: the page of it is live.
        record("resources.came", by=bringing.by, entry=keeper.collection, community=bringing.community)
    return ""


def _has_changed(report: list[dict[str, Any]]) -> bool:
    return any(line["outcome"] in {"new", "changed"} for line in report)
