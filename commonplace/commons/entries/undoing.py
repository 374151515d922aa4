"""Bringing back what was taken away: entries, comments, pictures, and oneself on an entry.

What changed meanwhile and would have kept it away stands in the way: a community that was closed, a membership that ended, an
entry that is gone or no longer one's own to change. What stood as it was when it was taken away does not.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import closed_words, is_open
from commonplace.commons.entries import rules, search
from commonplace.commons.entries.models import Authorship, Comment, Entry
from commonplace.commons.entries.open_words import SAID_OF_PIECES, why_not_said_again, words_of
from commonplace.commons.entries.pieces import keep_pieces
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record, tell
from commonplace.ground.models import Happening, PutAway
from commonplace.ground.put_away import WINDOW, CannotComeBack, after, before, make_room


def _refuse_what_changed(community: Community | None, by: Person, kept: PutAway) -> None:
    """Stop where a community was closed since, or somebody left it or was sent away."""
    if community is None:
        return
    if community.closed_at is not None and community.closed_at >= kept.at:
        raise CannotComeBack(closed_words(community))
    if community.membership_of(by) is None and community.memberships.filter(person=by, left_at__gte=kept.at).exists():
        raise CannotComeBack(_("You no longer belong to “%(name)s”.") % {"name": community.name})


def entries_of(kept: PutAway) -> list[dict[str, Any]]:
    """The rows of the entries that went, one or several in one go."""
    return [row for label, row in kept.rows if label == kept.rows[0][0]]


@before("entry")
def look_at_its_community(kept: PutAway, by: Person) -> None:
    """What nobody else saw comes back in any case."""
    for row in entries_of(kept):
        _look_at_community_of(row, kept, by)


def _look_at_community_of(row: dict[str, Any], kept: PutAway, by: Person) -> None:
    community = Community.objects.filter(pk=row["community_id"] or 0).first()
    if row["community_id"] and community is None:
        raise CannotComeBack(_("Its community is gone."))
    if row["remote_id"] and Entry.objects.filter(community=community, remote_id=row["remote_id"]).exists():
        raise CannotComeBack(_("It was brought in again meanwhile."))
    is_written_afterwards = row["kind"] in rules.WRITTEN_AFTERWARDS and not is_open(community)
    if row["shared_at"] is not None and not is_written_afterwards:
        _refuse_what_changed(community, by, kept)


def still_seen(by: Person, **where: Any) -> Entry:
    """The entry to which something belongs that is to come back, as far as this person may still see it. Raises CannotComeBack."""
    entry = Entry.objects.visible_to(by).select_related("community").filter(**where).first()
    if entry is None:
        raise CannotComeBack(_("What it belonged to is gone, or not open to you any more."))
    return entry


def hung_on(kept: PutAway, by: Person) -> Entry:
    """The same, of what the first row hangs on."""
    return still_seen(by, pk=kept.rows[0][1]["entry_id"])


@before("comment")
def look_at_its_entry(kept: PutAway, by: Person) -> None:
    _refuse_what_changed(hung_on(kept, by).community, by, kept)


@before("attachment")
def look_whose_entry_it_is(kept: PutAway, by: Person) -> None:
    entry = hung_on(kept, by)
    if not rules.may_edit(by, entry):
        raise CannotComeBack(rules.why_not_changed(by, entry))


@before("authorship")
def look_whether_they_are_named(kept: PutAway, by: Person) -> None:
    """Somebody may have named them again meanwhile."""
    row = kept.rows[0][1]
    if not Entry.objects.filter(pk=row["entry_id"]).exists():
        raise CannotComeBack(_("What it belonged to is gone."))
    if Authorship.objects.filter(entry=row["entry_id"], person=by).exists():
        kept.rows = []


@after("entry")
def make_entry_known(kept: PutAway, by: Person) -> None:
    for row in entries_of(kept):
        entry = Entry.objects.select_related("community").get(pk=row["id"])
        _refuse_names(by, entry, words_of([entry.pk]))
        search.index_again(entry)
        _tell_again(entry, kept)
        record("entry.brought_back", by=by, entry=entry, community=entry.community, entry_id=entry.pk)


@after("comment")
def make_comment_known(kept: PutAway, by: Person) -> None:
    comment = Comment.objects.select_related("entry__community").get(pk=kept.rows[0][1]["id"])
    entry = comment.entry
    _refuse_names(by, entry, [comment.words])
    _tell_again(entry, kept)
    record("comment.brought_back", by=by, entry=entry, community=entry.community, comment=comment.pk)


@after("attachment")
def put_in_its_place(kept: PutAway, by: Person) -> None:
    entry = Entry.objects.select_related("community").get(pk=kept.rows[0][1]["entry_id"])
    _refuse_names(by, entry, (row.get(name, "") for _label, row in kept.rows for name in SAID_OF_PIECES))
    make_room(entry.attachments.all(), kept)
    for label, row in kept.rows:
        if label != "entries.attachment":  # what was made of it came along
            continue
        record("attachment.brought_back", by=by, entry=entry, community=entry.community, attachment=row["id"])
    keep_pieces(entry, by)


@after("authorship")
def say_that_they_are_on_it(kept: PutAway, by: Person) -> None:
    for _label, row in kept.rows:
        entry = Entry.objects.select_related("community").get(pk=row["entry_id"])
        record("authorship.brought_back", by=by, entry=entry, community=entry.community)


def _refuse_names(by: Person, entry: Entry, words: Iterable[str]) -> None:
    """Its place may have been opened to strangers meanwhile, or somebody under 18 have come in."""
    why_not = why_not_said_again(by, entry, list(words))
    if why_not:
        raise CannotComeBack(why_not)


def _tell_again(entry: Entry, kept: PutAway) -> None:
    """Whoever was to be told while it was away is told now; to be told twice changes nothing."""
    lately = Happening.objects.filter(entry_id=entry.pk, at__gte=kept.at - WINDOW)
    for key in lately.values_list("pk", flat=True):
        tell.enqueue(key)
