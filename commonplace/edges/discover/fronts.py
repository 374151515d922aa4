"""What the first pages are put together from: communities in their states, with what each one's line shows."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone

from commonplace.commons.communities.models import CARRYING, Community, Membership, Role, Stage
from commonplace.commons.communities.rules import may_see_members
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Interest, Person, PersonInterest
from commonplace.ground import clock
from commonplace.ground.prepared import prepared
from commonplace.stages.design.models import ValueChoice
from commonplace.stages.design.values import known_name
from commonplace.stages.gather.models import Gathering
from commonplace.stages.recruit.models import Call
from commonplace.stages.recruit.seats import has_seat

# A front shows a little of each part, and leads on to all of it.
FEW = 6
FEW_PEOPLE = 12
# Whom a front shows beside those who carry a community is chosen among so many who came last.
_LATEST = 40

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
    # Each asked of one interest at a time, so that the first found is enough.
    within = {"interest": OuterRef("pk")}
    met = Exists(Person.objects.shown_to(viewer).filter(pk=OuterRef("person")))
    people = PersonInterest.objects.filter(met, **within)
    entries = Entry.objects.visible_to(viewer).filter(interests=OuterRef("pk"))
    communities = Community.objects.visible_to(viewer).filter(interests=OuterRef("pk"))
    return Interest.objects.filter(Exists(people) | Exists(entries) | Exists(communities))


def open_calls(viewer: Person | None, now: datetime) -> QuerySet[Call]:
    """The calls that anybody here may answer at this moment, with `taken` seats, those that close soonest first."""
    return (
        Call.objects.filter(Q(closes_at=None) | Q(closes_at__gt=now), ended_at=None, opens_at__lte=now)
        .filter(Exists(Community.objects.visible_to(viewer).filter(pk=OuterRef("community"), closed_at=None)))
        .annotate(taken=Count("applications", filter=has_seat(now, "applications__")))
        .select_related("community")
        .order_by("closes_at", "-opens_at")
    )


@prepared
def _open_now(viewer: Person | None, now: datetime) -> QuerySet[Call]:
    return open_calls(viewer, now)[:FEW]


def few_calls(viewer: Person | None) -> list[Call]:
    """The first few calls that anybody here may answer now."""
    return _open_now(viewer=viewer, now=clock.now())


@prepared
def _live(viewer: Person | None, beside: list[int], latest: date) -> QuerySet[Community]:
    gathering = Q(stage__in=[Stage.GATHER, Stage.CRITIQUE]) & (Q(starts_on=None) | Q(starts_on__lte=latest))
    found = lean(Community.objects.visible_to(viewer)).filter(gathering, closed_at=None)
    if beside:
        found = found.exclude(pk__in=beside)
    return found.order_by(F("ends_on").asc(nulls_last=True), "name")[:FEW]


def live(viewer: Person | None, *, beside: Collection[Community] = ()) -> list[Community]:
    """Some communities that gather this week, by their dates; without those that stand `beside` them already."""
    latest = timezone.localtime(clock.now()).date() + timedelta(days=7)
    return _live(viewer=viewer, beside=[community.pk for community in beside], latest=latest)


@prepared
def _belongs(viewer: Person) -> QuerySet[Community]:
    mine = Membership.objects.filter(community=OuterRef("pk"), person=viewer, left_at=None)
    return lean(Community.objects.filter(Exists(mine))).order_by("-closed_at", "name")[:12]


def belongs(viewer: Person | None) -> list[Community]:
    """Some of the communities that somebody belongs to, those still open first."""
    return _belongs(viewer=viewer) if viewer else []


@prepared
def _happening(viewer: Person | None, among: list[int], now: datetime) -> QuerySet[Any]:
    on = Gathering.objects.filter(community__in=among, starts_at__lte=now, ends_at__gt=now, cancelled_at=None).values(
        "pk"
    )
    seen = Entry.objects.visible_to(viewer).filter(pk__in=on, shared_at__isnull=False)
    return seen.values_list("community_id").distinct()


def gathering_now(viewer: Person | None, among: Iterable[Community]) -> set[int]:
    """Those of these communities in which something that `viewer` may see is happening at this moment, by their keys."""
    keys = [community.pk for community in among]
    return {community for (community,) in _happening(viewer=viewer, among=keys, now=clock.now())} if keys else set()


@prepared
def _call_of(viewer: Person | None, community: Community, now: datetime) -> QuerySet[Call]:
    return open_calls(viewer, now).filter(community=community)[:1]


def call_of(community: Community, viewer: Person | None) -> Call | None:
    """The call of one community that anybody may answer now."""
    return next(iter(_call_of(viewer=viewer, community=community, now=clock.now())), None)


@prepared
def _held(viewer: Person | None, community: Community) -> QuerySet[Any]:
    seen = Entry.objects.visible_to(viewer).filter(pk=OuterRef("design"))
    choices = ValueChoice.objects.filter(Exists(seen), design__community=community)
    rows = choices.order_by("place", "pk", "practices__place", "practices__pk")
    return rows.values_list("pk", "key", "own_name", "practices__words", named=True)


def values_of(community: Community, viewer: Person | None) -> list[tuple[str, list[str]]]:
    """The design's values, each with its practices, for those who may read the design."""
    found: dict[int, tuple[str, list[str]]] = {}
    for row in _held(viewer=viewer, community=community):
        _name, practices = found.setdefault(row.pk, (known_name(row.key, row.own_name), []))
        if row.practices__words:
            practices.append(row.practices__words)
    return list(found.values())


