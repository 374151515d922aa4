"""Who may do what with a programme: a community that holds those of its teams."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, may_carry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule


@rule
def may_lead_programme(person: Person | None, programme: Community) -> bool:
    """See how the teams of a programme stand and what waits there: those who carry the programme, not those who carry a team."""
    return may_carry(person, programme)


@rule
def may_write_circular(person: Person | None, programme: Community) -> bool:
    """Write to everybody in a programme, or to some of its teams, while it is open: those who carry the programme."""
    return may_carry(person, programme) and is_open(programme)


@rule
def may_keep_roster(person: Person | None, programme: Community) -> bool:
    """Paste a programme's roster, print cards and take somebody off again, while it is open: those who carry the programme."""
    return may_carry(person, programme) and is_open(programme)


@rule
def may_confirm_hours(person: Person | None, programme: Community) -> bool:
    """Confirm that others took part in a programme, and take it back, while it is open: those who carry the programme."""
    return may_carry(person, programme) and is_open(programme)
