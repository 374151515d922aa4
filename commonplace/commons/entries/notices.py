"""Notices: who is told of what happened, on the site and by e-mail."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Comment, Entry, Notice
from commonplace.commons.entries.tasks import mail_notices
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.ground.prepared import prepared
from commonplace.ground.text import mentioned


def tell(people: Iterable[Person | int], happening: Happening, kind: str | None = None) -> None:
    """Give each of these people a notice of the happening, once; not whoever did it, nor anyone across a block."""
    wanted = {person if isinstance(person, int) else person.pk for person in people} - {happening.by_id}
    told = set(_here(wanted=sorted(wanted), by=happening.by_id)) if wanted else set()
    if not told:
        return
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
    if settings.MAIL_IS_SENT:
        mail_notices.enqueue(happening.pk)


@prepared
def _here(wanted: list[int], by: int | None) -> QuerySet[Any]:
    """Of these people, those who have not left and stand across no block from somebody."""
    here = Person.objects.filter(pk__in=wanted, left_at=None)
    if by is not None:
        here = here.exclude(blocks_made__of=by).exclude(blocks_met__by=by)
    return here.values_list("pk", flat=True)


wording("comment.written", _("%(by)s said something to “%(entry)s”."))
wording("person.mentioned", _("%(by)s named you in “%(entry)s”."))


@hears("comment.written")
def tell_of_comment(happening: Happening) -> None:
    """Those who wrote the entry, and those who are in the conversation; those named in it."""
    comment = Comment.objects.filter(pk=happening.data["comment"]).select_related("entry").first()
    if comment is None:
        return
    entry = comment.entry
    _tell_the_named(comment.words, entry, happening)
    writers = set(entry.authorships.values_list("person_id", flat=True))
    if comment.answers_id:
        writers |= set(Comment.objects.filter(answers=comment.answers_id).values_list("by_id", flat=True))
        writers |= set(Comment.objects.filter(pk=comment.answers_id).values_list("by_id", flat=True))
    tell(_seeing(Person.objects.filter(pk__in=writers), entry), happening)


@hears("post.shared", "question.shared")
def tell_of_mention(happening: Happening) -> None:
    """Those named in a post."""
    entry = Entry.objects.filter(pk=happening.entry_id or 0).first()
    if entry is not None:
        _tell_the_named(entry.body, entry, happening)


def _tell_the_named(words: str, entry: Entry, happening: Happening) -> None:
    if names := mentioned(words):
        tell(_seeing(Person.objects.filter(name__in=names), entry), happening, "person.mentioned")


def _seeing(people: Iterable[Person], entry: Entry) -> list[Person]:
    """Of these people, those who may see the entry."""
    return [person for person in people if _seen(viewer=person, key=entry.pk)]


@prepared
def _seen(viewer: Person, key: int) -> QuerySet[Any]:
    return Entry.objects.visible_to(viewer).filter(pk=key).order_by().values_list("pk", flat=True)


wording("help.asked", _("%(by)s asks for your help."), lambda notice: "/me/asked/")
wording("help.answered", _("%(by)s answered what you asked."), lambda notice: "/me/asked/")
wording("host.given", _("%(by)s made you a host of this commons."), lambda notice: "/host/")
wording("host.taken", _("You are no longer a host of this commons."), lambda notice: "/")
wording(
    "factors.taken",
    _("A host took your passkeys and your second step away. Here is why."),
    lambda notice: "/me/sign-in/",
)


@hears("help.asked", "help.answered", "host.given", "host.taken", "factors.taken")
def tell_the_person(happening: Happening) -> None:
    """Whom it is about."""
    tell([happening.data["person"]], happening)
