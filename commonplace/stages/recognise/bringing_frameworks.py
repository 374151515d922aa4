"""Bringing in frameworks: from a file or an address, some hundred things in a transaction, so that nobody waits for the database.

Brought in again, a framework is what its source says now: nothing stands twice, what is gone goes, and of that what a badge stands
for stays as withdrawn. A task that comes again after its worker died begins anew, which changes nothing of what is in.
"""

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.open_words import Unnamed
from commonplace.commons.people.models import Person
from commonplace.ground import clock, outgoing
from commonplace.ground.happenings import record
from commonplace.ground.queue import LONG
from commonplace.stages.recognise import finding_items
from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.frameworks import case
from commonplace.stages.recognise.frameworks.case import MOST_BYTES, NotAFramework
from commonplace.stages.recognise.frameworks.framework import Framework as Read
from commonplace.stages.recognise.frameworks.members import written
from commonplace.stages.recognise.models_frameworks import Alignment, Framework, Incoming, Item, Part
from commonplace.stages.recognise.rules import may_bring_frameworks, may_bring_frameworks_for_all
from commonplace.stages.recognise.sealing import web_address

# Where programs ask for frameworks (CASE 1.1, section 4).
CASE = "/ims/case/v1p1"
AT_ONCE = 500
# So long a framework is fetched at most, with what its address leads to.
SECONDS = 60.0
_LONGEST = timedelta(hours=1)
_ITEM = ("code", "name", "statement", "within", "place", "depth", "said", "withdrawn_at")
_PART = ("place", "origin", "destination", "said")


class NotBegun(Exception):
    """It is not brought in now. Its words say why."""


def fetching(seconds: float = SECONDS) -> Callable[[str], bytes]:
    """A `Fetch` for one framework: all that it asks for takes so long at most."""
    ends_at = time.monotonic() + seconds

    def fetch(address: str) -> bytes:
        try:
            return outgoing.fetch(address, seconds=max(0.1, ends_at - time.monotonic()), most_bytes=MOST_BYTES).body
        except outgoing.NotFetched as trouble:
            raise NotFetched(str(trouble)) from trouble

    return fetch


@transaction.atomic
def bring_framework(
    by: Person, community: Community | None, *, given: bytes = b"", address: str = "", is_open: bool = False
) -> Incoming:
    """Begin to bring in what a file holds, or what stands at an address; for all where no community is named. Raises NotBegun."""
    # One that was broken off without a word keeps nobody waiting for ever.
    begun = Incoming.objects.filter(community=community, ended_at=None, begun_at__gt=clock.now() - _LONGEST)
    if begun.exists():
        raise NotBegun(_("A framework is being brought in just now. Wait until it is in, then bring this."))
    incoming = Incoming.objects.create(by=by, community=community, address_of_source=address, is_open=is_open)
    if given:
        incoming.file.save("framework.json", ContentFile(given))
    return incoming


@task(queue_name=LONG)
def bring_in_framework(key: int) -> None:
    """Put in what was brought."""
    incoming = Incoming.objects.filter(pk=key).select_related("by", "community").first()
    if incoming is not None:
        with translation.override(incoming.by.language or None):
            put_framework_in(incoming)


def put_framework_in(incoming: Incoming) -> Incoming:
    """Put all of it in; or say in `why` what stands in the way."""
    if incoming.ended_at is not None:
        return incoming
    try:
        read = _read(incoming)
    except (NotAFramework, NotFetched, FileNotFoundError) as trouble:
        return _ended(incoming, why=str(trouble))
    by, community = incoming.by, incoming.community
    if not (may_bring_frameworks(by, community) if community else may_bring_frameworks_for_all(by)):
        return _ended(incoming, why=_("Whoever began this may not bring frameworks in any more."))
    if incoming.is_open and (named := named_openly(by, community, texts_of(read))):
        return _ended(incoming, why=named)
    framework = _begun(incoming, read)
    package = case.package(read)
    _put_in(incoming, framework, Item, _ITEM, _items_of(read, package))
    _put_in(incoming, framework, Part, _PART, _parts_of(package))
    return _ended(incoming, left_out=list(read.left_out))


def _read(incoming: Incoming) -> Read:
    if incoming.file:
        with incoming.file.open() as file:
            read = case.read_framework(file.read(), now=incoming.begun_at)
    else:
        read = case.framework_at(incoming.address_of_source, fetching(), now=incoming.begun_at)
    # What has no address on the web gets one here.
    return read if read.uri.startswith(("https://", "http://")) else read.at(web_address(CASE))


def texts_of(read: Read) -> Iterator[str]:
    """What strangers would read of it."""
    yield from (read.title, read.creator, str(read.more.get("description", "")))
    for item in read.items:
        yield item.statement
        yield item.short


def named_openly(by: Person, community: Community | None, texts: Iterable[str]) -> str:
    """Why strangers may not read this: somebody under 18 is named in it, beyond doubt. Empty otherwise."""
    certain = [name for name in Unnamed(by, community).named_in(" | ".join(texts)) if name.is_certain]
    if not certain:
        return ""
    words = _(
        "“%(name)s” stands in it, and people under 18 are not named on open pages. Bring it in for those here alone."
    )
    return words % {"name": certain[0].words}


