"""Notices: who is told of what happened, on the site and by e-mail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Comment, Entry, Notice
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.ground.text import mentioned


@dataclass(frozen=True)
class Wording:
    """How a notice of one kind reads: `words` with %(by)s, %(entry)s, %(community)s; and where it leads."""

    words: Promise | str
    address: Callable[[Notice], str]


_wordings: dict[str, Wording] = {}


def entry_address(notice: Notice) -> str:
    """The notice's entry, its community where it has none, or the list of notices."""
    if notice.entry:
        return notice.entry.address
    return notice.community.address if notice.community else "/notices/"


def wording(kind: str, words: Promise | str, address: Callable[[Notice], str] = entry_address) -> None:
    """Say how notices of a kind read. Called where the package that records the kind registers its listeners."""
    _wordings[kind] = Wording(words, address)


def wording_of(notice: Notice) -> Wording:
    """The wording of a notice. Raises KeyError for a kind that nobody has worded."""
    return _wordings[notice.kind]


def tell(people: Iterable[Person | int], happening: Happening, kind: str | None = None) -> None:
    """Give each of these people a notice of the happening, once, but not whoever did it."""
    told = {person if isinstance(person, int) else person.pk for person in people} - {happening.by_id}
    Notice.objects.bulk_create(
        [
            Notice(
                person_id=person,
                happening_id=happening.pk,
                kind=kind or happening.kind,
                by_id=happening.by_id,
                entry_id=happening.entry_id,
                community_id=happening.community_id,
                at=happening.at,
            )
            for person in sorted(told)
        ],
        ignore_conflicts=True,
    )


wording("comment.written", _("%(by)s said something to “%(entry)s”."))
wording("person.mentioned", _("%(by)s named you in “%(entry)s”."))


@hears("comment.written")
def tell_of_comment(happening: Happening) -> None:
    """Those who wrote the entry, and those who are in the conversation; those named in it."""
    comment = Comment.objects.filter(pk=happening.data["comment"]).select_related("entry").first()
    if comment is None:
        return
    entry = comment.entry
    named = set(_seeing(Person.objects.filter(name__in=mentioned(comment.words)), entry))
    tell(named, happening, "person.mentioned")
    writers = set(entry.authorships.values_list("person_id", flat=True))
    if comment.answers_id:
        writers |= set(Comment.objects.filter(answers=comment.answers_id).values_list("by_id", flat=True))
        writers |= set(Comment.objects.filter(pk=comment.answers_id).values_list("by_id", flat=True))
    tell(_seeing(Person.objects.filter(pk__in=writers), entry), happening)


@hears("post.shared", "question.shared")
def tell_of_mention(happening: Happening) -> None:
    """Those named in a post."""
    entry = Entry.objects.filter(pk=happening.entry_id).first()
    if entry:
        tell(_seeing(Person.objects.filter(name__in=mentioned(entry.body)), entry), happening, "person.mentioned")


def _seeing(people: Iterable[Person], entry: Entry) -> list[Person]:
    """Of these people, those who may see the entry."""
    return [person for person in people if Entry.objects.visible_to(person).filter(pk=entry.pk).exists()]
