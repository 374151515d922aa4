"""Gatherings: something at a time, and who comes."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
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
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="coming")
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
        constraints = [models.UniqueConstraint(fields=["gathering", "person"], name="coming_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.answer}"

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
