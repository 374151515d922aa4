"""Who reads a report: hosts, and those who carry one community; never somebody whom it is about."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from commonplace.commons.communities.models import CARRYING, Community
from commonplace.commons.people.models import Person


def carriers(community: Community) -> list[Person]:
    """Those who carry a community."""
    carrying = community.memberships.filter(left_at=None, role__in=CARRYING, person__left_at=None)
    return [membership.person for membership in carrying.select_related("person").order_by("pk")]


def _reading(community: Community) -> set[int]:
    return {person.pk for person in carriers(community) if person.paused_at is None}


def hosts_beside(by: Person | None, about: list[Person]) -> QuerySet[Person]:
    """The hosts who would read a report by `by` about these people."""
    apart = {person.pk for person in about} | ({by.pk} if by else set())
    return Person.objects.active().filter(is_host=True).exclude(pk__in=apart)


def _outwards(where: Community | None) -> Iterator[Community]:
    seen: set[int] = set()
    while where is not None and where.pk not in seen:
        yield where
        seen.add(where.pk)
        where = where.parent


def _shared(by: Person | None, about: list[Person]) -> QuerySet[Community]:
    """Where somebody whom it is about meets whoever reports it; for a stranger, where they are met by all."""
    theirs = Community.objects.filter(
        Q(memberships__person__in=about) & Q(memberships__left_at=None), closed_at=None
    ).distinct()
    return theirs.of(by).order_by("pk") if by else theirs.visible_to(None).order_by("pk")


def reading_community(by: Person | None, where: Community | None, about: list[Person]) -> Community | None:
    """Those who carry which community read the report: the nearest one outwards that none of these people carries.

    Where no host is left to read it either, the nearest one, or one that whoever reports it shares with them, in which
    at least somebody else carries it too: nobody reads of themselves, so that one of the others does.
    """
    apart = {person.pk for person in about}
    own = {by.pk} if by else set()
    for community in _outwards(where):
        reading = _reading(community)
        if reading - own and not reading & apart:
            return community
    if not about or hosts_beside(by, about).exists():
        return None
    around = list(_outwards(where)) + [outer for shared in _shared(by, about) for outer in _outwards(shared)]
    return next((community for community in around if _reading(community) - apart - own), None)
