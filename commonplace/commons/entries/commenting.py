"""What people say to entries: put there, let through where somebody reads it first, and taken away."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.entries.first_readers import is_read_first
from commonplace.commons.entries.models import Comment, Entry, KeptBack
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import let_go, put_away
from commonplace.ground.text import clean, plain, render


@transaction.atomic
def comment_on(entry: Entry, by: Person, words: str, *, answers: Comment | None = None) -> Comment:
    """Say something to an entry, or answer a comment on it. Answers to answers stand under the first comment.

    Where somebody reads first what is said there, it waits for them.
    """
    if answers and answers.entry_id != entry.pk:
        raise ValueError("the comment to answer stands on another entry")
    words = clean(words).strip()
    first = answers.answers if answers and answers.answers_id else answers
    comment = Comment(entry=entry, by=by, words=words, words_html=render(words), answers=first, at=clock.now())
    if is_read_first(entry, by):
        comment.hidden_at, comment.kept_back = clock.now(), KeptBack.WAITS
    comment.save(force_insert=True)
    kind = "comment.waits" if comment.kept_back else "comment.written"
    # Whoever reads it first hears of it also where a block stands between the two, and is not told who wrote it.
    record(kind, by=None if comment.kept_back else by, entry=entry, community=entry.community, comment=comment.pk)
    return comment


@transaction.atomic
def let_through(comment: Comment) -> None:
    """Put into the margin what waited to be read first; those whom it concerns hear of it now."""
    comment.hidden_at, comment.kept_back = None, ""
    comment.save(update_fields=["hidden_at", "kept_back"])
    entry = comment.entry
    record("comment.written", by=comment.by, entry=entry, community=entry.community, comment=comment.pk)


@transaction.atomic
def delete_comment(comment: Comment, by: Person) -> PutAway:
    """Take a comment away; for an hour `by` can bring it back. Answers to it are other people's words: they stand by themselves."""
    entry = comment.entry
    changes = let_go(comment.answers_given.all(), "answers_id", None)
    record("comment.deleted", by=by, entry=entry, community=entry.community, comment=comment.pk)
    words = _("“%(words)s” is taken away from “%(title)s”.") % {"words": plain(comment.words, 60), "title": entry.title}
    address = f"{entry.address}#c{ids.written(comment.pk)}"
    return put_away("comment", by, words, address, gone=[comment], changes=changes)
