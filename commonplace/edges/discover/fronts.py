"""What the first pages are put together from: communities in their states, with what each one's line shows."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from commonplace.commons.communities.models import Community, Membership, Stage
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.recruit.models import Application, Call

LEAN = (
    "id",
    "slug",
    "name",
    "purpose",
    "form",
    "own_form",
    "stage",
    "starts_on",
    "ends_on",
    "place",
    "closed_at",
    "created_at",
)


def lean(communities: QuerySet[Community]) -> QuerySet[Community]:
    """Only what a list of communities shows."""
    return communities.only(*LEAN)


def open_calls(viewer: Person | None) -> QuerySet[Call]:
    """The calls that anybody here may answer now, with `taken` seats, those that close soonest first."""
    now = clock.now()
    return (
        Call.objects.filter(Q(closes_at=None) | Q(closes_at__gt=now), ended_at=None, opens_at__lte=now)
        .filter(community__in=Community.objects.visible_to(viewer).filter(closed_at=None).values("pk"))
        .annotate(taken=Count("applications", filter=Q(applications__state=Application.State.ACCEPTED)))
        .select_related("community")
        .order_by("closes_at", "-opens_at")
    )


def live(viewer: Person | None) -> QuerySet[Community]:
    """Communities that gather this week, by their dates."""
    today = timezone.localtime(clock.now()).date()
    gathering = Q(stage__in=[Stage.GATHER, Stage.CRITIQUE]) & (
        Q(starts_on=None) | Q(starts_on__lte=today + timedelta(days=7))
    )
    return lean(Community.objects.visible_to(viewer)).filter(gathering, closed_at=None).order_by("ends_on", "name")


def belongs(viewer: Person) -> QuerySet[Community]:
    """The communities that somebody belongs to, those still open first."""
    mine = Membership.objects.filter(community=OuterRef("pk"), person=viewer, left_at=None)
    return lean(Community.objects.filter(Exists(mine))).order_by("-closed_at", "name")


def day_of(community: Community) -> tuple[int, int] | None:
    """Which day of how many it is for a community between its first and last day, else None."""
    today = timezone.localtime(clock.now()).date()
    if not (community.starts_on and community.ends_on and community.starts_on <= today <= community.ends_on):
        return None
    return (today - community.starts_on).days + 1, (community.ends_on - community.starts_on).days + 1
