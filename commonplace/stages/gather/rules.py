"""Who may plan a gathering, change it, come to it, and see who comes."""

from datetime import timedelta

from commonplace.commons.communities.models import Audience, Community, Role
from commonplace.commons.communities.rules import is_open, may_act, may_carry, may_take_part
from commonplace.commons.entries.rules import may_delete, may_edit
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.rules import rule
from commonplace.stages.gather.models import Coming, Gathering

# People come before a gathering begins.
_DOORS = timedelta(hours=1)


@rule
def may_plan_gathering(person: Person | None, community: Community) -> bool:
    """Plan a gathering in a community: whoever takes part in it and is not a guest."""
    membership = community.membership_of(person)
    return may_take_part(person, community) and membership is not None and membership.role != Role.GUEST


@rule
def may_plan_from_design(person: Person | None, community: Community) -> bool:
    """Make gatherings of the days in a community's design."""
    return may_carry(person, community) and is_open(community)


@rule
def may_bring_calendar(person: Person | None, community: Community) -> bool:
    """Take gatherings over from a calendar file, or from one elsewhere that is followed."""
    return may_carry(person, community) and is_open(community)


@rule
def may_move_dates(person: Person | None, community: Community) -> bool:
    """Move all of a community's dates at once, or its gatherings to the clocks of another time zone."""
    return may_carry(person, community) and is_open(community)


@rule
def may_change_gathering(person: Person | None, gathering: Gathering) -> bool:
    """Change a gathering or cancel it: whoever planned it, and those who carry its community."""
    return gathering.cancelled_at is None and may_edit(person, gathering.entry)


@rule
def may_delete_series(person: Person | None, gathering: Gathering) -> bool:
    """Delete a gathering that repeats with all its others, or with its later ones: whoever planned them."""
    return gathering.series_id is not None and may_delete(person, gathering.entry)


@rule
def may_say_coming(person: Person | None, gathering: Gathering) -> bool:
    """Say whether one comes to a gathering that one can see and that is not over."""
    is_ahead = gathering.cancelled_at is None and gathering.ends_at > clock.now()
    return may_act(person) and is_ahead and is_open(gathering.entry.community)


@rule
def may_come_as_guest(person: Person | None, gathering: Gathering) -> bool:
    """Come without an account, by an e-mail address, to a gathering on the open web that is not over."""
    is_ahead = gathering.cancelled_at is None and gathering.ends_at > clock.now()
    entry = gathering.entry
    return person is None and entry.audience == Audience.OPEN and is_ahead and is_open(entry.community)


@rule
def may_check_in(person: Person | None, gathering: Gathering) -> bool:
    """Say that one is at a gathering that one can see: from an hour before it begins until it ends."""
    is_now = gathering.starts_at - _DOORS <= clock.now() < gathering.ends_at
    return may_act(person) and gathering.cancelled_at is None and is_now and is_open(gathering.entry.community)


@rule
def may_tick_who_is_here(person: Person | None, gathering: Gathering) -> bool:
    """Tick who is at a gathering, also afterwards: whoever planned it, and those who carry its community."""
    return may_change_gathering(person, gathering)


@rule
def may_see_whom_nobody_saw(person: Person | None, community: Community) -> bool:
    """See which members were at none of the last gatherings."""
    return may_carry(person, community)


@rule
def may_see_who_comes(person: Person | None, gathering: Gathering) -> bool:
    """See the names of those who come: members of its community, or its author where it has none."""
    community = gathering.entry.community
    if community is None:
        return may_edit(person, gathering.entry)
    return community.membership_of(person) is not None


@rule
def may_see_link(person: Person | None, gathering: Gathering, answer: str | None) -> bool:
    """See the link to a gathering's room: members, and those who have said that they come."""
    return may_see_who_comes(person, gathering) or (may_act(person) and answer == Coming.Answer.YES)
