"""Offering a badge to many: a list that a task works through, a few lines in a transaction, and goes on with after a crash."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django_tasks import task

from commonplace.commons.communities.actions import hold_community
from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.queue import LONG
from commonplace.stages.recognise.awarding import CannotAward, offer
from commonplace.stages.recognise.letters import write_offer
from commonplace.stages.recognise.models import Award, Badge, Bulk
from commonplace.stages.recognise.rules import may_award
from commonplace.stages.recruit.inviting import MOST_TO_ONE, left_alone, letters_lately, who_block

# So many lines are done within one transaction.
AT_ONCE = 100
MOST_LINES = 20_000
# So many letters one person sends with badges in a day, in all communities together.
MOST_LETTERS = 60
LIST_KEPT = timedelta(days=7)
Line = tuple[str, str]


@transaction.atomic
def begin_bulk(badge: Badge, by: Person, lines: Sequence[Line]) -> Bulk:
    """Offer a badge to everybody on a list, each with words: somebody's @name, or an e-mail address."""
    kept = [[who, words] for who, words in lines[:MOST_LINES]]
    bulk = Bulk.objects.create(badge=badge, by=by, lines=kept, total=len(kept))
    record("badge.bulk_begun", by=by, community=badge.community, badge=badge.pk, count=len(kept))
    return bulk


def work_through(bulk: Bulk) -> Bulk:
    """Go on with a list until it is done."""
    while bulk.ended_at is None:
        bulk = _some_of(bulk.pk)
    return bulk


@transaction.atomic
def _some_of(key: int) -> Bulk:
    bulk = Bulk.objects.select_for_update(of=("self",)).select_related("badge__community", "by").get(pk=key)
    if bulk.ended_at is not None:
        return bulk
    hold_community(bulk.badge.community_id)
    if bulk.by is not None:
        # Letters of two lists at one moment are counted one after the other.
        Person.objects.select_for_update(no_key=True).values_list("pk").get(pk=bulk.by.pk)
    some = bulk.lines[bulk.done : bulk.done + AT_ONCE]
    told = _offer_to(bulk, some)
    bulk.done += len(some)
    changed = ["done", "left_out"]  # not the lines each time, of which there may be a megabyte
    if bulk.done >= len(bulk.lines):
        bulk.ended_at, bulk.lines = clock.now(), []
        changed += ["ended_at", "lines"]
    bulk.save(update_fields=changed)
    if told:
        record("badges.offered", by=bulk.by, community=bulk.badge.community, badge=bulk.badge_id, people=told)
    return bulk


def _offer_to(bulk: Bulk, lines: Sequence[Sequence[str]]) -> list[int]:
    """Offer it to these. Returns the people here who were."""
    by, commons, told = bulk.by, Commons.current(), list[int]()
    # Whoever began it may have lost the right since.
    is_allowed = by is not None and may_award(by, bulk.badge)
    named = {who.lstrip("@").lower() for who, _words in lines if "@" not in who.lstrip("@")}
    people = {person.name: person for person in Person.objects.filter(name__in=named, left_at=None)}
    letters = _Letters(bulk.badge, by, [who.lower() for who, _words in lines if "@" in who.lstrip("@")]) if by else None
    for who, words in lines:
        try:
            if letters is None or not is_allowed:
                raise CannotAward(_("Whoever began this list does not give this badge any more."))
            whom = _whom(who, people)
            if isinstance(whom, str):
                letters.refuse(whom)
            award = offer(bulk.badge, by, whom, words)
        except CannotAward as trouble:
            bulk.left_out.append([who, str(trouble)])
            continue
        if award.person_id is not None:
            told.append(award.person_id)
        else:
            letters.count(award.email)
            if award.email not in letters.silent:
                write_offer(award, commons)
    return told


class _Letters:
    """To whom letters with badges are written, as invitations are: `silent` are those to whom none is, and nobody is told."""

    def __init__(self, badge: Badge, by: Person, emails: Sequence[str]) -> None:
        now = clock.now()
        self._alone, self.silent = left_alone(badge.community, by, emails), who_block(by, emails)
        lately = Award.objects.filter(email__in=emails, offered_at__gt=now - timedelta(days=7))
        self._lately = letters_lately(emails) + Counter(lately.values_list("email", flat=True))
        today = Award.objects.filter(by=by, offered_at__gt=now - timedelta(days=1)).exclude(email="")
        self._left = MOST_LETTERS - today.count()

    def refuse(self, email: str) -> None:
        """Raises CannotAward where this address gets no letter, or nobody today."""
        if email in self._alone:
            raise CannotAward(_("They asked that no more letters are written to them."))
        if self._lately[email] >= MOST_TO_ONE:
            raise CannotAward(_("This address got %(count)s letters within a week already.") % {"count": MOST_TO_ONE})
        if self._left <= 0:
            words = _("More than %(count)s letters a day are not written. Go on tomorrow.")
            raise CannotAward(words % {"count": MOST_LETTERS})

    def count(self, email: str) -> None:
        """One more is written."""
        self._left -= 1
        self._lately[email] += 1


def _whom(who: str, people: dict[str, Person]) -> Person | str:
    if "@" not in who.lstrip("@"):
        found = people.get(who.lstrip("@").lower())
        if found is None:
            raise CannotAward(_("Nobody here has this name."))
        return found
    try:
        validate_email(who)
    except ValidationError as failure:
        raise CannotAward(_("This is no e-mail address.")) from failure
    return who.lower()


@task
def forget_lists() -> None:
    """Lists that are done are kept for some days, so that who gave a badge reads whom it did not reach; they hold addresses."""
    Bulk.objects.filter(ended_at__lt=clock.now() - LIST_KEPT).delete()


@task(queue_name=LONG)
def work_through_bulk(key: int) -> None:
    """Go on with a list. Put back into the queue after its worker died, it goes on where it was."""
    bulk = Bulk.objects.filter(pk=key).first()
    if bulk is not None:
        work_through(bulk)
