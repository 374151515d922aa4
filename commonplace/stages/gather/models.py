"""Gatherings: something at a time, and who comes."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import AgeBand, Person
from commonplace.commons.people.tokens import new_token
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.stages.design.models import ArcDay
from commonplace.stages.gather.rhythms import Hours
from commonplace.stages.recruit import lines


class Series(models.Model):
    """Gatherings that were planned together: the rhythm that gave their days, and their hours on the clocks of a zone."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    # Of RFC 5545, over days from `begins_on` on; empty where they were moved to days that no rhythm gives.
    rule = models.CharField(max_length=300, blank=True)
    begins_on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    nights = models.PositiveSmallIntegerField(default=0)
    zone = models.CharField(max_length=50)

    def __str__(self) -> str:
        return f"series from {self.begins_on}: {self.rule}"

    @property
    def hours(self) -> Hours:
        """From when until when each of them was planned."""
        return Hours(self.begins, self.ends, self.nights, self.zone)


def usual_reminders() -> list[int]:
    """Two days and two hours before, in minutes."""
    return [2 * 24 * 60, 2 * 60]


class FollowedCalendar(models.Model):
    """A calendar elsewhere whose events a community takes over, and goes on looking at.

    looked at → well: again in an hour; not: again after longer and longer, with `trouble` saying why.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="followed_calendars")
    # In whose name gatherings are planned, as long as they look after the community.
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.CharField(max_length=500)
    audience = models.PositiveSmallIntegerField(choices=Audience, default=Audience.COMMUNITY)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    looked_at = models.DateTimeField(null=True)
    looks_next_at = models.DateTimeField(default=clock.now)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True)
    # The names of what stands in it and was taken over, so that what people delete here stays deleted.
    taken: models.JSONField = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "address"], name="followed_once")]
        indexes = [models.Index(fields=["looks_next_at"], name="followed_due")]

    def __str__(self) -> str:
        return f"a calendar that {self.community_id} follows"


class Gathering(models.Model):
    """A session, meeting, chat, check-in or show. Title, words, community and audience stand on its entry.

    `sequence` grows with every change that calendars have to learn of (RFC 5545, 3.8.7.4).
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_gathering")
    # Its entry's, which never changes: what is next in a community is found by it.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField(_("begins"), db_index=True)
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=50)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.URLField(_("link to the room"), max_length=500, blank=True)
    capacity = models.PositiveSmallIntegerField(_("how many fit"), null=True, blank=True)
    company = models.PositiveSmallIntegerField(_("how many each may bring along"), default=0)
    # People from outside are wanted, who try what is planned and say how it was.
    seeks_testers = models.BooleanField(_("looks for testers"), default=False)
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(_("why it does not take place"), max_length=300, blank=True)
    # Where it was taken over from a calendar file: the event's own id, so that the same file makes nothing twice.
    calendar_uid = models.CharField(max_length=255, blank=True)
    # What that event said when it was last taken over, so that only what changes in the file is changed here.
    calendar_said: models.JSONField = models.JSONField(default=dict, blank=True, editable=False)
    # How many minutes before it begins those who come are reminded, and what they read with it.
    remind_before: models.JSONField = models.JSONField(default=usual_reminders, blank=True)
    reminder = models.TextField(_("what they read with it"), blank=True)
    # The calendar that it comes from, where that is followed.
    followed = models.ForeignKey(FollowedCalendar, null=True, on_delete=models.SET_NULL, related_name="gatherings")
    arc_day = models.ForeignKey(ArcDay, null=True, on_delete=models.SET_NULL, related_name="gatherings")
    series = models.ForeignKey(Series, null=True, on_delete=models.SET_NULL, related_name="gatherings")
    # The day that the series gave it, also where it was moved since.
    series_day = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["community", "starts_at", "entry"], name="gathering_in_order"),
            models.Index(
                fields=["community", "ends_at", "starts_at", "entry"],
                condition=models.Q(cancelled_at=None),
                name="gathering_community",
            ),
            models.Index(
                fields=["ends_at", "starts_at", "entry"],
                condition=models.Q(cancelled_at=None),
                name="gathering_to_come",
            ),
        ]

    def __str__(self) -> str:
        return f"gathering at {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def most_company(self) -> int:
        """How many others anybody may bring: never more than would fit beside them."""
        return self.company if self.capacity is None else max(min(self.company, self.capacity - 1), 0)


class WrittenEvent(models.Model):
    """A gathering as calendar files say it, beside what it was written from: it holds while all of that is so (`written`)."""

    gathering = models.OneToOneField(
        Gathering, primary_key=True, on_delete=models.CASCADE, related_name="written_event"
    )
    text = models.TextField()
    # Somebody is called by @name in it: what strangers read of it depends on who that is by then.
    calls = models.BooleanField()
    site = models.CharField(max_length=300)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    changed_at = models.DateTimeField()
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"event of {self.gathering_id}"


