"""Puts one piece in, or brings up to date what came of it before.

What the source says now, what it said last (`Brought.marks`) and what stands here are brought together part by part, and
words paragraph by paragraph (`entries.merging`). Where both changed one paragraph, what people here wrote stays, and that is told.
"""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import Unnamed, as_read
from commonplace.commons.entries.actions import EditedMeanwhile, add_picture, remove_attachments
from commonplace.commons.entries.merging import Document, marks_of, merge
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.entries.pieces import MOST, keep_pieces
from commonplace.commons.people.actions import interests_named
from commonplace.commons.people.models import Interest, Person
from commonplace.ground.pictures import Prepared
from commonplace.ground.text import clean, clean_line
from commonplace.stages.make.actions import change_resource, share_resource
from commonplace.stages.make.models import Resource
from commonplace.stages.resources.models import Brought, BroughtPicture

KINDS = ("resource", "page")
# What may become of a piece; `kept` is as people here wrote it.
OUTCOMES = ("new", "changed", "same", "kept", "left out")
_BESIDE = ("licence_link", "video", "captions", "transcript", "speakers")
_SHOWN = ("link", "made_by", "source")


@dataclass
class Keeper:
    """Puts in the pieces of one source, for one person, in one community."""

    community: Community
    by: Person
    audience: int
    collection: Entry | None = None
    # Pictures of the next pieces that are ready to keep, by their names in the source.
    pictures: dict[str, Prepared] = field(default_factory=dict)
    _interests: dict[tuple[str, ...], list[Interest]] = field(default_factory=dict)

    def put_in(self, piece: dict[str, Any], place: int, *, is_first: bool) -> tuple[Entry | None, str, str]:
        """The entry that it became, what that came to (`new`, `changed`, `same`, `kept`, `left out`), and why."""
        self._name_what_is_none(piece)
        document = self._document(piece)
        known = _known(self.community, piece)
        if known is None and piece["is_deleted"]:
            return None, "left out", _("It was deleted here, and stays away.")
        if known is None:
            made = self._new(piece, document, place, is_first=is_first)
            self._keep_pictures(made, piece)
            return made, "new", ""
        if not Entry.objects.visible_to(self.by).filter(pk=known.pk).exists():
            return None, "left out", _("Somebody here brought it before, and keeps it from you.")
        try:
            outcome, why = self._bring_up_to_date(known, piece, document)
        except EditedMeanwhile:
            return known, "left out", _("Somebody was writing in it just then. Bring it in once more.")
        if self._keep_pictures(known, piece) and outcome == "same":
            outcome = "changed"
        if is_first:
            self.collection = known
        elif self._place(known, place, piece["level"]) and outcome == "same":
            outcome = "changed"
        return known, outcome, why

    def _document(self, piece: dict[str, Any]) -> Document:
        """A piece in its parts, as they will stand, so that a second reading finds them unchanged."""
        interests = self._named(tuple(piece["interests"]))
        return {
            "title": clean_line(piece["title"])[:200],
            "body": clean(piece["body"]),
            "link": piece["link"],
            "made_by": clean_line(piece["made_by"])[:200],
            "source": clean_line(piece["source"])[:200],
            "licence": piece["licence"],
            "interests": ", ".join(sorted(interest.slug for interest in interests)),
        }

    def _named(self, words: tuple[str, ...]) -> list[Interest]:
        if words not in self._interests:
            self._interests[words] = interests_named(words)
        return self._interests[words]

    def _new(self, piece: dict[str, Any], document: Document, place: int, *, is_first: bool) -> Entry:
        is_page = self.collection is not None and not is_first
        resource = share_resource(
            self.by,
            **{name: document[name] for name in ("title", "body", "link", "made_by", "source", "licence")},
            kind="page" if is_page else "resource",
            record_as="page.brought" if is_page else None,
            interests=self._named(tuple(piece["interests"])),
            community=self.community,
            audience=self.audience,
            language=piece["language"],
            remote_id=piece["identity"],
            id=piece["id"],
        )
        if is_first:
            self.collection = resource.entry
        Brought.objects.create(
            entry=resource.entry,
            collection=self.collection if is_page else None,
            place=place,
            level=piece["level"],
            marks=marks_of(document),
            **_beside(piece),
        )
        return resource.entry

    def _bring_up_to_date(self, entry: Entry, piece: dict[str, Any], document: Document) -> tuple[str, str]:
        standing = _standing(entry)
        brought = _brought(entry, standing)
        wanted, clashes = _together(brought.marks, document, standing)
        why = _told(clashes) if clashes else ""
        if entry.audience == Audience.OPEN and self._names_somebody(wanted, standing):
            wanted, why = standing, _("It names somebody under 18, and strangers read it here. It stays as it was.")
        changed = {name: value for name, value in wanted.items() if value != standing[name]}
        if changed:
            self._write(entry, changed, piece, standing)
        is_same = self._keep_beside(brought, piece, document)
        if changed or not is_same:
            return "changed", why
        is_own = any(value != document[name] for name, value in standing.items())
        return ("kept", why or _("What people here changed stays.")) if is_own else ("same", "")

    def _write(self, entry: Entry, changed: dict[str, Any], piece: dict[str, Any], standing: Document) -> None:
        fields: dict[str, Any] = {name: changed[name] for name in ("title", "body", "licence") if name in changed}
        if "interests" in changed:
            fields["interests"] = self._named(tuple(piece["interests"]))
        fields |= {name: changed.get(name, standing[name]) for name in _SHOWN}
        resource: Resource = entry.as_resource
        change_resource(resource, self.by, based_on=entry.version, note=_("Brought up to date"), **fields)

    def _keep_beside(self, brought: Brought, piece: dict[str, Any], document: Document) -> bool:
        """Keep what the source says now for the next time. Whether nothing that shows was changed by it."""
        marks, beside = marks_of(document), _beside(piece)
        is_same = all(getattr(brought, name) == value for name, value in beside.items())
        if not is_same or brought.marks != marks or brought._state.adding:
            brought.marks = marks
            for name, value in beside.items():
                setattr(brought, name, value)
            brought.save()
        return is_same

    def _name_what_is_none(self, piece: dict[str, Any]) -> None:
        """Of pictures that cannot be kept the words alone stay in the text, and they are named."""
        for place, (name, facts) in enumerate(list(piece["pictures"].items())):
            if facts["is_there"] or (name in self.pictures and place < MOST["picture"]):
                continue
            piece["body"] = re.sub(rf"\[([^\[\]]*+)\]\({_address(facts['kept_as'])}\)", r"\1", piece["body"])
            piece["missing"].append(unquote(name)[:300])
            del piece["pictures"][name]

    def _keep_pictures(self, entry: Entry, piece: dict[str, Any]) -> bool:
        """Keep new pictures, and take away those that they follow, but what a text here still leads to. Whether any came."""
        came, unnamed = False, Unnamed(self.by, self.community)
        for name, facts in piece["pictures"].items():
            if facts["is_there"] or (entry.audience == Audience.OPEN and unnamed.named_in(as_read(facts["says"]))):
                continue
            was = BroughtPicture.objects.filter(brought=entry.pk, name=name).first()
            before = entry.attachments.filter(pk=was.kept_as).first() if was else None
            said = {"alternative": before.alternative, "caption": before.caption} if before else {}
            said = {"alternative": facts["says"]} | said
            add_picture(entry, self.pictures[name], key=facts["kept_as"], **said)
            came = True
            if before is not None and _address(before.pk) not in Entry.objects.values_list("body", flat=True).get(
                pk=entry.pk
            ):
                remove_attachments(entry, [before], self.by)
            BroughtPicture.objects.update_or_create(
                brought_id=entry.pk, name=name, defaults={"digest": facts["digest"], "kept_as": facts["kept_as"]}
            )
        if came:
            keep_pieces(entry, self.by)
        return came

    def _place(self, entry: Entry, place: int, level: int) -> bool:
        """Put a page where the source has it now. Whether it stood elsewhere."""
        if self.collection is None or self.collection.pk == entry.pk:
            return False
        moved = Brought.objects.filter(pk=entry.pk).exclude(collection=self.collection, place=place, level=level)
        has_moved = bool(moved.update(collection=self.collection, place=place, level=level))
        # What was brought in one by one, before it was known to hang together, is a page of it from now on.
        Entry.objects.filter(pk=entry.pk, kind="resource").update(kind="page")
        return has_moved

    def _names_somebody(self, wanted: Document, standing: Document) -> bool:
        unnamed = Unnamed(self.by, self.community)
        new = [str(value) for name, value in wanted.items() if value != standing[name]]
        return any(unnamed.named_in(as_read(words)) for words in new)


