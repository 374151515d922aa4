"""Who may bring in what was made elsewhere, and put it beside what is made here."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, may_act, may_carry
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_edit
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule

LEARNS = ("design", "gathering", "work")


@rule
def may_bring_in(person: Person | None, community: Community) -> bool:
    """Bring in whole courses and folders of texts, and bring them up to date, in a community that is not closed."""
    return may_carry(person, community) and is_open(community)


@rule
def may_say_learnt_from(person: Person | None, entry: Entry) -> bool:
    """Put resources that one can see beside a design, a gathering or a work that one may change."""
    return may_act(person) and entry.kind in LEARNS and may_edit(person, entry)
