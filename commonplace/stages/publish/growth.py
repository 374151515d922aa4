"""What grew from what: communities that were started from others, with their case studies, as far as one may see them."""

from dataclasses import dataclass

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.lineages import Branch, Node, branches
from commonplace.stages.publish.library import published

MOST = 40
_MOST_UP, _MOST_DOWN = 6, 6


@dataclass(frozen=True)
class Grown:
    """A community of the tree, and its case study where it has one that the reader may see."""

    community: Community
    study: Entry | None


@dataclass(frozen=True)
class Growth:
    branches: list[Branch[Grown]]
    has_more: bool

    def __bool__(self) -> bool:
        return any(one.grown for one in self.branches)


def growth_around(community: Community, reader: Person | None) -> Growth:
    """The tree that a community stands in: from what it was started from, and on to what was started from those.

    Where somebody may not see a community, the tree ends for them: they are not told that it goes on.
    """
    seen = Community.objects.visible_to(reader)
    first, known = community, {community.pk}
    for _step in range(_MOST_UP):
        origin = seen.filter(pk=first.started_from_id).first() if first.started_from_id else None
        if origin is None or origin.pk in known:
            break
        first = origin
        known.add(origin.pk)
    found, has_more = {first.pk: first}, False
    newest = [first.pk]
    for _step in range(_MOST_UP + _MOST_DOWN):
        left = MOST - len(found)
        grown = list(
            seen.filter(started_from__in=newest).exclude(pk__in=found).order_by("created_at", "pk")[: left + 1]
        )
        has_more |= len(grown) > left
        found |= {one.pk: one for one in grown[:left]}
        newest = [one.pk for one in grown[:left]]
        if not newest:
            break
    studies = {
        entry.community_id: entry for entry in published(reader).filter(community__in=found).only("pk", "community")
    }
    nodes = [
        Node(one.pk, one.started_from_id, Grown(one, studies.get(one.pk)), is_here=one.pk == community.pk)
        for one in found.values()
    ]
    return Growth(branches(nodes), has_more)
