"""Who keeps people safe, and may act on what was reported."""

from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.communities.rules import may_carry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_host
from commonplace.commons.safeguard.models import Report
from commonplace.ground.rules import rule


@rule
def may_rule_in(person: Person | None, community: Community) -> bool:
    """Read a community's reports and act on them: those who carry it."""
    return may_carry(person, community)


@rule
def may_rule_commons(person: Person | None) -> bool:
    """Read every report, pause people, and see the log of all acts: hosts."""
    return may_host(person)


@rule
def may_rule_on(person: Person | None, report: Report) -> bool:
    """Act on a report: who reads it, and never somebody whom it is about."""
    return person is not None and Report.objects.readable_to(person).filter(pk=report.pk).exists()


@rule
def may_remove(person: Person | None, membership: Membership) -> bool:
    """End somebody's membership: those who carry the community, but not their own."""
    return person is not None and may_rule_in(person, membership.community) and membership.person_id != person.pk


@rule
def may_pause(person: Person | None, other: Person) -> bool:
    """Keep somebody from writing for a while, and let them again: hosts, but not themselves."""
    return person is not None and may_rule_commons(person) and other.pk != person.pk and other.left_at is None
