"""Who may do what in a community."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import has_no_mail, may_act
from commonplace.ground.rules import rule

__all__ = ["may_act", "may_carry", "may_reset_member", "may_see_members", "may_start_community", "may_take_part"]


def is_open(community: Community | None) -> bool:
    """Whether anything may be added: to a community until it is closed, and always outside of communities.

    The one rule about closing. What is closed is read, narrowed and taken away by those who wrote it, and nothing else.
    """
    return community is None or community.closed_at is None


def closed_words(community: Community | None) -> str:
    """What is said to whoever would add something to a closed community."""
    name = community.name if community else ""
    return _("“%(name)s” is closed. Its record stays, and nothing is added to it.") % {"name": name}


def refuse_closed(community: Community | None) -> None:
    """Stop where nothing may be added. Actions ask it too, since a community may be closed a moment before."""
    if not is_open(community):
        raise PermissionDenied(closed_words(community))


@rule
def may_start_community(person: Person | None) -> bool:
    """Start a community."""
    return may_act(person)


@rule
def may_carry(person: Person | None, community: Community) -> bool:
    """Keep a community: its settings, stage, dates, people and door."""
    membership = community.membership_of(person)
    return may_act(person) and membership is not None and membership.carries


@rule
def may_take_part(person: Person | None, community: Community) -> bool:
    """Write, gather and make in a community that is not closed, as a member who has agreed to its norms."""
    return (
        may_act(person)
        and is_open(community)
        and community.membership_of(person) is not None
        and not community.asks_to_agree(person)
    )


@rule
def may_see_members(person: Person | None, community: Community) -> bool:
    """See who belongs to a community."""
    return community.membership_of(person) is not None


@rule
def may_reset_member(by: Person | None, membership: Membership) -> bool:
    """Make a link for a new passphrase: those who carry a community, for members whose account its class code made."""
    person = membership.person
    return (
        may_carry(by, membership.community)
        and by != person
        and person.left_at is None
        and has_no_mail(person)
        # Whoever carries a community that they joined later could else take their account over.
        and person.memberships.order_by("pk").values_list("community", flat=True).first() == membership.community_id
    )
