"""What the first pages are put together from: communities in their states, with what each one's line shows."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from commonplace.commons.communities.models import Community, Membership, Stage
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Interest, Person, PersonInterest
from commonplace.ground import clock
from commonplace.stages.gather.models import Gathering
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
    "zone",
    "created_at",
)


def lean(communities: QuerySet[Community]) -> QuerySet[Community]:
    """Only what a list of communities shows."""
    return communities.only(*LEAN)


def interests_met(viewer: Person | None) -> QuerySet[Interest]:
    """The interests of people, entries and communities that `viewer` may see; others would tell of what is hidden."""
    people = PersonInterest.objects.filter(person__in=Person.objects.shown_to(viewer).values("pk"))
    entries = Entry.interests.through.objects.filter(entry__in=Entry.objects.visible_to(viewer).values("pk"))
    communities = Community.interests.through.objects.filter(
        community__in=Community.objects.visible_to(viewer).values("pk")
    )
    return Interest.objects.filter(
        Q(pk__in=people.values("interest"))
        | Q(pk__in=entries.values("interest"))
        | Q(pk__in=communities.values("interest"))
    )


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


def live(viewer: Person | None, *, beside: Collection[Community] = ()) -> QuerySet[Community]:
    """Communities that gather this week, by their dates; without those that stand `beside` them already."""
    today = timezone.localtime(clock.now()).date()
    gathering = Q(stage__in=[Stage.GATHER, Stage.CRITIQUE]) & (
        Q(starts_on=None) | Q(starts_on__lte=today + timedelta(days=7))
    )
    return (
        lean(Community.objects.visible_to(viewer))
        .filter(gathering, closed_at=None)
        .exclude(pk__in=[community.pk for community in beside])
        .order_by(F("ends_on").asc(nulls_last=True), "name")
    )


def belongs(viewer: Person) -> QuerySet[Community]:
    """The communities that somebody belongs to, those still open first."""
    mine = Membership.objects.filter(community=OuterRef("pk"), person=viewer, left_at=None)
    return lean(Community.objects.filter(Exists(mine))).order_by("-closed_at", "name")


def gathering_now(viewer: Person | None) -> set[int]:
    """The communities in which something that `viewer` may see is happening at this moment."""
    now = clock.now()
    on = Gathering.objects.filter(starts_at__lte=now, ends_at__gt=now, cancelled_at=None).values("pk")
    return set(
        Entry.objects.visible_to(viewer).filter(pk__in=on, shared_at__isnull=False).values_list("community", flat=True)
    )
