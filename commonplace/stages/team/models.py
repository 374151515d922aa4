"""Forming teams of a community's learners: what people say for it, and where they are then."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.team.hours import mask_written, written_mask


class Forming(models.Model):
    """Forming teams in a community, which does it once at a time.

    asking → closed at `closes_at` → proposed as often as wanted (asked for at `forming_since` → teams with seats, or `trouble`) →
    told at `told_at`, when everybody reads where they are and why, accepts or asks to move → settled, which makes them the
    community's teams. What people said is gone then, and at the latest some days after it closed; whoever wanted to keeps theirs.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="formings")
    size = models.PositiveSmallIntegerField(_("people in a team"), default=4)
    # What people choose from, as lists of words. Answers name a place in them, so that they only grow while people answer.
    outcomes: models.JSONField = models.JSONField(default=list)
    values: models.JSONField = models.JSONField(default=list)
    groups: models.JSONField = models.JSONField(default=list)
    # What matters how much: see `scoring.Weights`.
    weights: models.JSONField = models.JSONField(default=dict)
    closes_at = models.DateTimeField(_("people can say what they want until"))
    forming_since = models.DateTimeField(null=True)
    share = models.FloatField(default=0)
    trouble = models.BooleanField(default=False)
    # Somebody has had enough of waiting: the best teams so far are taken.
    takes_now = models.BooleanField(default=False)
    is_best = models.BooleanField(default=False)
    told_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # Grows with whatever changes the teams: what was made for earlier ones is not laid over them.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=models.Q(settled_at=None), name="forming_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"forming teams of {self.community_id}"

    @property
    def week(self) -> date:
        """A day of the week by whose clocks hours are read: that in which teams begin."""
        return self.closes_at.date()

    @property
    def is_asking(self) -> bool:
        """Whether people can say what they want now."""
        return self.settled_at is None and self.told_at is None and clock.now() < self.closes_at


class Statement(models.Model):
    """What somebody said so that teams can be formed: all of it optional, and read by nobody else."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    forming = models.ForeignKey(Forming, on_delete=models.CASCADE, related_name="statements")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Free hours of the week in UTC as bits, written in letters; none where nothing was said.
    free = models.CharField(max_length=42, blank=True)
    outcomes: models.JSONField = models.JSONField(default=list)  # places in the forming's list
    values: models.JSONField = models.JSONField(default=list)  # how much each of the forming's values weighs
    background = models.CharField(max_length=120, blank=True)
    # The groups that they agreed to be counted in: places in the forming's list.
    groups: models.JSONField = models.JSONField(default=list)
    keeps = models.BooleanField(default=False)
    # Those who form the teams brought it in from a list (`bringing.py`), and the person has not looked at it yet.
    is_brought = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["forming", "person"], name="statement_once")]

    def __str__(self) -> str:
        return f"what {self.person_id} said to {self.forming_id}"

    @property
    def hours(self) -> int | None:
        """Free hours as bits, None where nothing was said of them."""
        return written_mask(self.free)

    @hours.setter
    def hours(self, mask: int | None) -> None:
        self.free = mask_written(mask)


class Named(models.Model):
    """Somebody whom a statement names: to be with, or not to be with. Nobody else is told."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="named")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_refusal = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "other"], name="named_once")]

    def __str__(self) -> str:
        return f"{self.statement_id} names somebody"


class ProposedTeam(models.Model):
    """A team that is proposed."""

    forming = models.ForeignKey(Forming, on_delete=models.CASCADE, related_name="teams")
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["forming", "number"], name="proposed_team_once")]

    def __str__(self) -> str:
        return f"team {self.number} of {self.forming_id}"


class Seat(models.Model):
    """Somebody's place in a team that is proposed.

    unanswered → accepted | asks to move, with words → unanswered again, where they were moved.
    """

    class Said(models.TextChoices):
        NOTHING = "", _("no answer yet")
        ACCEPTED = "accepted", _("accepts it")
        ASKS = "asks", _("asks to move")

    forming = models.ForeignKey(Forming, on_delete=models.CASCADE, related_name="seats")
    team = models.ForeignKey(ProposedTeam, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # Why it is theirs, as it was when they were told (`explaining.Reasons`): what others said is gone one day.
    reasons: models.JSONField = models.JSONField(default=dict)
    said = models.CharField(max_length=8, choices=Said, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["forming", "person"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"