@transaction.atomic
def _begun(incoming: Incoming, read: Read) -> Framework:
    said = case.package(Read(read.identifier, read.uri, read.creator, read.title, read.changed, more=read.more))
    values: dict[str, Any] = {
        "title": read.title[:300],
        "creator": read.creator[:300],
        "said": said["CFDocument"],
        "edition": _edition(),
        "by": incoming.by,
        "brought_at": clock.now(),
        "is_open": incoming.is_open,
        "address_of_source": incoming.address_of_source,
    }
    framework, is_new = Framework.objects.update_or_create(
        community=incoming.community, identifier=read.identifier, defaults=values
    )
    incoming.framework, incoming.done = framework, 0
    incoming.total = (
        len(read.items) + len(read.associations) + len(read.rubrics) + sum(map(len, read.definitions.values()))
    )
    incoming.save(update_fields=["framework", "done", "total"])
    kind = "framework.brought_in" if is_new else "framework.brought_in_again"
    record(kind, by=incoming.by, community=incoming.community, framework=framework.pk)
    return framework


def _edition() -> str:
    return secrets.token_urlsafe(12)


def _items_of(read: Read, package: dict[str, Any]) -> Iterator[Item]:
    said = {one["identifier"]: one for one in package["CFItems"]}
    above: list[str] = []
    for place, (depth, one) in enumerate(read.walk()):
        del above[depth:]
        yield Item(
            identifier=one.identifier,
            code=one.code[:100],
            name=one.short[:300],
            statement=one.statement,
            within=" › ".join(above[-4:])[:500],
            place=place,
            depth=min(depth, 30_000),
            said=said[one.identifier],
        )
        above.append(one.short[:100])


def _parts_of(package: dict[str, Any]) -> Iterator[Part]:
    kinds = {"CFAssociations": package["CFAssociations"], **package.get("CFDefinitions", {})}
    for kind, those in {**kinds, "CFRubrics": package.get("CFRubrics", [])}.items():
        for place, one in enumerate(those):
            ends = [str(one.get(end, {}).get("identifier", "")) for end in ("originNodeURI", "destinationNodeURI")]
            origin, destination = (name if len(name) <= 36 else "" for name in ends)
            yield Part(
                kind=kind, identifier=one["identifier"], place=place, origin=origin, destination=destination, said=one
            )


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _key(row: Any) -> tuple[str, str]:
    return getattr(row, "kind", ""), row.identifier


def _put_in(incoming: Incoming, framework: Framework, model: Any, names: tuple[str, ...], rows: Iterable[Any]) -> None:
    """These rows, and no others but items that are withdrawn."""
    there = set()
    for some in _batches(rows):
        _put_in_some(incoming, framework, model, names, some)
        there |= {_key(row) for row in some}
    kept = model.objects.filter(framework=framework)
    gone = [
        row.pk for row in kept.only("pk", "identifier", *(["kind"] if model is Part else [])) if _key(row) not in there
    ]
    for keys in _batches(gone):
        _let_go(framework, model, keys)


@transaction.atomic
def _put_in_some(incoming: Incoming, framework: Framework, model: Any, names: tuple[str, ...], some: list[Any]) -> None:
    # By their identifiers alone: asked for those of the framework, SQLite looks at all of it each time.
    known = model.objects.filter(identifier__in=[row.identifier for row in some])
    there = {_key(row): row for row in known if row.framework_id == framework.pk}
    new, changed = [], []
    for row in some:
        old = there.get(_key(row))
        if old is None:
            row.framework = framework
            new.append(row)
        elif not _is_same(old, row, names, read_at=written(incoming.begun_at)):
            for name in names:
                setattr(old, name, getattr(row, name))
            changed.append(old)
    model.objects.bulk_create(new)
    model.objects.bulk_update(changed, names, batch_size=50)
    if model is Item:
        finding_items.put_in_anew(changed)
        finding_items.put_in(new)
    if new or changed:
        Framework.objects.filter(pk=framework.pk).update(edition=_edition())
    incoming.done += len(some)
    incoming.save(update_fields=["done"])


def _is_same(old: Any, row: Any, names: tuple[str, ...], *, read_at: str) -> bool:
    """Whether it says what it said. What names no moment of its last change was taken to have changed when it was read."""
    if any(getattr(old, name) != getattr(row, name) for name in names if name != "said"):
        return False
    said = row.said
    if said["lastChangeDateTime"] == read_at:
        said = {**said, "lastChangeDateTime": old.said["lastChangeDateTime"]}
    return bool(old.said == said)


@transaction.atomic
def _let_go(framework: Framework, model: Any, keys: list[int]) -> None:
    rows = model.objects.filter(pk__in=keys)
    if model is Item:
        finding_items.take_out(keys)
        aligned = Exists(Alignment.objects.filter(item=OuterRef("pk")))
        rows.filter(aligned, withdrawn_at=None).update(withdrawn_at=clock.now())
        rows = rows.filter(~aligned)
    rows.delete()
    Framework.objects.filter(pk=framework.pk).update(edition=_edition())


@transaction.atomic
def _ended(incoming: Incoming, *, why: str = "", left_out: list[str] | None = None) -> Incoming:
    incoming.ended_at, incoming.why, incoming.left_out = clock.now(), why[:500], left_out or []
    file, storage = incoming.file.name, incoming.file.storage
    incoming.file = ""
    incoming.save(update_fields=["ended_at", "why", "left_out", "file"])
    if file:
        transaction.on_commit(lambda: storage.delete(file))
    return incoming
