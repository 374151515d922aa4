"""Critique: what somebody asks to be told of, what others tell them, and what becomes of it.

A critique is an entry, seen by whoever its audience says. It holds points. Of each, whoever made what was read says what they
do with it: take it up, think about it, or keep theirs as it is.

In a round, what people put in is given out to be read, one at a time:

    put in ──asked for──▶ leased to somebody ──critique sent──▶ received one
              ▲                  │
              └── 24 hours ──────┘   (what is sent later counts all the same)
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.gather.models import Gathering


class Somewhere(models.Model):
    """What of an entry is meant: some words of it, a piece of it, a region of a picture, a second of a recording; else the whole.

    A region is given from its start and from the top, in hundredths of the picture, and is none where it is not wide.
    """

    passage = models.CharField(_("which words"), max_length=300, blank=True)
    piece = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    left = models.PositiveSmallIntegerField(default=0)
    top = models.PositiveSmallIntegerField(default=0)
    wide = models.PositiveSmallIntegerField(default=0)
    high = models.PositiveSmallIntegerField(default=0)
    second = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_somewhere(self) -> bool:
        """Whether less than the whole is meant."""
        return bool(self.passage) or self.piece_id is not None

    @property
    def has_region(self) -> bool:
        return self.wide > 0 and self.high > 0


class Asking(Somewhere):
    """Somebody asks for critique of an entry of theirs. It ends when they take it back, or the entry is deleted."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="asks_for_critique")
    question = models.CharField(_("what you would like to know"), max_length=400)
    not_about = models.CharField(_("what you would rather not hear about"), max_length=400, blank=True)
    protocol = models.CharField(_("protocol"), max_length=20)
    # What mentors write waits until peers have spoken.
    peers_first = models.BooleanField(_("peers speak first"), default=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.question


class Critique(models.Model):
    """What somebody says of an entry, led by a protocol. It stays with whoever wrote it when the entry is gone."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_critique")
    of = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="critiques")
    protocol = models.CharField(max_length=20)
    # Whether it was written as a mentor, a facilitator or staff of the entry's community: theirs stand apart from peers'.
    by_mentor = models.BooleanField(default=False)
    # It was sent, and is a draft until peers have spoken (`waiting.py`): since then.
    waits_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"critique {self.pk}"


class Answer(models.TextChoices):
    """What somebody does with what they were told."""

    TAKE_UP = "take up", _("Take it up")
    THINK = "think", _("Think about it")
    KEEP = "keep", _("Keep mine as it is")


class Point(Somewhere):
    """One thing that a critique says, in one part of its protocol, and what became of it."""

    critique = models.ForeignKey(Critique, on_delete=models.CASCADE, related_name="points")
    part = models.CharField(max_length=20)
    place = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=4000)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    said = models.CharField(max_length=400, blank=True)
    # Who said so: these are their words, and not of whoever wrote the critique.
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)
    # The version of what was read in which it was taken up: the first one after somebody said so.
    taken_into = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words[:60]


class Round(models.Model):
    """What people of a community put in is read by others of them: each gives so many critiques, and gets so many."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="critique_rounds")
    title = models.CharField(_("title"), max_length=120)
    each = models.PositiveSmallIntegerField(_("how many each gives and gets"), default=3)
    protocol = models.CharField(_("protocol"), max_length=20)
    is_exchange = models.BooleanField(default=False)
    peers_first = models.BooleanField(_("peers speak first"), default=False)
    # What became of what was said, as those who look after the round were last told (`uptake.py`).
    uptake = models.JSONField(default=dict)
    opens_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.title


class PutIn(models.Model):
    """An entry in a round, for as long as its makers ask for critique of it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="put_in")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="in_rounds")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "entry"], name="put_in_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} in round {self.round_id}"


class Lease(models.Model):
    """An entry was given to somebody to read, once and no more. It is kept for them until `ends_at`, with one reminder."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="leases")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="critique_leases")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="critique_leases")
    given_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person", "entry"], name="lease_once")]
        indexes = [models.Index(fields=["ends_at"], name="lease_ends", condition=models.Q(reminded_at=None))]

    def __str__(self) -> str:
        return f"{self.entry_id} for {self.person_id}"


class OneMore(models.Model):
    """Somebody who gave theirs was invited to read one more, since somebody had none: once in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invited_to_one_more")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="one_more_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in round {self.round_id}"


class OwnProtocol(models.Model):
    """A protocol that a community wrote for itself, or made from another one. It is put aside, not deleted: critiques name it."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="protocols")
    name = models.CharField(_("name"), max_length=60)
    about = models.CharField(_("what it is good for"), max_length=200, blank=True)
    # Lists of words; of steps, each with its minutes; of parts, each with `key`, `name`, `asks` and `starters`.
    roles = models.JSONField(default=list)
    steps = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    example = models.CharField(_("an example"), max_length=600, blank=True)
    # Other communities of this commons may make theirs from it.
    is_open = models.BooleanField(default=False)
    made_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="grown")
    made_from_key = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    put_aside_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Sitting(models.Model):
    """A protocol that is done together in a gathering, step by step; all see the same time. `step` counts from 0."""

    gathering = models.OneToOneField(
        Gathering, primary_key=True, on_delete=models.CASCADE, related_name="critique_sitting"
    )
    protocol = models.CharField(max_length=20)
    of = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    step = models.PositiveSmallIntegerField(default=0)
    step_ends_at = models.DateTimeField()
    is_over = models.BooleanField(default=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"step {self.step} of {self.gathering_id}"
