"""Briefs, the works that learners make, and resources that they learn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry


class Brief(models.Model):
    """One topic, open in form: whoever answers it proposes form, tools, goals, and how they would like to be read."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_brief")
    answered_by = models.DateField(_("answered by when"), null=True, blank=True)
    matters = models.CharField(_("what matters in it"), max_length=400, blank=True)

    def __str__(self) -> str:
        return f"brief {self.pk}"


class Work(models.Model):
    """What a learner made, in whatever form they chose. Its words and pictures stand on its entry.

    It answers a brief or none. What its makers set out to do is theirs: it stays when the brief is gone.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_work")
    form = models.CharField(_("what it is"), max_length=60, blank=True)
    link = models.URLField(_("link, where it lives elsewhere"), max_length=500, blank=True)
    answers = models.ForeignKey(Brief, null=True, blank=True, on_delete=models.SET_NULL, related_name="works")
    tools = models.CharField(_("with what"), max_length=200, blank=True)
    goals = models.TextField(_("what you want to find out or show"), max_length=2000, blank=True)
    to_be_read = models.CharField(_("how you would like it to be read"), max_length=400, blank=True)

    def __str__(self) -> str:
        return self.form or "work"


class Resource(models.Model):
    """Something made elsewhere that people here learn from. Its author, licence and source are kept."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_resource")
    link = models.URLField(_("where it is"), max_length=500, blank=True)
    made_by = models.CharField(_("who made it"), max_length=200, blank=True)
    source = models.CharField(_("where it is from"), max_length=200, blank=True)

    def __str__(self) -> str:
        return self.made_by or "resource"
