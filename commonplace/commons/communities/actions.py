"""What people do with communities: one function per intention. Each is one transaction and records what happened."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import CARRYING, Community, Membership, Role, Stage, Team
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean, clean_line


class LastOneCarrying(Exception):
    """The last facilitator cannot leave before somebody else has taken over. Its words say so to them."""


def free_slug(name: str) -> str:
    """A name for addresses made from `name` that no community has yet."""
    base = slugify(clean_line(name))[:50].strip("-") or "community"
    slug = base
    number = 2
    while Community.objects.filter(slug=slug).exists() or slug in {"new"}:
        slug = f"{base}-{number}"
        number += 1
    return slug


@transaction.atomic
def start_community(by: Person, *, name: str, **fields: Any) -> Community:
    """Begin a community; who begins it is its first facilitator. `fields` are columns of Community."""
    name = clean_line(name)
    fields["purpose"] = clean(fields.get("purpose", ""))
    community = Community.objects.create(slug=free_slug(name), name=name, **fields)
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
def change_community(community: Community, by: Person, **fields: Any) -> None:
    """Change what a community says of itself. `fields` are columns of Community, and `interests` a list of Interest."""
    interests = fields.pop("interests", None)
    for name, value in fields.items():
        setattr(community, name, value)
    community.save(update_fields=list(fields) or None)
    if interests is not None:
        community.interests.set(interests)
    record("community.changed", by=by, community=community, fields=sorted(fields))


@transaction.atomic
def welcome_member(community: Community, person: Person, role: str = Role.LEARNER, *, by: Person | None = None) -> Membership:
    """Let somebody in, in a role. Who is in already stays as they are."""
    membership, is_new = Membership.objects.get_or_create(community=community, person=person, left_at=None, defaults={"role": role})
    if is_new:
        record("membership.begun", by=person, community=community, role=role, let_in_by=by.pk if by else None)
    community.__dict__.pop("_memberships_known", None)
    return membership


@transaction.atomic
def agree_to_norms(membership: Membership) -> None:
    """Somebody has read the norms of the commons and of the community, and holds to them."""
    membership.agreed_norms_at = clock.now()
    membership.save(update_fields=["agreed_norms_at"])


def _others_carrying(membership: Membership) -> bool:
    others = membership.community.memberships.select_for_update().filter(role__in=CARRYING, left_at=None, person__left_at=None)
    return others.exclude(pk=membership.pk).exists()


@transaction.atomic
def change_role(membership: Membership, role: str, by: Person) -> None:
    """Give somebody another role. Raises LastOneCarrying where nobody would be left to carry the community."""
    if membership.carries and role not in CARRYING and not _others_carrying(membership):
        raise LastOneCarrying(_("Somebody has to carry this community. Make another person a facilitator first."))
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    record("membership.changed", by=by, community=membership.community, person=membership.person_id, before=before, after=role)


@transaction.atomic
def leave_community(membership: Membership, by: Person) -> None:
    """End a membership: one's own, or somebody's by those who carry the community. What was made stays its author's.

    Raises LastOneCarrying for the last facilitator while the community is open.
    """
    community = membership.community
    if membership.carries and community.closed_at is None and not _others_carrying(membership):
        raise LastOneCarrying(_("You are the last one who carries this community. Make somebody a facilitator, or close it, then leave."))
    membership.left_at = clock.now()
    membership.save(update_fields=["left_at"])
    for team in membership.person.teams.filter(community=community):
        team.people.remove(membership.person)
    record("membership.ended", by=by, community=community, person=membership.person_id)


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
    """When somebody deletes their account: communities that only they carried pass to staff of the outer community.

    Where there is no outer community either, the member who joined first takes over, and else it is closed.
    """
    for membership in person.memberships.filter(left_at=None, role__in=CARRYING).select_related("community"):
        if _others_carrying(membership):
            continue
        heirs = Membership.objects.filter(left_at=None, person__left_at=None).exclude(person=person).select_related("person")
        outer = heirs.filter(community=membership.community.parent_id, role__in=CARRYING).order_by("joined_at")
        inner = heirs.filter(community=membership.community).exclude(role=Role.GUEST).order_by("joined_at")
        heir = outer.first() or inner.filter(person__age_band="adult").first() or inner.first()
        if heir is None:
            close_community(membership.community, person)
            continue
        taken = welcome_member(membership.community, heir.person, Role.STAFF if heir.role == Role.STAFF else Role.FACILITATOR)
        change_role(taken, Role.STAFF if heir.role == Role.STAFF else Role.FACILITATOR, person)


@transaction.atomic
def form_team(community: Community, by: Person, name: str, people: list[Person]) -> Team:
    """Form a named team of members."""
    team: Team = community.teams.create(name=clean_line(name))
    team.people.set(people)
    record("team.formed", by=by, community=community, team=team.pk)
    return team

