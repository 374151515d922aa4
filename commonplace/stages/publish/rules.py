"""Who may do what with case studies."""

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import may_act, may_carry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule
from commonplace.stages.publish.models import Consent


@rule
def may_write_case_study(person: Person | None, community: Community) -> bool:
    """Draft, write and publish the case study of a community, also of one that is closed."""
    return may_carry(person, community)


@rule
def may_start_from(person: Person | None, entry: Entry) -> bool:
    """Start a community from the design behind a case study that one can see and that was published."""
    return may_act(person) and entry.kind == "case study" and not entry.is_draft


@rule
def may_answer_for(person: Person | None, consent: Consent) -> bool:
    """Say whether one may be quoted or shown in a case study, and take it back: whoever is asked, at any time."""
    return person is not None and person.pk == consent.person_id
