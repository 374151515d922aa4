"""Who may open a call, read its answers, and answer it."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, may_act, may_carry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule
from commonplace.stages.recruit.models import Application, Call


def call_in_hand_of(community: Community) -> Call | None:
    """The call that has not been ended: open, about to open, or past its window."""
    return community.calls.filter(ended_at=None).order_by("-pk").first()


@rule
def may_open_call(person: Person | None, community: Community) -> bool:
    """Open a community's call, change it and end it."""
    return may_carry(person, community) and is_open(community)


@rule
def may_invite_by_mail(person: Person | None, community: Community) -> bool:
    """Invite people into a community by e-mail, with a confirmed address of one's own: accounts without cost nothing."""
    is_reached = person is not None and person.account is not None and bool(person.account.email)
    return is_reached and may_take_invitation_back(person, community)


@rule
def may_take_invitation_back(person: Person | None, community: Community) -> bool:
    """Take an invitation by e-mail back, and make it work again."""
    return may_carry(person, community) and is_open(community)


@rule
def may_give_seats(person: Person | None, community: Community) -> bool:
    """Let somebody in who answered a call, or put them on the waitlist. A no can be said always."""
    return may_carry(person, community) and is_open(community)


@rule
def may_answer_call(person: Person | None, call: Call, *, is_trusted: bool = False) -> bool:
    """Answer an open call of a community that one does not belong to yet; invited as trusted, also before and after."""
    community, takes = call.community, call.is_open or (is_trusted and call.ended_at is None)
    return may_act(person) and takes and is_open(community) and community.membership_of(person) is None


@rule
def may_take_seat(person: Person | None, application: Application) -> bool:
    """Take a seat that is offered to oneself, while the offer holds."""
    is_ones_own = person is not None and application.person_id == person.pk
    is_held = application.stands == Application.State.OFFERED and is_open(application.call.community)
    return may_act(person) and is_ones_own and is_held
