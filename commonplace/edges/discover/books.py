"""A person's book: what of theirs stands in it for whoever reads, in their order; and changing who sees several at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.entries.forms import AudienceForm
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_change_audience, may_widen, why_not_changed
from commonplace.commons.people.models import Interest, Person
from commonplace.edges.discover.models import BookPlace

MOST_PLACE = 999
_MOST_INTERESTS = 40


def _all_of(owner: Person, viewer: Person | None) -> QuerySet[Any]:
    rows = BookPlace.objects.filter(person=owner, entry=OuterRef("pk"))
    seen: QuerySet[Any] = Entry.objects.visible_to(viewer).filter(authorships__person=owner)
    return seen.annotate(book_place=Subquery(rows.values("place")[:1]), left_out=Exists(rows.filter(left_out=True)))


def in_order(entries: QuerySet[Any]) -> QuerySet[Any]:
    """First what its owner put first, then the rest, newest first."""
    return entries.order_by(F("book_place").asc(nulls_last=True), "-created_at", "-pk")


def shown_in(owner: Person, viewer: Person | None) -> QuerySet[Any]:
    """What stands in somebody's book for whoever reads it: what these may see and the owner has not left out."""
    return _all_of(owner, viewer).filter(shared_at__isnull=False, left_out=False)


def all_of_ones_own(owner: Person) -> QuerySet[Any]:
    """All that somebody wrote, drafts and what they leave out of their book among it."""
    return _all_of(owner, owner)


def interests_in(entries: QuerySet[Any]) -> QuerySet[Interest]:
    """The interests that these entries carry, by name."""
    keys = entries.order_by().values("pk")
    return Interest.objects.filter(entries__in=keys).distinct().order_by("name")[:_MOST_INTERESTS]


@dataclass(frozen=True)
class Wish:
    """Where somebody would like an entry to stand: at which place, or nowhere in their book."""

    place: int | None
    left_out: bool


@transaction.atomic
def arrange(owner: Person, wishes: dict[int, Wish]) -> None:
    """Put entries of one's own in places, and leave some out of one's book. What is not named stays as it is."""
    own = set(all_of_ones_own(owner).filter(pk__in=wishes).values_list("pk", flat=True))
    BookPlace.objects.filter(person=owner, entry__in=own).delete()
    BookPlace.objects.bulk_create(
        BookPlace(person=owner, entry_id=key, place=wish.place, left_out=wish.left_out)
        for key, wish in wishes.items()
        if key in own and (wish.place is not None or wish.left_out)
    )


@dataclass
class Changed:
    """What became of changing who sees several entries: those that changed, and why others stay as they were."""

    changed: list[Entry] = field(default_factory=list)
    stay: list[tuple[Entry, str]] = field(default_factory=list)


def change_audiences(owner: Person, entries: Iterable[Entry], audience: Audience) -> Changed:
    """Let more or fewer people see each of these, by the rules that hold where one is changed by itself."""
    told = Changed()
    for entry in entries:
        if entry.audience == audience:
            continue
        why_not = _why_not(owner, entry, audience)
        if why_not:
            told.stay.append((entry, why_not))
        else:
            change_audience(entry, owner, audience, opened_to=entry.opened_to)
            told.changed.append(entry)
    return told


def _why_not(owner: Person, entry: Entry, audience: Audience) -> str:
    if not may_change_audience(owner, entry):
        return why_not_changed(owner, entry)
    sent = {"audience": str(int(audience)), "outer": "on" if entry.opened_to_id else ""}
    form = AudienceForm(sent, person=owner, entry=entry)
    if int(audience) not in [level for level, _words in form.offered]:
        return _why_not_offered(owner, entry, audience)
    if form.is_valid():
        return ""
    return (
        _("Its page asks something first.")
        + " "
        + " ".join(str(said) for some in form.errors.values() for said in some)
    )


def _why_not_offered(owner: Person, entry: Entry, audience: Audience) -> str:
    if audience > entry.audience and not may_widen(owner, entry):
        return why_not_changed(owner, entry)
    if audience == Audience.OPEN and owner.is_minor:
        return _("Until you are 18, what you put in ends at this commons.")
    if entry.community is None:
        return _("It is in no community.")
    if audience == Audience.TEAM:
        return _("It belongs to no team.")
    return _("Nothing reaches further than the page of “%(name)s” itself.") % {"name": entry.community.name}


def in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """How somebody arranged their book, as the file of it takes that along."""
    rows = BookPlace.objects.filter(person=person).select_related("entry").order_by("place", "pk")
    for row in rows:
        address = f"{settings.ADDRESS}{row.entry.address}"
        yield {"entry": address, "place": row.place, "left_out": row.left_out}
