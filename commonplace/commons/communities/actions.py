"""What people do with communities: one function per intention. Each is one transaction and records what happened."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import CARRYING, Community, Membership, Role, Stage, Team
from commonplace.commons.communities.naming import note_names
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.actions import agree_to_norms as agree_to_norms_of_commons
from commonplace.commons.people.models import AgeBand, Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.points import Point
from commonplace.ground.text import clean, clean_line, render

# Names that stand, or may come to stand, for pages beside those of communities.
RESERVED_SLUGS = {"all", "calendar", "feed", "forms", "map", "mine", "new", "search", "values"}


class ChangedMeanwhile(Exception):
    """Somebody else changed the community since this form was opened. Nothing was changed: show both."""

    def __init__(self, current: Community) -> None:
        super().__init__("changed meanwhile")
        self.current = current


class LastOneCarrying(Exception):
    """The last facilitator cannot leave before somebody else has taken over. Its words say so to them."""


def free_slug(name: str) -> str:
    """A name for addresses made from `name` that no community has yet."""
    base = slugify(clean_line(name))[:50].strip("-") or "community"
    slug = base
    number = 2
    while Community.objects.filter(slug=slug).exists() or slug in RESERVED_SLUGS:
        slug = f"{base}-{number}"
        number += 1
    return slug


def _made_harmless(fields: dict[str, Any], by: Person, stood: Point | None = None) -> dict[str, Any]:
    """The columns with people's words cleaned, the norms rendered, and a point no closer than `by` may say it.

    A point that `stood` there before stays as it is.
    """
    fields = dict(fields)
    if "point" in fields:
        point: Point | None = fields.pop("point")
        near = point and (point.vague if by.is_minor and point != stood else point.rounded)
        fields |= {"latitude": near and near.latitude, "longitude": near and near.longitude}
    for name in {"name", "own_form", "place"} & fields.keys():
        fields[name] = clean_line(fields[name])
    for name in {"purpose", "norms"} & fields.keys():
        fields[name] = clean(fields[name]).strip()
    if "norms" in fields:
        fields["norms_html"] = render(fields["norms"])
    return fields


@transaction.atomic
def start_community(by: Person, *, name: str, **fields: Any) -> Community:
    """Begin a community; who begins it is its first facilitator. `fields` are columns of Community, and its `point`."""
    name = clean_line(name)
    fields = _made_harmless({"purpose": "", **fields}, by)
    community = Community.objects.create(slug=free_slug(name), name=name, **fields)
    note_names([community])
    Membership.objects.create(community=community, person=by, role=Role.FACILITATOR, agreed_norms_at=clock.now())
    record("community.started", by=by, community=community)
    return community


@transaction.atomic
def move_stage(community: Community, by: Person, stage: Stage) -> None:
    """Go forward on the road, or back."""
    if community.stage == stage:
        return
    before, community.stage = community.stage, stage
    community.save(update_fields=["stage"])
    record("community.moved", by=by, community=community, before=int(before), after=int(stage))


@transaction.atomic
def change_community(community: Community, by: Person, *, based_on: int | None = None, **fields: Any) -> None:
    """Change what a community says of itself. `fields` are columns of Community, its `point`, and
    `interests`, a list of Interest.

    `based_on` is the version that a form was filled from: raises ChangedMeanwhile, having changed nothing, where the
    community is no longer at that version.
    """
    interests = fields.pop("interests", None)
    fields = _made_harmless(fields, by, community.point)
    row = Community.objects.filter(pk=community.pk)
    if based_on is not None:
        row = row.filter(version=based_on)
    fields |= _new_norms(community, fields)
    if not row.update(version=F("version") + 1, **fields):
        raise ChangedMeanwhile(Community.objects.get(pk=community.pk))
    community.refresh_from_db()
    if "name" in fields:
        note_names([community])
    if "norms_changed_at" in fields:
        # Whoever wrote them holds to them; everybody else is asked again.
        community.memberships.filter(person=by, left_at=None).update(agreed_norms_at=community.norms_changed_at)
        community.__dict__.pop("_memberships_known", None)
    if interests is not None:
        community.interests.set(interests)
    record("community.changed", by=by, community=community, fields=sorted(fields))


def _new_norms(community: Community, fields: dict[str, Any]) -> dict[str, Any]:
    """The columns that say that the norms are other ones than before; none where they stay, or are taken away."""
    if fields.get("norms", "") in ("", community.norms):
        return {}
    return {"norms_changed_at": clock.now(), "norms_before": community.norms}


@transaction.atomic
def welcome_member(
    community: Community, person: Person, role: str = Role.LEARNER, *, by: Person | None = None, agreed: bool = False
) -> Membership:
    """Let somebody in, in a role. Who is in already stays as they are.

    `agreed` says that they have just held to the norms; otherwise they are asked before they write.
    """
    given = {"role": role, "agreed_norms_at": clock.now() if agreed else None}
    membership, is_new = Membership.objects.get_or_create(
        community=community, person=person, left_at=None, defaults=given
    )
    if is_new:
        record("membership.begun", by=person, community=community, role=role, let_in_by=by.pk if by else None)
    community.__dict__.pop("_memberships_known", None)
    return membership


@transaction.atomic
def agree_to_norms(membership: Membership) -> None:
    """Somebody has read the norms of the commons and of the community, and holds to them."""
    agree_to_norms_of_commons(membership.person)
    membership.agreed_norms_at = clock.now()
    membership.save(update_fields=["agreed_norms_at"])


def hold_community(community_id: int) -> None:
    """Keep others from changing who carries a community until this transaction ends.

    The community's row is what everybody locks, and before any other row of it: two who go at the same instant come one
    after the other, each seeing what the other did, and never wait for each other in a ring.
    """
    Community.objects.select_for_update(no_key=True).values_list("pk").get(pk=community_id)


def _others_carrying(membership: Membership) -> bool:
    """Whether anybody else carries it; asked while the community is held."""
    others = Membership.objects.filter(
        community=membership.community_id, role__in=CARRYING, left_at=None, person__left_at=None
    )
    return others.exclude(pk=membership.pk).exists()


def carries_alone(membership: Membership) -> bool:
    """Whether an open community would have nobody to carry it once this member goes."""
    if not membership.carries or membership.community.closed_at is not None:
        return False
    return not _others_carrying(membership)


@transaction.atomic
def change_role(membership: Membership, role: str, by: Person) -> None:
    """Give somebody another role. Raises LastOneCarrying where nobody would be left to carry the community."""
    hold_community(membership.community_id)
    membership.refresh_from_db(fields=["role", "left_at"])
    if membership.left_at is not None:
        return
    if membership.carries and role not in CARRYING and not _others_carrying(membership):
        raise LastOneCarrying(_("Somebody has to carry this community. Make another person a facilitator first."))
    if membership.role == role:
        return
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    record(
        "membership.changed",
        by=by,
        community=membership.community,
        person=membership.person_id,
        before=before,
        after=role,
    )


@transaction.atomic
def leave_community(membership: Membership, by: Person) -> None:
    """End a membership: one's own, or somebody's by those who carry the community. What was made stays its author's.

    Raises LastOneCarrying for the last facilitator while the community is open.
    """
    community = membership.community
    hold_community(membership.community_id)
    membership.refresh_from_db(fields=["role", "left_at"])
    if membership.left_at is not None:
        return
    community.refresh_from_db(fields=["closed_at"])
    if membership.carries and community.closed_at is None and not _others_carrying(membership):
        raise LastOneCarrying(
            _("You are the last one who carries this community. Make somebody a facilitator, or close it, then leave.")
        )
    membership.left_at = clock.now()
    membership.was_removed = by.pk != membership.person_id
    membership.save(update_fields=["left_at", "was_removed"])
    community.__dict__.pop("_memberships_known", None)
    for team in membership.person.teams.filter(community=community):
        team.people.remove(membership.person)
    record("membership.ended", by=by, community=community, person=membership.person_id)


@transaction.atomic
def hand_over_and_leave(membership: Membership, heir: Membership) -> None:
    """Make another member a facilitator, and go."""
    hold_community(membership.community_id)
    heir.refresh_from_db(fields=["role", "left_at"])
    if not heir.carries:
        change_role(heir, Role.FACILITATOR, membership.person)
    leave_community(membership, membership.person)


@transaction.atomic
def list_member(membership: Membership, *, is_listed: bool) -> None:
    """Be shown among a community's people, or to those who carry it alone."""
    membership.is_listed = is_listed
    membership.save(update_fields=["is_listed"])


