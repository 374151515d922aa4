"""Who may do what with an entry. Seeing is not here: it is `visible_to`, in `audience.py`."""

from django.utils.translation import gettext as _

from commonplace.commons.communities.rules import closed_words, is_open, may_act, may_carry, may_take_part
from commonplace.commons.entries.audience import WRITTEN_TOGETHER
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.rules import rule

# A community stands on its design: it goes with the community, or not at all.
NOT_DELETED_ALONE = ("design",)
# An invitation to a moment, what somebody saw in it, and what somebody was told: nothing is made from these.
NOT_MADE_FROM = ("gathering", "reflection", "critique")
# What a community writes when it is over.
WRITTEN_AFTERWARDS = ("case study",)


def why_not_changed(person: Person | None, entry: Entry, otherwise: str = "") -> str:
    """What is said to whoever would change the words of an entry and may not; `otherwise` to whoever did not write it."""
    if entry.community is not None and _writes(person, entry):
        if not is_open(entry.community):
            return closed_words(entry.community) + " " + _("You can still let fewer people see yours, or delete it.")
        return _(
            "You no longer belong to “%(name)s”, so what you wrote there stays as it is. It is still yours: you can let "
            "fewer people see it, take it with you, or delete it."
        ) % {"name": entry.community.name}
    return otherwise or _("Only those who wrote it can change it.")


def is_author(person: Person | None, entry: Entry) -> bool:
    """One of those who wrote it; asked for once and kept on the entry."""
    if person is None:
        return False
    if "_author_ids" not in entry.__dict__:
        entry.__dict__["_author_ids"] = {one.person_id for one in entry.authorships.all()}
    return person.pk in entry.__dict__["_author_ids"]


@rule
def may_listen(person: Person | None, entry: Entry) -> bool:
    """Be told at once, while looking at a page about an entry, that there is something new on it."""
    # Nobody else: whoever counts how often they are told would know how many have answered (`docs/decisions/0011`).
    is_member = entry.community is not None and entry.community.membership_of(person) is not None
    return is_member or is_author(person, entry)


def _writes(person: Person | None, entry: Entry) -> bool:
    """One of those who wrote it, or who carry the community that writes it together."""
    if not may_act(person):
        return False
    together = entry.kind in WRITTEN_TOGETHER and entry.community is not None and may_carry(person, entry.community)
    return together or is_author(person, entry)


def _is_kept_apart(person: Person | None, entry: Entry) -> bool:
    """Whether it belongs to the record of a community that is closed, or that this person is not in now.

    A draft is in nobody's record yet, and a community's case study is written when it is over.
    """
    if entry.community is None or entry.is_draft:
        return False
    is_closed = not is_open(entry.community) and entry.kind not in WRITTEN_AFTERWARDS
    return is_closed or entry.community.membership_of(person) is None


@rule
def may_edit(person: Person | None, entry: Entry) -> bool:
    """Change the words of an entry; in a community only while one belongs to it and it is open."""
    return _writes(person, entry) and not _is_kept_apart(person, entry)


@rule
def may_widen(person: Person | None, entry: Entry) -> bool:
    """Let more people see an entry; in a community only while one belongs to it and it is open."""
    return may_edit(person, entry)


@rule
def may_share(person: Person | None, entry: Entry) -> bool:
    """Share a draft of one's own; in a community only while one takes part in it."""
    return may_edit(person, entry) and (entry.community is None or may_take_part(person, entry.community))


@rule
def may_delete(person: Person | None, entry: Entry) -> bool:
    """Delete an entry, and bring it back within the hour."""
    return may_act(person) and is_author(person, entry) and entry.kind not in NOT_DELETED_ALONE


@rule
def may_step_back(person: Person | None, entry: Entry) -> bool:
    """Take oneself, and nobody else, off what one wrote together with somebody who is here."""
    if person is None or not may_delete(person, entry):
        return False
    return entry.authors.filter(left_at=None).exclude(pk=person.pk).exists()


@rule
def may_see_history(person: Person | None, entry: Entry) -> bool:
    """Read the earlier words of an entry."""
    return _writes(person, entry)


@rule
def may_change_audience(person: Person | None, entry: Entry) -> bool:
    """Decide who can see an entry; whoever left its community, or once that is closed, can let fewer."""
    return _writes(person, entry)


@rule
def may_make_from(person: Person | None, entry: Entry) -> bool:
    """Make something from an entry that one can see, where its licence allows it or it is one's own."""
    if not may_act(person) or entry.kind in NOT_MADE_FROM or entry.hidden_at is not None:
        return False
    return is_author(person, entry) or (bool(entry.licence) and not entry.is_draft)


@rule
def may_comment(person: Person | None, entry: Entry) -> bool:
    """Say something to an entry that one can see."""
    if not may_act(person) or entry.is_draft or entry.hidden_at is not None:
        return False
    return is_open(entry.community)


@rule
def may_delete_comment(person: Person | None, comment: Comment) -> bool:
    """Take a comment away: one's own, or any under one's own entry."""
    return may_act(person) and (comment.by_id == (person and person.pk) or is_author(person, comment.entry))
