"""The teams of a programme, each with where it stands and what waits there. As many questions for thirty as for three."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.models import Community, Membership, Stage
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.models import Report
from commonplace.ground import clock, moments
from commonplace.ground.local_time import zone_called
from commonplace.stages.design.document import documents_of
from commonplace.stages.design.models import Design
from commonplace.stages.design.readiness import lines_of
from commonplace.stages.gather.feeds import gatherings_for
from commonplace.stages.gather.models import Gathering
from commonplace.stages.recruit.models import Application, Call
from commonplace.stages.recruit.seats import has_seat

# A call is spoken of when so little of its time is left.
_ENDS_SOON = timedelta(days=7)


@dataclass(frozen=True)
class Waits:
    """One thing that waits at a team. `href` is where it is done, for those who may do it there."""

    words: str
    href: str = ""
    urgent: bool = False


@dataclass
class TeamLine:
    """A team in the list: its community, its next gathering that the viewer may see, and what waits."""

    community: Community
    gathering: Entry | None = None
    waits: list[Waits] = field(default_factory=list)


def teams_of(programme: Community, viewer: Person) -> QuerySet[Community]:
    """The communities within a programme whose page `viewer` may open, by name."""
    return Community.objects.visible_to(viewer).filter(parent=programme).order_by("name", "pk")


def belonging(programme: Community, viewer: Person, people: Iterable[int]) -> dict[int, list[str]]:
    """Of these people, the names of the teams that they are in: of such as are open to the members of the programme."""
    opened = teams_of(programme, viewer).filter(opened_to_outer=True, closed_at=None).order_by()
    rows = Membership.objects.filter(community__in=opened.values("pk"), person__in=people, left_at=None)
    found: dict[int, list[str]] = defaultdict(list)
    for person, name in rows.order_by("community__name", "pk").values_list("person", "community__name"):
        found[person].append(name)
    return found


def closed_to(programme: Community, shown: Collection[TeamLine]) -> int:
    """How many communities within it keep their page to themselves, beside those that are shown."""
    return programme.children.exclude(pk__in=[line.community.pk for line in shown]).count()


def overview(programme: Community, viewer: Person, *, by_stage: bool = False) -> tuple[list[Waits], list[TeamLine]]:
    """What waits in the programme itself; and every team by its name, or by its stage on the road and then its name.

    Closed ones stand last. Never by how it does.
    """
    now = clock.now()
    lines = {team.pk: TeamLine(team) for team in _with_next_gathering(programme, viewer, now)}
    here = TeamLine(programme)
    both = {**lines, programme.pk: here}
    _put_gatherings(lines, viewer)
    for waiting in (
        _reports(both, programme, viewer),
        _answers(both, programme, now),
        _calls(both, programme, now),
        _designs(lines, viewer),
    ):
        for team, waits in waiting.items():
            both[team].waits += waits
    for line in lines.values():
        line.waits += _by_the_road(line)
    return here.waits, sorted(lines.values(), key=lambda line: _place(line.community, by_stage=by_stage))


def _place(team: Community, *, by_stage: bool) -> tuple[bool, int, str, int]:
    return team.closed_at is not None, team.stage if by_stage else 0, team.name.casefold(), team.pk


def _with_next_gathering(programme: Community, viewer: Person, now: datetime) -> QuerySet[Community]:
    seen = Entry.objects.visible_to(viewer).of_kind("gathering").filter(shared_at__isnull=False).order_by()
    to_come = Gathering.objects.filter(community=OuterRef("pk"), ends_at__gt=now, cancelled_at=None, entry__in=seen)
    nearest = to_come.order_by("starts_at", "pk").values("pk")[:1]
    return teams_of(programme, viewer).annotate(next_gathering=Subquery(nearest))


def _put_gatherings(lines: dict[int, TeamLine], viewer: Person) -> None:
    keys = [getattr(line.community, "next_gathering") for line in lines.values()]  # noqa: B009 - it is annotated
    for entry in gatherings_for(viewer).filter(pk__in=[key for key in keys if key]):
        if entry.community_id in lines:
            lines[entry.community_id].gathering = entry


Waiting = dict[int, list[Waits]]


def _reports(lines: dict[int, TeamLine], programme: Community, viewer: Person) -> Waiting:
    """Reports of what happened there that this person reads, and nobody else's."""
    waiting = Report.objects.readable_to(viewer).filter(state=Report.State.WAITING, community__in=lines)
    found: Waiting = defaultdict(list)
    for row in waiting.order_by().values("community", "read_by").annotate(count=Count("pk")):
        words = ngettext("One report waits for you", "%(count)s reports wait for you", row["count"])
        read_in = {row["community"]: lines[row["community"]].community, programme.pk: programme}.get(row["read_by"])
        href = "/host/reports/" if viewer.is_host else f"{read_in.address}reports/" if read_in else ""
        found[row["community"]].append(Waits(words % {"count": row["count"]}, href, urgent=True))
    return found


