"""What of open spaces is somebody's own: to take along, and to take away; and what strangers read of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q

from commonplace.commons.entries.audience import not_hidden_from
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person, named_openly
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.put_away import take_out
from commonplace.stages.open_space.models import OpenSpace, Proposal, Venue, Wish


def is_read_by_strangers(proposal: Proposal) -> bool:
    """Whether strangers read the words of a session: those of adults whom open pages may name."""
    by = proposal.by
    return by is not None and by.left_at is None and named_openly(by.age_band, by.shown_openly)


def read_by(viewer: Person | None) -> Q:
    """Which sessions are not hidden from somebody, of open spaces that they see. Strangers read less: `is_read_by_strangers`."""
    return not_hidden_from(viewer, "space__gathering__entry__community")


def words_read_openly(entries: list[int]) -> Iterator[str]:
    """What stands on the boards of these gatherings."""
    proposals = Proposal.objects.filter(space__in=entries, hidden_at=None).select_related("by")
    for proposal in proposals:
        if is_read_by_strangers(proposal):
            yield from (proposal.title, proposal.words, proposal.topic)
    yield from Venue.objects.filter(space__in=entries).values_list("name", flat=True)


def in_ones_book(person: Person) -> Iterable[dict[str, Any]]:
    """The sessions that somebody proposed or hosts, and those they want to go to."""
    rows = Proposal.objects.filter(
        Q(by=person) | Q(hidden_at=None) & (Q(hosts=person) | Q(wishes__person=person))
    ).distinct()
    wished = set(Wish.objects.filter(person=person).values_list("proposal_id", flat=True))
    for row in rows.select_related("space__gathering__entry").prefetch_related("hosts"):
        is_own = row.by_id == person.pk
        yield {
            "gathering": row.space.gathering.entry.title,
            "title": row.title,
            "words": row.words if is_own else "",
            "topic": row.topic,
            "proposed": is_own,
            "hosting": person in row.hosts.all(),
            "wants_to_go": row.pk in wished,
            "at": row.at if is_own else None,
        }


@transaction.atomic
def leave_open_spaces(person: Person, *, keep: bool) -> None:
    """Somebody deletes their account: nobody hosts and nobody wishes any more. Without `keep`, what they proposed goes, too."""
    take_out(Wish, person_id=person.pk)
    Wish.objects.filter(person=person).delete()
    person.hosted_sessions.clear()
    take_out(Proposal.hosts.through, person_id=person.pk)
    if keep:
        return
    for key in take_out(Proposal, by_id=person.pk):
        record("session.taken_back", by=person, proposal=key)
    for proposal in Proposal.objects.filter(by=person).select_related("space__gathering__entry__community"):
        entry = proposal.space.gathering.entry
        record("session.taken_back", by=person, entry=entry, community=entry.community, proposal=proposal.pk)
        OpenSpace.objects.filter(pk=proposal.space_id).update(version=proposal.space.version + 1)
        proposal.delete()


@transaction.atomic
def forget_wishes(person_id: int, community_id: int) -> None:
    """Somebody left a community: where they see a gathering no more and it is still to come, they want to go nowhere there."""
    ahead = OpenSpace.objects.filter(gathering__community=community_id, gathering__ends_at__gt=clock.now())
    person = Person.objects.filter(pk=person_id).first()
    seen = Entry.objects.visible_to(person).filter(pk__in=ahead.values("pk")) if person else Entry.objects.none()
    gone = ahead.exclude(pk__in=list(seen.values_list("pk", flat=True)))
    Wish.objects.filter(person=person_id, proposal__space__in=gone.values("pk")).delete()
