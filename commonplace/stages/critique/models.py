"""Critique: what somebody asks to be told of, what others tell them, and what becomes of it.

A critique is an entry, seen by whoever its audience says. It holds points. Of each, whoever made what was read says what they
do with it: take it up, think about it, or keep theirs as it is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

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
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.words[:60]
