"""Who may do what with an entry. Seeing is not here: it is `visible_to`, in `audience.py`."""

from commonplace.commons.communities.rules import may_act, may_carry, may_take_part
from commonplace.commons.entries.audience import WRITTEN_TOGETHER
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule

# A community stands on its design: it goes with the community, or not at all.
NOT_DELETED_ALONE = ("design",)


def is_author(person: Person | None, entry: Entry) -> bool:
    """One of those who wrote it; asked for once and kept on the entry."""
    if person is None:
        return False
    if "_author_ids" not in entry.__dict__:
        entry.__dict__["_author_ids"] = set(entry.authorships.values_list("person_id", flat=True))
    return person.pk in entry.__dict__["_author_ids"]


@rule
def may_edit(person: Person | None, entry: Entry) -> bool:
    """Change the words of an entry."""
    if not may_act(person):
        return False
    together = entry.kind in WRITTEN_TOGETHER and entry.community is not None and may_carry(person, entry.community)
    return together or is_author(person, entry)


@rule
def may_share(person: Person | None, entry: Entry) -> bool:
    """Share a draft of one's own; in a community only while one takes part in it."""
    return may_edit(person, entry) and (entry.community is None or may_take_part(person, entry.community))


@rule
def may_delete(person: Person | None, entry: Entry) -> bool:
    """Delete an entry for good."""
    return may_act(person) and is_author(person, entry) and entry.kind not in NOT_DELETED_ALONE


@rule
def may_see_history(person: Person | None, entry: Entry) -> bool:
    """Read the earlier words of an entry."""
    return may_edit(person, entry)


@rule
def may_change_audience(person: Person | None, entry: Entry) -> bool:
    """Decide who can see an entry."""
    return may_edit(person, entry)


@rule
def may_comment(person: Person | None, entry: Entry) -> bool:
    """Say something to an entry that one can see."""
    if not may_act(person) or entry.is_draft or entry.hidden_at is not None:
        return False
    return entry.community is None or entry.community.closed_at is None


@rule
def may_delete_comment(person: Person | None, comment: Comment) -> bool:
    """Take a comment away: one's own, or any under one's own entry."""
    return may_act(person) and (comment.by_id == (person and person.pk) or is_author(person, comment.entry))