@prepared
def _within(viewer: Person | None, community: Community) -> QuerySet[Community]:
    return lean(Community.objects.visible_to(viewer)).filter(parent=community).order_by("name")[: FEW + 1]


@prepared
def _grown(viewer: Person | None, community: Community) -> QuerySet[Community]:
    return lean(Community.objects.visible_to(viewer)).filter(started_from=community).order_by("name")[: FEW + 1]


@prepared
def _origin(viewer: Person | None, origin: int) -> QuerySet[Community]:
    return lean(Community.objects.visible_to(viewer)).filter(pk=origin)


def kin_of(community: Community, viewer: Person | None) -> dict[str, Any]:
    """The communities within one, those that grew from it, and what it was started from, as far as `viewer` may see them."""
    origin = _origin(viewer=viewer, origin=community.started_from_id) if community.started_from_id else []
    return {
        "children": _within(viewer=viewer, community=community),
        "grown": _grown(viewer=viewer, community=community),
        "origin": next(iter(origin), None),
    }


class Member(NamedTuple):
    """Somebody in a community, as its front shows them."""

    role: str
    name: str
    display_name: str
    brings: str

    @property
    def role_words(self) -> str:
        return str(Role(self.role).label)


@prepared
def _listed(viewer: Person | None, community: Community) -> QuerySet[Any]:
    here = Membership.objects.filter(community=community, left_at=None, is_listed=True)
    # Neither looks at more rows than it takes; each stands in a query of its own, since SQLite joins none that has a limit.
    carry = Membership.objects.filter(
        pk__in=here.filter(role__in=CARRYING).order_by("role", "pk").values("pk")[: FEW_PEOPLE + 1]
    )
    latest = Membership.objects.filter(pk__in=here.order_by("-pk").values("pk")[:_LATEST])
    met = Exists(Person.objects.shown_to(viewer).filter(pk=OuterRef("person")))
    rows = Membership.objects.filter(met, pk__in=carry.values("pk").union(latest.values("pk")))
    carries_first = Case(When(role__in=CARRYING, then=0), default=1)
    rows = rows.order_by(carries_first, "person__display_name")
    return rows.values_list("role", "person__name", "person__display_name", "person__brings")[: FEW_PEOPLE + 1]


def members_of(community: Community, viewer: Person | None) -> list[Member]:
    """A few of its people, for those who may see who belongs to it: those who carry it, then some of those who came last."""
    if not may_see_members(viewer, community):
        return []
    return [Member(*row) for row in _listed(viewer=viewer, community=community)]
