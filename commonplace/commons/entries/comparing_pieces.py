"""What became of the pieces of an entry between two versions: put in, taken away, moved, said otherwise of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonplace.commons.entries.comparing import Part, difference
from commonplace.ground.text import isolated

_SORTS = {
    "picture": gettext_lazy("a picture"),
    "recording": gettext_lazy("a recording"),
    "film": gettext_lazy("a film"),
    "file": gettext_lazy("a file"),
    "link": gettext_lazy("a link"),
    "code": gettext_lazy("some code"),
}
_SHORT = 80

Piece = dict[str, Any]


@dataclass
class Changes:
    """Each change in a sentence; and where the words of a piece changed, which."""

    told: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def changes_of_pieces(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """What changed, by what two revisions keep; nothing where one of them is older than that this was kept."""
    if "pieces" not in before or "pieces" not in after:
        return Changes()
    old = {piece["key"]: piece for piece in before["pieces"]}
    new = {piece["key"]: piece for piece in after["pieces"]}
    told = [_("Put in: %(piece)s.") % {"piece": _named(piece)} for key, piece in new.items() if key not in old]
    told += [_("Taken away: %(piece)s.") % {"piece": _named(piece)} for key, piece in old.items() if key not in new]
    told += [_("Moved: %(piece)s.") % {"piece": _named(new[key])} for key in _moved(list(old), list(new))]
    stayed = [(old[key], piece) for key, piece in new.items() if key in old]
    told += [sentence for was, now in stayed for sentence in _said_otherwise(was, now)]
    parts = [
        Part(_named(now), difference(was.get("words", ""), now.get("words", "")))
        for was, now in stayed
        if was.get("words", "") != now.get("words", "")
    ]
    return Changes(told, parts)


def _named(piece: Piece) -> str:
    """What a piece is, and by which of its words it is known."""
    sort = str(_SORTS.get(piece["sort"], _SORTS["file"]))
    known_by = (piece["called"] or piece["caption"])[:_SHORT]
    return f"{sort}, “{isolated(known_by)}”" if known_by else sort


def _moved(old: list[int], new: list[int]) -> Iterator[int]:
    """As few as can be said to have moved, of those that were there both times."""
    old, new = [key for key in old if key in new], [key for key in new if key in old]
    stayed = {
        key
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
        for key in new[block.b : block.b + block.size]
    }
    yield from (key for key in new if key not in stayed)


def _said_otherwise(was: Piece, now: Piece) -> Iterator[str]:
    names = (("caption", _("caption")), ("called", _("description")))
    for name, words in names:
        if was[name] == now[name]:
            continue
        told = {"piece": _named(now), "what": words, "before": isolated(was[name]), "after": isolated(now[name])}
        if not was[name]:
            yield _("A new %(what)s of %(piece)s: “%(after)s”.") % told
        elif not now[name]:
            yield _("The %(what)s of %(piece)s is gone: “%(before)s”.") % told
        else:
            yield _("The %(what)s of %(piece)s was “%(before)s” and is “%(after)s”.") % told
