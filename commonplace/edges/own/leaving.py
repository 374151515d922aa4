"""Somebody deletes their account: what becomes of what they made."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from commonplace.commons.communities.actions import inherit_communities
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import delete_entry
from commonplace.commons.entries.commenting import delete_comment
from commonplace.commons.entries.models import Authorship, Comment, Entry
from commonplace.commons.entries.rules import WRITTEN_TOGETHER
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.put_away import take_out
from commonplace.stages.gather.places import forget_coming
from commonplace.stages.open_space.own import leave_open_spaces
from commonplace.stages.recognise.backpack import forget as forget_badges
from commonplace.stages.recruit.actions import leave_lines
from commonplace.stages.recruit.models import Answer
from commonplace.stages.room.actions import take_moment_away
from commonplace.stages.room.models import Moment
from commonplace.stages.team.saying import forget_person


@transaction.atomic
def leave(person: Person, *, keep: bool) -> None:
    """Delete the account. With `keep`, what they shared with communities stays there, without their name.

    What was theirs alone (drafts, private reflections, works outside a community) is deleted either way. What they
    wrote together with others stays with the others, and so do the designs, gatherings and case studies that other
    members of a community live by. Raises LastHost for the last host, having changed nothing.
    """
    inherit_communities(person)
    for entry in entries_to_delete(person, keep=keep):
        delete_entry(entry, person)
    if not keep:
        # First from what others may bring back: what they bring back before that is there, and goes then.
        for key in take_out(Comment, by_id=person.pk):
            record("comment.deleted", by=person, comment=key)
        for key in take_out(Moment, by_id=person.pk):
            record("moment.deleted", by=person, moment=key)
        _delete_comments(person)
        for moment in Moment.objects.filter(by=person).select_related("gathering__entry__community"):
            take_moment_away(moment, person)
        if not person.is_minor:
            # The row of a minor stays, without a name: it keeps what they made with others off the open web, as before.
            take_out(Authorship, person_id=person.pk)
            Authorship.objects.filter(person=person).delete()
    Answer.objects.filter(application__person=person).delete()
    leave_lines(person)
    forget_coming(person.pk)
    leave_open_spaces(person, keep=keep)
    forget_person(person.pk)
    forget_badges(person)
    end_memberships(person)
    leave_commons(person)


def entries_to_delete(person: Person, *, keep: bool) -> QuerySet[Entry]:
    """What goes with them: of what nobody else who is here wrote, all of it, or what nobody else sees."""
    others = Authorship.objects.filter(entry=OuterRef("pk"), person__left_at=None).exclude(person=person)
    alone = Entry.objects.filter(~Exists(others), authors=person)
    theirs_only = alone.filter(shared_at=None) | alone.filter(community=None) | alone.filter(audience=Audience.ONLY_ME)
    if keep:
        return theirs_only.exclude(kind__in=WRITTEN_TOGETHER).distinct()
    return alone.exclude(kind__in=WRITTEN_TOGETHER)


def _delete_comments(person: Person) -> None:
    for comment in Comment.objects.filter(by=person).select_related("entry__community"):
        if comment.answers_given.exclude(by=person).exists():
            # Others answered: their words stay, so the place of this one stays too, empty.
            Comment.objects.filter(pk=comment.pk).update(words="", words_html="")
            record("comment.emptied", by=person, entry=comment.entry, comment=comment.pk)
        elif Comment.objects.filter(pk=comment.pk).exists():
            delete_comment(comment, person)


def end_memberships(person: Person) -> None:
    """Take somebody out of every community and team. Their past memberships stay, so that the record counts them."""
    for membership in person.memberships.filter(left_at=None).select_related("community"):
        membership.left_at = clock.now()
        membership.save(update_fields=["left_at"])
        record("membership.ended", by=person, community=membership.community, person=person.pk)
    person.teams.clear()
