"""Protocols that communities write for themselves, and make from each other's. Whoever sees a community reads its protocols."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line
from commonplace.stages.critique.models import OwnProtocol
from commonplace.stages.critique.protocols import BUILT_IN, PROTOCOLS, Part, Protocol, Step

_BEGINS = "own-"
# So many protocols of others are offered.
_MOST = 40


def protocol_of(key: str) -> Protocol:
    """The protocol of this key, of ours or of a community; the first one of ours for a key that none has."""
    if key in BUILT_IN:
        return BUILT_IN[key]
    number = key.removeprefix(_BEGINS)
    if key.startswith(_BEGINS) and number.isascii() and number.isdecimal():
        row = OwnProtocol.objects.select_related("community").filter(pk=int(number)).first()
        if row is not None:
            return as_protocol(row)
    return PROTOCOLS[0]


def key_of(row: OwnProtocol) -> str:
    """The key by which a community's protocol is named in rows."""
    return f"{_BEGINS}{row.pk}"


def as_protocol(row: OwnProtocol) -> Protocol:
    """A community's protocol as every other one is read."""
    parts = tuple(Part(one["key"], one["name"], one["asks"], tuple(one["starters"])) for one in row.parts)
    steps = tuple(Step(minutes, words) for minutes, words in row.steps)
    page = f"{row.community.address}critique/ways/"
    return Protocol(key_of(row), row.name, row.about, tuple(row.roles), steps, parts, row.example, page)


def own_of(community: Community | None) -> list[OwnProtocol]:
    """What a community has of its own and has not put aside."""
    if community is None:
        return []
    rows = OwnProtocol.objects.filter(community=community, put_aside_at=None)
    rows = rows.select_related("community", "made_from__community")
    return list(rows.order_by("name", "pk"))


def all_for(community: Community | None) -> list[Protocol]:
    """The protocols among which somebody chooses in a community: ours, then its own."""
    return [*PROTOCOLS, *(as_protocol(row) for row in own_of(community))]


def opened_to(person: Person, community: Community) -> QuerySet[OwnProtocol]:
    """What other communities opened, whose pages somebody may see, for theirs to be made from it."""
    seen = Community.objects.visible_to(person).filter(audience__gte=Audience.COMMONS)
    rows = OwnProtocol.objects.filter(is_open=True, put_aside_at=None, community__in=seen).exclude(community=community)
    return rows.select_related("community").order_by("name", "pk")[:_MOST]


@transaction.atomic
def write_protocol(
    community: Community, by: Person, words: dict[str, Any], row: OwnProtocol | None = None
) -> OwnProtocol:
    """Write a community's protocol, or change one. Parts that keep their name keep their key, so that critiques find theirs.

    So do parts whose name was corrected: those that stand where one stood that no other part is called by now.
    """
    row = row or OwnProtocol(community=community, by=by)
    named = {one["name"] for one in words["parts"]}
    keys = {one["name"]: one["key"] for one in row.parts}
    for before, now in zip(row.parts, words["parts"], strict=False):
        if before["name"] not in named and now["name"] not in keys:
            keys[now["name"]] = before["key"]
    taken = {one["key"] for one in row.parts}
    free = (f"part{number}" for number in range(1, 1000) if f"part{number}" not in taken)
    row.name, row.about = clean_line(words["name"])[:60], clean_line(words["about"])[:200]
    row.example, row.is_open = clean_line(words["example"])[:600], words["is_open"]
    row.roles = [clean_line(one) for one in words["roles"]]
    row.steps = [[minutes, clean_line(said)] for minutes, said in words["steps"]]
    row.parts = [
        {
            "key": keys.get(one["name"]) or next(free),
            "name": clean_line(one["name"]),
            "asks": clean_line(one["asks"]),
            "starters": [clean_line(starter) for starter in one["starters"]],
        }
        for one in words["parts"]
    ]
    is_new = row.pk is None
    row.save()
    record("critique.protocol_written" if is_new else "critique.protocol_changed", by=by, community=community)
    return row


def words_in(protocol: Protocol) -> dict[str, Any]:
    """The words of a protocol, as `write_protocol` takes them, in the language at hand."""
    return {
        "name": str(protocol.name),
        "about": str(protocol.about),
        "roles": [str(one) for one in protocol.roles],
        "steps": [(one.minutes, str(one.words)) for one in protocol.steps],
        "parts": [
            {"name": str(one.name), "asks": str(one.asks), "starters": [str(each) for each in one.starters]}
            for one in protocol.parts
        ],
        "example": str(protocol.example),
        "is_open": False,
    }


@transaction.atomic
def take_over(community: Community, by: Person, source: OwnProtocol | Protocol) -> OwnProtocol:
    """Make a community's own protocol from another one, and keep which it came from."""
    protocol = as_protocol(source) if isinstance(source, OwnProtocol) else source
    row = write_protocol(community, by, words_in(protocol))
    if isinstance(source, OwnProtocol):
        row.made_from = source
    else:
        row.made_from_key = source.key
    row.save(update_fields=["made_from", "made_from_key"])
    return row


@transaction.atomic
def put_aside(row: OwnProtocol, by: Person) -> None:
    """Have a protocol no longer chosen. What was written by it is read as before, and it can be taken out again."""
    row.put_aside_at = clock.now() if row.put_aside_at is None else None
    row.save(update_fields=["put_aside_at"])
    record("critique.protocol_put_aside", by=by, community=row.community)


def lineages_of(rows: list[OwnProtocol], viewer: Person) -> list[Protocol | None]:
    """What each of these was made from, as far as its reader may know."""
    sources = {row.made_from.community_id for row in rows if row.made_from is not None}
    seen = (
        set(Community.objects.visible_to(viewer).filter(pk__in=sources).values_list("pk", flat=True))
        if sources
        else set()
    )
    return [_source(row, seen) for row in rows]


def _source(row: OwnProtocol, seen: set[int]) -> Protocol | None:
    source = row.made_from
    if row.made_from_key in BUILT_IN:
        return BUILT_IN[row.made_from_key]
    if source is None or source.put_aside_at is not None:
        return None
    is_told = source.community_id == row.community_id or (source.is_open and source.community_id in seen)
    return as_protocol(source) if is_told else None
