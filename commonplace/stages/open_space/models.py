"""Open spaces: what people propose, where they want to go, and the board that is made of it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.models import Gathering


class OpenSpace(models.Model):
    """The open space of a gathering.

    collecting → agreed, which closes proposals and wishes and makes the board the programme → collecting again, where it was too
    early. While collecting the board is filled as often as wanted: asked for at `filling_since` → filled, or `trouble` says why not.
    """

    gathering = models.OneToOneField(Gathering, primary_key=True, on_delete=models.CASCADE, related_name="open_space")
    agreed_at = models.DateTimeField(null=True)
    # Grows with whatever changes the board: what was made for an earlier one is not laid over it.
    version = models.PositiveIntegerField(default=1)
    filling_since = models.DateTimeField(null=True)
    trouble = models.BooleanField(default=False)
    # What filling said of the board that it made last: see `outcomes.Outcome`.
    outcome: models.JSONField = models.JSONField(default=dict, blank=True, editable=False)
    # A board that was ready when another one stood already: each session with its time and room.
    waiting: models.JSONField = models.JSONField(null=True, editable=False)

    def __str__(self) -> str:
        return f"open space of {self.gathering_id}"

    @property
    def address(self) -> str:
        return f"{self.gathering.entry.address}open-space/"


class Venue(models.Model):
    """Where a session can be: what people call a room, and it may be a corner of the garden, or a link for those far away."""

    space = models.ForeignKey(OpenSpace, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=80)
    # How many people it has space for; None: as many as come.
    holds = models.PositiveIntegerField(null=True, blank=True)
    link = models.URLField(max_length=500, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name


class Timed(models.Model):
    """Something that is on for so many minutes, counted from when the gathering begins, so that it moves along."""

    starts_after = models.PositiveIntegerField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    def starts_at(self, gathering: Gathering) -> datetime:
        return gathering.starts_at + timedelta(minutes=self.starts_after)

    def ends_at(self, gathering: Gathering) -> datetime:
        return self.starts_at(gathering) + timedelta(minutes=self.minutes)


class Slot(Timed):
    """A time at which sessions are."""

    space = models.ForeignKey(OpenSpace, on_delete=models.CASCADE, related_name="slots")

    class Meta:
        ordering = ["starts_after", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "starts_after"], name="slot_once")]

    def __str__(self) -> str:
        return f"{self.minutes} minutes, {self.starts_after} after the beginning"


class Proposal(models.Model):
    """A session that somebody proposes. Its hosts cannot be in two places at once."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    space = models.ForeignKey(OpenSpace, on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(_("title"), max_length=120)
    words = models.TextField(_("words"), blank=True)
    words_html = models.TextField(blank=True, editable=False)
    # Sessions of the same topic are kept apart.
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="proposals")
    hosts = models.ManyToManyField(Person, related_name="hosted_sessions")
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=clock.now)
    # Hidden, it stands on no board.
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return f"{self.space.address}{ids.written(self.pk)}/"


class Place(models.Model):
    """Where a session stands on the board. What people fixed by hand stays there when the board is filled."""

    proposal = models.OneToOneField(Proposal, primary_key=True, on_delete=models.CASCADE, related_name="place")
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="places")
    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="places")
    is_fixed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "venue"], name="place_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} in {self.venue_id}"


class AgreedSession(Timed):
    """A session as the board had it that was agreed on last: what calendars say (`programme`), also while it is open again.

    on → off, where the board is agreed on without it, or it is hidden → on again. It outlives its session, which may be taken back.
    """

    id = models.BigIntegerField(primary_key=True, editable=False)  # its session's, for ever
    space = models.ForeignKey(OpenSpace, on_delete=models.CASCADE, related_name="agreed_sessions")
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.SET_NULL, related_name="as_agreed")
    room = models.CharField(max_length=80)
    is_off = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} as agreed on"


class Wish(models.Model):
    """Somebody wants to go to a session. Nobody else is told."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="wishes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "person"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.person_id} wants to go to {self.proposal_id}"


class Step(models.Model):
    """The board as it stood before somebody changed it, so that it can be taken back."""

    space = models.ForeignKey(OpenSpace, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField(default=clock.now)
    # Each session with its time, its room and whether it was fixed.
    before: models.JSONField = models.JSONField(default=list)
    outcome: models.JSONField = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"board of {self.space_id} before {self.at:%Y-%m-%d %H:%M}"
