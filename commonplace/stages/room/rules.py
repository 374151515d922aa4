"""Who writes in the room of a gathering, and who hears its recording. Whoever sees the gathering reads the rest."""

from commonplace.commons.communities.rules import may_act, may_take_part
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.rules import may_change_gathering
from commonplace.stages.room.models import Moment, Room


@rule
def may_write_in_room(person: Person | None, gathering: Gathering) -> bool:
    """Write in the notes of a gathering that one can see, and keep moments of it: members who take part in its community."""
    entry = gathering.entry
    is_there = gathering.cancelled_at is None and not entry.is_draft and entry.hidden_at is None
    return is_there and entry.community is not None and may_take_part(person, entry.community)


@rule
def may_see_earlier_notes(person: Person | None, gathering: Gathering) -> bool:
    """Read the earlier notes of a gathering that one can see: members of its community."""
    community = gathering.entry.community
    return not gathering.entry.is_draft and community is not None and community.membership_of(person) is not None


@rule
def may_prepare_room(person: Person | None, gathering: Gathering) -> bool:
    """Write the agenda of a gathering, name its hosts and guests, and keep its recording: whoever may change it."""
    return may_change_gathering(person, gathering)


@rule
def may_take_moment_away(person: Person | None, moment: Moment) -> bool:
    """Take a moment away: one's own, or any of a gathering that one may change."""
    if not may_act(person):
        return False
    return moment.by_id == (person and person.pk) or may_change_gathering(person, moment.gathering)


@rule
def may_hear(person: Person | None, room: Room) -> bool:
    """Hear the recording of a gathering and read what is said in it: members, and whoever sees it if only adults are heard."""
    community = room.gathering.entry.community
    return room.only_adults or (community is not None and community.membership_of(person) is not None)
