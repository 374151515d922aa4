"""Who has not been heard from in a programme for some weeks, so that somebody may ask how they are.

Only what is shared with a community of the programme is a sign: nobody's visits, drafts or doings elsewhere are looked at.
Those who carry the programme see it, by the alphabet, and nobody else ever does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.entries.models import Authorship, Comment
from commonplace.commons.people.models import Person
from commonplace.edges.programmes.teams import belonging
from commonplace.ground import clock
from commonplace.stages.gather.models import Coming

# For how many weeks one may ask; three unless somebody asks for another number.
WEEKS = (2, 3, 4, 6)
USUAL = 3
_LOOKED_AFTER = (Role.LEARNER, Role.MENTOR)


@dataclass(frozen=True)
class Quiet:
    """Somebody who was not heard from, and the names of the teams that they belong to."""

    name: str
    display_name: str
    teams: list[str]


def looked_after(programme: Community) -> QuerySet[Membership]:
    """Its members but for guests, who come and go, and those who carry it, who are who looks."""
    return Membership.objects.filter(community=programme, left_at=None, role__in=_LOOKED_AFTER)


def not_heard_from(programme: Community, teams: Collection[Community], viewer: Person, weeks: int) -> list[Quiet]:
    """Members of the programme of whom there is no sign since so many weeks, by the alphabet. Two questions."""
    places = {programme.pk, *(team.pk for team in teams)}
    rows = list(_silent(programme, places, viewer, clock.now() - timedelta(weeks=weeks)))
    within = belonging(programme, viewer, [row.person_id for row in rows])
    return [Quiet(row.person.name, row.person.display_name, within.get(row.person_id, [])) for row in rows]


def _silent(programme: Community, places: set[int], viewer: Person, since: datetime) -> QuerySet[Membership]:
    """Those who have been in it for as long, and of whom nothing is shared, said, answered or begun in these communities."""
    whose = {"person": OuterRef("person")}
    shared = Authorship.objects.filter(
        entry__community__in=places, entry__audience__gt=Audience.ONLY_ME, entry__shared_at__gte=since, **whose
    )
    said = Comment.objects.filter(by=OuterRef("person"), entry__community__in=places, at__gte=since)
    answered = Coming.objects.filter(gathering__community__in=places, at__gte=since, **whose)
    begun = Membership.objects.filter(community__in=places, joined_at__gte=since, left_at=None, **whose)
    met = Person.objects.shown_to(viewer).active().values("pk")
    here = looked_after(programme).filter(person__in=met)
    silent = here.filter(~Exists(shared), ~Exists(said), ~Exists(answered), ~Exists(begun))
    return silent.select_related("person").order_by("person__display_name", "pk")
