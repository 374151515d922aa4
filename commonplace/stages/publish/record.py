"""Gathers what there is to tell of a community, as far as somebody who carries it may use it."""

from django.db.models import Count, Exists, OuterRef, Q

from commonplace.commons.communities.models import Audience, Community, Role
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.models import Design
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.models import Resource, Work
from commonplace.stages.publish.drafting import Gathered, Kept, Learnt, Made, Record, Reflected
from commonplace.stages.reflect.models import Reflection
from commonplace.stages.resources.models import LearntFrom
from commonplace.stages.room.models import Room
from commonplace.stages.room.reading import moments_seen

_MOST = 200
# Of moments, the last are offered.
_MOST_MOMENTS = 40
_MOST_LEARNT_FROM = 40


def record_of(community: Community, by: Person) -> Record:
    """The record, read once."""
    design = Design.objects.filter(community=community).prefetch_related("predictions").first()
    return Record(
        zone=community.zone,
        design_id=design.pk if design else None,
        need=design.need if design else "",
        who=design.who if design else "",
        purpose=community.purpose,
        predictions=[prediction.words for prediction in design.predictions.all()] if design else [],
        place=community.place,
        tools=design.tools if design else "",
        roles=design.roles if design else "",
        learners=design.learners if design else None,
        facilitators=design.facilitators if design else None,
        hours=design.hours_needed if design else None,
        learnt_from=_learnt_from(community, by),
        people=community.memberships.exclude(role=Role.GUEST).values("person").distinct().count(),
        gatherings=gatherings_of(community, by),
        works=_works(community, by),
        reflections=_reflections(community, by),
        moments=_moments(community, by),
    )


def gatherings_of(community: Community, by: Person) -> list[Gathered]:
    """The gatherings that took place, in their order."""
    seen = Entry.objects.visible_to(by).filter(community=community, kind="gathering", shared_at__isnull=False)
    rows = Gathering.objects.filter(entry__in=seen, cancelled_at=None, starts_at__lte=clock.now()).select_related(
        "entry"
    )
    rows = rows.annotate(came=Count("attendances"))
    return [
        Gathered(
            entry_id=row.pk,
            title=row.entry.title,
            summary=row.entry.summary,
            starts_at=row.starts_at,
            minutes=int((row.ends_at - row.starts_at).total_seconds() // 60),
            came=row.came,
        )
        for row in rows.order_by("starts_at")[:_MOST]
    ]


def _works(community: Community, by: Person) -> list[Made]:
    """Works open at least to this commons: what only members see is not mentioned."""
    seen = Entry.objects.visible_to(by).filter(
        community=community, kind="work", shared_at__isnull=False, hidden_at=None, audience__gte=Audience.COMMONS
    )
    rows = Work.objects.filter(entry__in=seen).select_related("entry").order_by("entry__shared_at")[:_MOST]
    return [Made(entry_id=row.pk, title=row.entry.title, form=row.form) for row in rows]


def _learnt_from(community: Community, by: Person) -> list[Learnt]:
    """What stands beside the design, gatherings and works, and in rooms, to learn from: open at least to this commons."""
    seen = Entry.objects.visible_to(by).filter(hidden_at=None)
    shared = seen.filter(shared_at__isnull=False)
    beside = seen.filter(pk=OuterRef("entry"), community=community).filter(
        Q(kind="design")
        | Q(kind="gathering", shared_at__isnull=False)
        | Q(kind="work", shared_at__isnull=False, audience__gte=Audience.COMMONS)
    )
    in_rooms = Room.resources.through.objects.filter(
        Exists(shared.filter(pk=OuterRef("room__gathering"), community=community)), entry=OuterRef("pk")
    )
    rows = Resource.objects.filter(
        Exists(shared.filter(pk=OuterRef("pk"), audience__gte=Audience.COMMONS)),
        Exists(LearntFrom.objects.filter(Exists(beside), resource=OuterRef("pk"))) | Exists(in_rooms),
    )
    rows = rows.select_related("entry").order_by("entry__shared_at", "pk")[:_MOST_LEARNT_FROM]
    return [Learnt(entry_id=row.pk, title=row.entry.title, made_by=row.made_by) for row in rows]


def _reflections(community: Community, by: Person) -> list[Reflected]:
    seen = Entry.objects.visible_to(by).filter(
        community=community,
        kind="reflection",
        shared_at__isnull=False,
        hidden_at=None,
        audience__gte=Audience.COMMUNITY,
    )
    rows = (
        Reflection.objects.filter(entry__in=seen, may_quote=True)
        .select_related("entry")
        .order_by("entry__shared_at")[:_MOST]
    )
    return [
        Reflected(
            entry_id=row.pk,
            body=row.entry.body,
            worked=row.worked,
            did_not=row.did_not,
            matched=row.matched,
            surprised=row.surprised,
            differently=row.differently,
        )
        for row in rows
    ]


def _moments(community: Community, by: Person) -> list[Kept]:
    """What was kept of gatherings that their community sees, as far as `by` may read it."""
    rows = moments_seen(by).filter(
        hidden_at=None,
        by__left_at=None,
        gathering__community=community,
        gathering__entry__shared_at__isnull=False,
        gathering__entry__hidden_at=None,
        gathering__entry__audience__gte=Audience.COMMUNITY,
    )
    latest = rows.order_by("-at", "-pk")[:_MOST_MOMENTS]
    return [Kept(moment_id=row.pk, words=row.words) for row in reversed(latest)]
