"""Works that learners make, and resources that they learn from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry


class Work(models.Model):
    """What a learner made, in whatever form they chose. Its words and pictures stand on its entry."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_work")
    form = models.CharField(_("what it is"), max_length=60, blank=True)
    link = models.URLField(_("link, where it lives elsewhere"), max_length=500, blank=True)

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
