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
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock


class Asking(models.Model):
    """Somebody asks for critique of an entry of theirs. It ends when they take it back, or the entry is deleted."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="asks_for_critique")
    question = models.CharField(_("what you would like to know"), max_length=400)
    not_about = models.CharField(_("what you would rather not hear about"), max_length=400, blank=True)
    protocol = models.CharField(_("protocol"), max_length=20)
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

    def __str__(self) -> str:
        return f"critique {self.pk}"


class Answer(models.TextChoices):
    """What somebody does with what they were told."""

    TAKE_UP = "take up", _("Take it up")
    THINK = "think", _("Think about it")
    KEEP = "keep", _("Keep mine as it is")


class Point(models.Model):
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

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.words[:60]


class Round(models.Model):
    """What people of a community put in is read by others of them: each gives so many critiques, and gets so many."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="critique_rounds")
    title = models.CharField(_("title"), max_length=120)
    each = models.PositiveSmallIntegerField(_("how many each gives and gets"), default=3)
    protocol = models.CharField(_("protocol"), max_length=20)
    is_exchange = models.BooleanField(default=False)
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