def _answers(lines: dict[int, TeamLine], programme: Community, now: datetime) -> Waiting:
    """Answers to calls that nobody has read, and seats that are held for somebody."""
    rows = (
        Application.objects.filter(call__community__in=lines, call__community__closed_at=None, call__ended_at=None)
        .order_by()
        .values("call__community")
        .annotate(
            unread=Count("pk", filter=Q(state=Application.State.WAITING)),
            held=Count("pk", filter=Q(state=Application.State.OFFERED, offered_until__gt=now)),
        )
    )
    found: Waiting = defaultdict(list)
    for row in rows:
        team = lines[row["call__community"]].community
        href = (
            f"{team.address}applications/" if team.pk == programme.pk else ""
        )  # of a team, those who carry it read them
        if row["unread"]:
            words = ngettext(
                "One answer to its call is unread", "%(count)s answers to its call are unread", row["unread"]
            )
            found[team.pk].append(Waits(words % {"count": row["unread"]}, href))
        if row["held"]:
            words = ngettext(
                "One offered seat is not taken yet", "%(count)s offered seats are not taken yet", row["held"]
            )
            found[team.pk].append(Waits(words % {"count": row["held"]}, href))
    return found


def _calls(lines: dict[int, TeamLine], programme: Community, now: datetime) -> Waiting:
    """Calls that end soon with seats left."""
    soon = Call.objects.filter(community__in=lines, ended_at=None, closes_at__gt=now, closes_at__lte=now + _ENDS_SOON)
    found: Waiting = {}
    for call in soon.annotate(taken=Count("applications", filter=has_seat(now, "applications__"))).order_by(
        "closes_at"
    ):
        team, left = lines[call.community_id].community, max(call.seats - getattr(call, "taken"), 0)  # noqa: B009
        if call.closes_at and left and team.closed_at is None:
            words = ngettext(
                "Its call ends %(day)s, with %(left)s seat left",
                "Its call ends %(day)s, with %(left)s seats left",
                left,
            )
            href = f"{team.address}{'call' if team.pk == programme.pk else 'join'}/"
            found[team.pk] = [Waits(words % {"day": moments.day(call.closes_at), "left": left}, href)]
    return found


def _designs(lines: dict[int, TeamLine], viewer: Person) -> Waiting:
    """What the designs leave open that this person may read, of teams that have not opened their door yet."""
    early = [key for key, line in lines.items() if line.community.stage <= Stage.TEAM and not line.community.closed_at]
    readable = Entry.objects.visible_to(viewer).of_kind("design").order_by().values("pk")
    found: Waiting = {}
    today = timezone.localtime(clock.now()).date()
    for design, said in documents_of(Design.objects.filter(community__in=early, entry__in=readable)):
        open_lines = [line.words for line in lines_of(said, today) if not line.is_said]
        if open_lines:
            words, more = _("Its design: %(line)s") % {"line": open_lines[0]}, len(open_lines) - 1
            if more:
                words += "; " + ngettext("and %(count)s line more", "and %(count)s lines more", more) % {"count": more}
            found[design.community_id] = [Waits(words, f"{lines[design.community_id].community.address}design/")]
    return found


def _by_the_road(line: TeamLine) -> list[Waits]:
    """What its dates and its stage ask for."""
    team = line.community
    if team.closed_at is not None:
        return []
    today = clock.now().astimezone(zone_called(team.zone)).date()
    if team.ends_on and team.ends_on < today and team.stage <= Stage.CRITIQUE:
        return [
            Waits(_("Its last day was %(day)s. It may be time to look back") % {"day": moments.short_day(team.ends_on)})
        ]
    if team.stage == Stage.GATHER and line.gathering is None:
        return [Waits(_("No gathering that is open to you is planned"), f"{team.address}gatherings/")]
    if team.starts_on and team.starts_on <= today and team.stage < Stage.GATHER:
        day = moments.short_day(team.starts_on)
        return [Waits(_("Its first day was %(day)s. It still stands before “Gather and make”") % {"day": day})]
    return []