@transaction.atomic
def close_community(community: Community, by: Person) -> None:
    """End a community. Its record stays; nobody can write into it any more."""
    community.closed_at = clock.now()
    community.save(update_fields=["closed_at"])
    record("community.closed", by=by, community=community)


@transaction.atomic
def reopen_community(community: Community, by: Person) -> None:
    """Open a closed community again."""
    community.closed_at = None
    community.save(update_fields=["closed_at"])
    record("community.reopened", by=by, community=community)


@transaction.atomic
def inherit_communities(person: Person) -> None:
    """When somebody deletes their account: the communities that only they carried pass on."""
    carried = person.memberships.filter(left_at=None, role__in=CARRYING).select_related("community")
    # In one order, so that two who carry the same communities never wait for each other.
    for membership in carried.order_by("community"):
        hold_community(membership.community_id)
        if not _others_carrying(membership):
            pass_on(membership, person)


@transaction.atomic
def pass_on(membership: Membership, by: Person) -> None:
    """Let others carry a community in somebody's place: staff of the outer community, who then are staff here.

    Where there is no outer community either, the member who joined first takes over, adults before minors; and where
    there is nobody, it is closed.
    """
    community = membership.community
    heirs = Membership.objects.filter(left_at=None, person__left_at=None, person__paused_at=None)
    heirs = heirs.exclude(person=membership.person_id).select_related("person").order_by("joined_at", "pk")
    outer = heirs.filter(community=community.parent_id, role__in=CARRYING)
    inner = heirs.filter(community=community).exclude(role=Role.GUEST)
    heir = outer.first() or inner.filter(person__age_band=AgeBand.ADULT).first() or inner.first()
    if heir is None:
        if community.closed_at is None:
            close_community(community, by)
        return
    role = Role.STAFF if heir.role == Role.STAFF else Role.FACILITATOR
    change_role(welcome_member(community, heir.person, role, by=by), role, by)


@transaction.atomic
def form_team(community: Community, by: Person, name: str, people: list[Person]) -> Team:
    """Form a named team of members."""
    refuse_closed(community)
    team: Team = community.teams.create(name=clean_line(name))
    team.people.set(people)
    record("team.formed", by=by, community=community, team=team.pk)
    return team


@transaction.atomic
def change_team(team: Team, by: Person, name: str, people: list[Person]) -> None:
    """Give a team another name, or other people."""
    refuse_closed(team.community)
    team.name = clean_line(name)
    team.save(update_fields=["name"])
    team.people.set(people)
    record("team.changed", by=by, community=team.community, team=team.pk)
