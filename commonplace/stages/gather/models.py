"""Gatherings: something at a time, and who comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.models import ArcDay
from commonplace.stages.gather.rhythms import Hours


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
    sequence = models.PositiveIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(_("why it does not take place"), max_length=300, blank=True)
    # Where it was taken over from a calendar file: the event's own id, so that the same file makes nothing twice.
    calendar_uid = models.CharField(max_length=255, blank=True)
    # What that event said when it was last taken over, so that only what changes in the file is changed here.
    calendar_said: models.JSONField = models.JSONField(default=dict, blank=True, editable=False)
    # The calendar that it comes from, where that is followed.
    followed = models.ForeignKey(FollowedCalendar, null=True, on_delete=models.SET_NULL, related_name="gatherings")
    arc_day = models.ForeignKey(ArcDay, null=True, on_delete=models.SET_NULL, related_name="gatherings")
    series = models.ForeignKey(Series, null=True, on_delete=models.SET_NULL, related_name="gatherings")
    # The day that the series gave it, also where it was moved since.
    series_day = models.DateField(null=True)

    class Meta:
        indexes = [
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


class Coming(models.Model):
    """Whether somebody comes."""

    class Answer(models.TextChoices):
        YES = "yes", _("I am coming")
        MAYBE = "maybe", _("Perhaps")
        NO = "no", _("I cannot come")

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="coming")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="coming")
    answer = models.CharField(max_length=5, choices=Answer)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "person"], name="coming_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.answer}"