def _address(picture: int) -> str:
    return Attachment(pk=picture).address


def _known(community: Community, piece: dict[str, Any]) -> Entry | None:
    rows = Entry.objects.filter(kind__in=KINDS, community=community, remote_id=piece["identity"])
    return rows.select_related("as_resource", "as_brought", "community").order_by("pk").first()


def _standing(entry: Entry) -> Document:
    resource: Resource = entry.as_resource
    return {
        "title": entry.title,
        "body": entry.body,
        **{name: getattr(resource, name) for name in _SHOWN},
        "licence": entry.licence,
        "interests": ", ".join(sorted(entry.interests.values_list("slug", flat=True))),
    }


def _brought(entry: Entry, standing: Document) -> Brought:
    """What is known of how it came. What came before that was written down is as it came while it has its first version."""
    known = getattr(entry, "as_brought", None)
    if known is not None:
        brought: Brought = known
        return brought
    return Brought(entry=entry, marks=marks_of(standing) if entry.version == 1 else {})


def _together(was: dict[str, list[str]], said: Document, standing: Document) -> tuple[Document, list[str]]:
    """What is to stand, and the parts in which both changed the same: there people here have the last word."""
    merged = merge(was, standing, said, {"body"})
    wanted = dict(standing)
    for name in merged.theirs:
        wanted[name] = merged.changed.get(name, said[name])
    wanted |= merged.both
    return wanted, merged.clashes


def _told(clashes: list[str]) -> str:
    names = {
        "title": _("the title"),
        "body": _("a paragraph"),
        "link": _("the link"),
        "made_by": _("who made it"),
        "source": _("where it is from"),
        "licence": _("what others may do with it"),
        "interests": _("the interests"),
    }
    parts = ", ".join(names[name] for name in clashes)
    return _("Changed both here and where it came from: %(parts)s. What stands here stays.") % {"parts": parts}


def _beside(piece: dict[str, Any]) -> dict[str, str]:
    return {name: clean_line(piece[name]) for name in _BESIDE}
