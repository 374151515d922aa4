"""Reflections: what people saw, set beside what was expected."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.gather.models import Gathering

# The five questions, in the order in which they are asked.
QUESTIONS = ("worked", "did_not", "matched", "surprised", "differently")


class Reflection(models.Model):
    """One person's reflection, after a gathering or at the end. The five questions are columns; more is the entry's."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_reflection")
    gathering = models.ForeignKey(Gathering, null=True, on_delete=models.SET_NULL, related_name="reflections")
    worked = models.TextField(_("what worked well"), blank=True)
    did_not = models.TextField(_("what did not"), blank=True)
    matched = models.TextField(_("what matched what you expected"), blank=True)
    surprised = models.TextField(_("what surprised you"), blank=True)
    differently = models.TextField(_("what you would do differently"), blank=True)
    may_quote = models.BooleanField(_("the case study may quote me by name"), default=False)
    # What was asked when it was written, where that was asked after a gathering: the question may be another one later.
    asked = models.CharField(max_length=200, blank=True, default="")
    # Of each thing that was expected whether it came, by what names its words (`came.py`): the design may change later.
    came: models.JSONField = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"reflection {self.pk}"


class Prompt(models.Model):
    """What is asked after a gathering: one of our questions by its key, or words of those who look after the community.

    Without a gathering, what is asked after every one of the community for which nothing else was chosen: it is copied when
    its time has come. chosen → asked, once, of those who came.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    gathering = models.OneToOneField(Gathering, null=True, on_delete=models.CASCADE, related_name="prompt")
    key = models.CharField(max_length=12)
    words = models.CharField(_("your question"), max_length=200, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    chosen_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community"], condition=models.Q(gathering=None), name="prompt_usual_once"),
        ]

    def __str__(self) -> str:
        return self.words or self.key
