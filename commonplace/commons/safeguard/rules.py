"""Who keeps people safe, and may act on what was reported."""

from commonplace.commons.communities.models import CARRYING, Community, Membership
from commonplace.commons.communities.rules import may_act, may_carry
from commonplace.commons.entries.audience import WRITTEN_TOGETHER
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import is_author, may_edit
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_host
from commonplace.commons.safeguard.models import Report, Watch
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


@rule
def may_ask_to_watch(person: Person | None, entry: Entry) -> bool:
    """Ask somebody to go along when what one made goes to the open web."""
    return (
        entry.kind not in WRITTEN_TOGETHER
        and is_author(person, entry)
        and may_edit(person, entry)
        and not entry.is_draft
        and entry.hidden_at is None
    )


@rule
def may_watch(person: Person | None, entry: Entry, asked_by: Person) -> bool:
    """Watch over what somebody made: an adult who sees it; where somebody under 18 asks, one who carries a community of theirs."""
    if (
        person is None
        or not may_act(person)
        or person.is_minor
        or is_author(person, entry)
        or asked_by.left_at is not None
    ):
        return False
    if asked_by.is_minor:
        theirs = Community.objects.of(asked_by).filter(closed_at=None).values("pk")
        if not Membership.objects.filter(person=person, community__in=theirs, left_at=None, role__in=CARRYING).exists():
            return False
    return Entry.objects.visible_to(person).filter(pk=entry.pk, authors=asked_by).exists()


@rule
def may_read_watch(person: Person | None, watch: Watch) -> bool:
    """Read what passes between whoever watches and whoever asked: the two; of a minor, those who carry their community too."""
    if person is None or person.left_at is not None:
        return False
    if person.pk in (watch.asked_by_id, watch.watcher_id):
        return True
    return watch.community is not None and may_carry(person, watch.community)
