"""Following calendars elsewhere: looked at gently, taken over as files are, and said plainly where that does not succeed.

What is new there is planned here, what changes there changes here, what is gone there before its time is cancelled here. What was
on before it was first looked at is left alone. Strangers do not read what is taken over, since nobody looks it through first.
"""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import Unnamed, as_read
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.outgoing import NotFetched, fetch, proper_address
from commonplace.ground.put_away import CannotComeBack, before, put_away
from commonplace.stages.gather.actions import cancel_gathering
from commonplace.stages.gather.calendar_import import CalendarFile, Event, ImportTrouble, is_one_of_many, read_calendar
from commonplace.stages.gather.calendar_taking import known_to_calendars, name_anew, take_over
from commonplace.stages.gather.models import FollowedCalendar, Gathering
from commonplace.stages.gather.rules import may_bring_calendar

MOST_FOLLOWED = 10
LOOKS_EVERY = 0.25
_AGAIN = timedelta(hours=1)
_AT_MOST = timedelta(days=1)
_KIND = "followed calendar"


class FollowsAlready(Exception):
    """The community follows this calendar, or as many as it may. Its words say which."""


@transaction.atomic
def follow(community: Community, by: Person, address: str, audience: int) -> FollowedCalendar:
    """Have a community follow a calendar. Raises NotFetched for what is no address, and FollowsAlready."""
    Community.objects.select_for_update(no_key=True).values_list("pk").get(pk=community.pk)
    refuse_closed(community)
    address = proper_address(address)
    if community.followed_calendars.filter(address=address).exists():
        raise FollowsAlready(_("This calendar is followed already."))
    if community.followed_calendars.count() >= MOST_FOLLOWED:
        raise FollowsAlready(_("A community follows ten calendars at most. Stop following one of them first."))
    narrow = min(Audience(audience), Audience.COMMONS)
    followed = FollowedCalendar.objects.create(community=community, by=by, address=address, audience=narrow)
    record("calendar.followed", by=by, community=community, followed=followed.pk)
    look_at.enqueue(followed.pk)
    return followed


@transaction.atomic
def stop_following(followed: FollowedCalendar, by: Person) -> PutAway:
    """Look at it no more. What was taken over stays. For an hour `by` can have it followed again."""
    community = followed.community
    record("calendar.left", by=by, community=community, followed=followed.pk)
    words = _("The calendar is followed no more. What came from it stays.")
    return put_away(_KIND, by, words, f"{community.address}gatherings/follow/", gone=[followed])


@before(_KIND)
def look_who_may_follow(kept: PutAway, by: Person) -> None:
    """Whoever has it followed again has to be able to follow one."""
    community = Community.objects.filter(pk=kept.rows[0][1]["community_id"]).first()
    if community is None or not may_bring_calendar(by, community):
        raise CannotComeBack(_("The community is closed, or not yours to look after any more."))


@task()
def look_at_what_is_due() -> None:
    """Have each calendar looked at whose time has come. Comes by every quarter of an hour."""
    for key in FollowedCalendar.objects.filter(looks_next_at__lte=clock.now()).values_list("pk", flat=True):
        look_at.enqueue(key)


@task()
def look_at(key: int) -> None:
    """Look at a calendar, if that is due, and take over what is news in it."""
    now = clock.now()
    # Two tasks may have been told to: one of them has it.
    due = FollowedCalendar.objects.filter(pk=key, looks_next_at__lte=now)
    if not due.update(looks_next_at=now + _AGAIN, looked_at=now):
        return
    followed = FollowedCalendar.objects.select_related("community", "by").get(pk=key)
    with translation.override(followed.community.language):
        try:
            _look(followed)
        except (NotFetched, ImportTrouble) as trouble:
            _keep_trouble(followed, str(trouble))
        except EditedMeanwhile:
            FollowedCalendar.objects.filter(pk=key).update(looks_next_at=now)  # somebody was writing: at the next round


def _keep_trouble(followed: FollowedCalendar, words: str) -> None:
    waits = min(_AGAIN * 2 ** min(followed.failures, 6), _AT_MOST)
    FollowedCalendar.objects.filter(pk=followed.pk).update(
        trouble=words[:400], failures=min(followed.failures + 1, 1000), looks_next_at=clock.now() + waits
    )


def _look(followed: FollowedCalendar) -> None:
    if followed.by is None or not may_bring_calendar(followed.by, followed.community):
        raise ImportTrouble(_("Whoever had it followed looks after the community no more, or it is closed."))
    etag, last_modified = ("", "") if _goes_on(followed) else (followed.etag, followed.last_modified)
    got = fetch(followed.address, etag=etag, last_modified=last_modified)
    if not got.is_unchanged:
        if b"END:VCALENDAR" not in got.body[-400:].upper():
            raise ImportTrouble(_("What stands there is no calendar, or broke off in the middle."))
        _take_over(followed, followed.by, read_calendar(got.body, followed.community.zone))
        followed.etag, followed.last_modified = got.etag, got.last_modified
    FollowedCalendar.objects.filter(pk=followed.pk).update(
        trouble="", failures=0, etag=followed.etag, last_modified=followed.last_modified
    )


def _goes_on(followed: FollowedCalendar) -> bool:
    """Whether something in it repeats, and this is the hour of the day at which it is read whole: its next times have come near."""
    return clock.now().hour == followed.pk % 24 and any(is_one_of_many(uid) for uid in followed.taken)


@transaction.atomic
def _take_over(followed: FollowedCalendar, by: Person, read: CalendarFile) -> None:
    if not FollowedCalendar.objects.select_for_update().filter(pk=followed.pk).exists():
        return  # nobody follows it any more
    community, uids = followed.community, {event.uid for event in read.events}
    name_anew(community, read.events, followed)
    # What was brought as a file before, or followed before, is of this calendar from now on.
    Gathering.objects.filter(community=community, calendar_uid__in=uids, followed=None).update(followed=followed)
    mine = {one.calendar_uid: one for one in followed.gatherings.select_related("entry__community")}
    now = clock.now()
    # What stands here by itself, or comes from elsewhere, is not this calendar's to change; what was deleted stays away.
    others = known_to_calendars(community).keys() | set(followed.taken)
    news = [event for event in read.events if event.uid in mine or (event.ends_at > now and event.uid not in others)]
    events = [_harmless(event, mine.get(event.uid), by) for event in news]
    take_over(community, by, events, audience=followed.audience, followed=followed)
    taken = {event.uid for event in news if not event.is_cancelled}.union(followed.taken)
    taken = {uid for uid in taken if uid in uids or read.may_hold(uid)}
    FollowedCalendar.objects.filter(pk=followed.pk).update(taken=sorted(taken))
    if read.left_out:
        return  # it may be one of those that could not be read
    for uid, gathering in mine.items():
        is_gone = uid not in uids and not read.may_hold(uid, gathering.starts_at)
        if is_gone and gathering.cancelled_at is None and gathering.starts_at > now:
            cancel_gathering(gathering, by, _("It no longer stands in the calendar that it came from."))


def _harmless(event: Event, gathering: Gathering | None, by: Person) -> Event:
    """The event, but with the words that stand here where strangers would read the name of somebody under 18 in its own.

    They may read what people here have opened to them since. Nobody is there to say that a name means somebody else.
    """
    if gathering is None or gathering.entry.audience != Audience.OPEN:
        return event
    unnamed = Unnamed(by, gathering.entry.community)
    if not any(unnamed.named_in(as_read(words)) for words in (event.title, event.body, event.place)):
        return event
    return replace(event, title=gathering.entry.title, body=gathering.entry.body, place=gathering.place)
