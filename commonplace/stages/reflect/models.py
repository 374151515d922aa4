"""Reflections: what people saw, set beside what was expected."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
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

    def __str__(self) -> str:
        return f"reflection {self.pk}"
