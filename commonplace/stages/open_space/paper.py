"""The board as a page of paper for the wall, in the community's language and on its clocks.

Paper is read by whoever passes: of hosts it names those whom open pages may name.
"""

from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonplace.commons.communities.languages import spoken
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import moments
from commonplace.ground.local_time import zone_called
from commonplace.ground.typeset import line, paper, settable
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.models import Proposal
from commonplace.stages.recruit.posters import LettersMissing, qr_code

_FILE = Path(__file__).parent / "typst" / "board.typ"


def _set(words: str) -> dict[str, str]:
    made = settable(words)
    if words and not made:
        raise LettersMissing
    return line(made)


def board_on_paper(board: Board, address: str, *, size: str, commons: Commons) -> bytes:
    """A PDF, across. `size` is “a4”, “a3” or “us-letter”. Raises LettersMissing."""
    gathering = board.space.gathering
    entry, community, zone = gathering.entry, gathering.entry.community, gathering.zone
    language = community.language if community else commons.language
    hosts = {key for one in board.proposals for key in board.hosts_of(one)}
    named = dict(Person.objects.shown_to(None).filter(pk__in=hosts).values_list("pk", "display_name"))
    with translation.override(spoken(language, commons.language)), timezone.override(zone_called(zone)):
        first = moments.day(gathering.starts_at, zone)
        words: dict[str, Any] = {
            "paper": size,
            "title": _set(entry.title),
            "above": _set(community.name if community else commons.name),
            "state": _set(_("The programme") if board.space.agreed_at else _("The board, as it stands now")),
            "when": _set(f"{first}, {moments.zone_name(gathering.starts_at, zone)}"),
            "rooms": [_set(venue.name) for venue in board.venues],
            "rows": [
                {
                    "time": _set(_time_of(board, number, first)),
                    "cells": [_cell(board.at(slot, venue), named) for venue in board.venues],
                }
                for number, slot in enumerate(board.slots)
            ],
            "none": _set(_("Nothing stands on the board yet.")),
            "house": _set(commons.name),
            "address": line(address.removeprefix("https://")),
            "code": qr_code(address, border=0),
            "code-says": _("A QR code of %(address)s") % {"address": address},
        }
    return paper(_FILE, language, words)


def _time_of(board: Board, number: int, first: str) -> str:
    gathering, slot = board.space.gathering, board.slots[number]
    begins, ends, zone = slot.starts_at(gathering), slot.ends_at(gathering), gathering.zone
    day = moments.day(begins, zone)
    times = _("%(first)s to %(last)s") % {"first": moments.time(begins, zone), "last": moments.time(ends, zone)}
    before = moments.day(board.slots[number - 1].starts_at(gathering), zone) if number else first
    return times if day == before else f"{day}, {times}"


def _cell(proposal: Proposal | None, named: dict[int, str]) -> dict[str, Any] | None:
    if proposal is None:
        return None
    names = sorted(named[host.pk] for host in proposal.hosts.all() if host.pk in named)
    return {"title": _set(proposal.title), "hosts": _set(", ".join(names))}