class UntoldMove(models.Model):
    """What people were last told of gatherings of a community that have moved since. They are told anew when `tells_at` has come.

    waiting → told, which takes the row away. Whatever moves meanwhile is told along.
    """

    community = models.OneToOneField(Community, primary_key=True, on_delete=models.CASCADE, related_name="untold_move")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # When each began and ended, by the gathering's key.
    before: models.JSONField = models.JSONField(default=dict)
    tells_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"moved dates of {self.community_id}, told at {self.tells_at:%Y-%m-%d %H:%M}"


class CalendarAddress(models.Model):
    """The secret address at which a person's own calendar is read by programs. Kept as a digest only; its row is its life."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="calendar_address")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"


class Guest(models.Model):
    """Somebody who comes to one gathering without an account, by an e-mail address.

    asked → confirmed at `confirmed_at`, by a button behind the link in a letter: before that it takes no place. Forgotten by
    themselves, a week after nothing was confirmed, some time after the gathering, or when they join and it is claimed.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="guests")
    email = models.EmailField()
    name = models.CharField(max_length=80)
    age_band = models.CharField(max_length=6, choices=AgeBand)
    company = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=12)
    # What the link in their letters is signed with: with the row, every link is gone.
    mark = models.CharField(max_length=43, default=new_token, editable=False)
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True)
    # The last happening that a letter told them of: it may be heard twice.
    told_of = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "email"], name="guest_once")]
        indexes = [models.Index(fields=["email"], name="guest_email")]

    def __str__(self) -> str:
        return f"guest at {self.gathering_id}"


class Coming(models.Model):
    """Whether somebody comes, and with how many others.

    yes → no | maybe; maybe, no → yes where there is room, else waitlisted; waitlisted → offered | yes where their company
    shrinks | no; offered → yes | no by the person, lapsed at `offered_until`, or waitlisted again where the offer cannot be
    kept; lapsed → as new, when they say yes again. Who says yes or is offered a place takes `needs` places.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("I am coming")
        MAYBE = "maybe", _("Perhaps")
        NO = "no", _("I cannot come")
        WAITLISTED = lines.WAITLISTED, _("on the waitlist")
        OFFERED = lines.OFFERED, _("is offered a place")
        LAPSED = lines.LAPSED, _("the offered place went to the next in line")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="coming")
    # One of the two.
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="coming")
    guest = models.OneToOneField(Guest, null=True, on_delete=models.CASCADE, related_name="coming")
    answer = models.CharField(max_length=10, choices=Answer)
    # How many others come along.
    company = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    # Until when the place is held that was offered last; it stays when the offer is over.
    offered_until = models.DateTimeField(null=True)
    # Of which beginning they were reminded last, and by the reminder of how many minutes before.
    reminded_of = models.DateTimeField(null=True)
    reminded_minutes = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="coming_once"),
            models.CheckConstraint(
                condition=models.Q(person=None, guest__isnull=False) | models.Q(person__isnull=False, guest=None),
                name="coming_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.guest_id}: {self.answer}"

    @property
    def stands(self) -> str:
        """What counts at this moment: an offer is over when its time is, also before a task has said so."""
        return lines.stands(self.answer, self.offered_until)

    @property
    def needs(self) -> int:
        """How many places they take (see `lines.InLine`, whose steps the next three are)."""
        return 1 + self.company

    def offer_place(self, until: datetime) -> None:
        self._stand(self.Answer.OFFERED, until, "place.offered")

    def let_lapse(self) -> None:
        self._stand(self.Answer.LAPSED, self.offered_until, "place.lapsed")

    def wait_again(self) -> None:
        self._stand(self.Answer.WAITLISTED, None, "place.withdrawn")

    def _stand(self, answer: str, offered_until: datetime | None, kind: str) -> None:
        self.answer, self.offered_until = answer, offered_until
        self.save(update_fields=["answer", "offered_until"])
        entry = self.gathering.entry
        record(kind, entry=entry, community=entry.community, coming=self.pk)


# What somebody can say themselves; the rest comes of the line.
SAID = (Coming.Answer.YES, Coming.Answer.MAYBE, Coming.Answer.NO)


class Attendance(models.Model):
    """Somebody was there. Of a guest who is forgotten it stays, without telling who it was, so that the record can count."""

    class How(models.TextChoices):
        LIST = "list", _("ticked in the list")
        CODE = "code", _("by the code on the wall")
        SELF = "self", _("by themselves")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="attendances")
    guest = models.OneToOneField(Guest, null=True, on_delete=models.SET_NULL, related_name="attendance")
    at = models.DateTimeField(default=clock.now)
    how = models.CharField(max_length=4, choices=How)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="attendance_once"),
            models.CheckConstraint(condition=models.Q(person=None) | models.Q(guest=None), name="attendance_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.guest_id or 'somebody'} at {self.gathering_id}"
