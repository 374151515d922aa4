"""Critique as a kind of entry, and what the page of an entry shows of it: what is asked, and who said something."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Addition, Kind, add, parts_said, register
from commonplace.commons.entries.lists import LEAN, with_names
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.critique.models import Asking, Critique, Point
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.protocols import Part, Protocol
from commonplace.stages.critique.rules import ASKED_OF, may_answer_critique, may_ask_for_critique, may_give_critique
from commonplace.stages.room import seconds

_ASKED = ("question", "not_about", "protocol", "passage", "piece_id", "left", "top", "wide", "high", "second")
# Pieces of which somebody can say something at a place.
_PLACED = ("picture", "recording", "film")
# So many points are told of that were taken up.
_MOST_TAKEN_UP = 12
# So many critiques stand on the page of what they are of.
_MOST = 60


@prepared
def _of_entry(entry: int) -> QuerySet[Any]:
    """What is asked about an entry, None where nothing is, and whether anybody ever said something of it."""
    spoken_of = Exists(Critique.objects.filter(of=OuterRef("pk")))
    points = Point.objects.filter(critique__of=OuterRef("pk"))
    placed = Exists(points.filter(~Q(passage="") | Q(piece__isnull=False)))
    asked = [f"asks_for_critique__{name}" for name in _ASKED]
    return Entry.objects.filter(pk=entry).values_list(
        *asked, spoken_of, placed, Exists(points.filter(taken_into__gt=0))
    )


@prepared
def _taken_up(viewer: Person | None, of: int) -> QuerySet[Point]:
    seen = Entry.objects.visible_to(viewer).filter(pk=OuterRef("critique"), shared_at__isnull=False)
    points = Point.objects.filter(Exists(seen), critique__of=of, taken_into__gt=0)
    return points.order_by("-taken_into", "critique", "place")[:_MOST_TAKEN_UP]


@prepared
def critiques_of(viewer: Person | None, of: int) -> QuerySet[Entry]:
    """The critiques of an entry that somebody may read, newest first."""
    seen = Entry.objects.visible_to(viewer).filter(as_critique__of=of, shared_at__isnull=False)
    return seen.select_related("community", "as_critique").only(*LEAN, "as_critique__by_mentor").newest_first()[:_MOST]


def pieces_of(entry: Entry, viewer: Person) -> list[Attachment]:
    """The pictures, recordings and films of an entry that somebody sees, in their order."""
    rows = Attachment.objects.beside_seen(viewer).filter(entry=entry)
    return [one for one in rows if one.sort in _PLACED]


def with_pieces(rows: QuerySet[Point], viewer: Person | None) -> list[Point]:
    """Points, each with the piece that it is of, where that is for whoever reads; without it otherwise."""
    points = list(rows)
    keys = {point.piece_id for point in points if point.piece_id is not None}
    seen = Attachment.objects.beside_seen(viewer).in_bulk(keys) if keys else {}
    for point in points:
        if point.piece_id is not None:
            point.piece = seen.get(point.piece_id)
    return points


def _seen(viewer: Person | None, key: int) -> Entry | None:
    return Entry.objects.visible_to(viewer).filter(pk=key).only("id", "title", "kind").first()


@dataclass(frozen=True)
class Told:
    """One part of a protocol with what was said in it."""

    part: Part
    points: list[Point]


def told_in(critique: Critique, viewer: Person | None) -> tuple[Protocol, list[Told]]:
    """What a critique says, part by part, without the parts that are empty; with the pieces that `viewer` sees."""
    protocol = protocol_of(critique.protocol)
    points = with_pieces(critique.points.all(), viewer)
    keys = {part.key for part in protocol.parts}
    told = [
        Told(part, [point for point in points if point.part == part.key or (not number and point.part not in keys)])
        for number, part in enumerate(protocol.parts)
    ]
    return protocol, [one for one in told if one.points]


def _critique(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    viewer: Person | None = request.person  # type: ignore[attr-defined]
    critique = Critique.objects.filter(pk=entry.pk).select_related("of").first() or Critique(entry=entry)
    critique.entry = entry
    protocol, told = told_in(critique, viewer)
    return {
        "critique": critique,
        "protocol": protocol,
        "told": told,
        "said": seconds.said,
        "of": _seen(viewer, critique.of_id) if critique.of_id else None,
        "may_answer_critique": may_answer_critique(viewer, critique),
    }


def _beside(viewer: Person | None, entry: Entry) -> dict[str, Any]:
    """What is asked, and who said something, for people who are signed in."""
    if viewer is None:
        return dict.fromkeys(("critique_asking", "critiques", "may_ask_for_critique", "may_give_critique", "taken_up"))
    ((*asked, is_spoken_of, is_placed, is_taken_up),) = _of_entry(entry=entry.pk)
    asking = Asking(entry=entry, **dict(zip(_ASKED, asked, strict=True))) if asked[0] is not None else None
    if asking is not None and asking.piece_id is not None:
        piece = Attachment.objects.beside_seen(viewer).filter(pk=asking.piece_id).first()
        asking.piece = piece
    critiques = with_names(critiques_of(viewer=viewer, of=entry.pk), viewer) if is_spoken_of else []
    peers: tuple[Promise | str, list[Entry]] = (_("From peers"), [])
    mentors: tuple[Promise | str, list[Entry]] = (_("From mentors and those who look after the community"), [])
    for one in critiques:
        (mentors if one.as_critique.by_mentor else peers)[1].append(one)
    return {
        "critique_asking": asking,
        "critique_way": protocol_of(asking.protocol) if asking else None,
        "critiques": [group for group in (peers, mentors) if group[1]],
        "critique_stands_beside": is_placed and bool(critiques),
        "seconds_said": seconds.said,
        "taken_up": _taken_up(viewer=viewer, of=entry.pk) if is_taken_up else [],
        "may_ask_for_critique": may_ask_for_critique(viewer, entry),
        "may_give_critique": asking is not None and may_give_critique(viewer, asking),
    }


def _said(words: dict[str, Any]) -> list[tuple[str, str]]:
    """What one sitting said. In which way it was said stands in its title."""
    return parts_said({name: said for name, said in words.items() if name != "protocol"})


CRITIQUE = register(
    Kind(
        "critique",
        _("Critique"),
        template="critique/critique.html",
        context=_critique,
        edit=lambda entry: f"{entry.address}points/",
        said=_said,
        in_streams=False,  # it stands on the page of what it is of, and speaks to whoever made that
    )
)
add(Addition(ASKED_OF, "critique/beside.html", _beside))
