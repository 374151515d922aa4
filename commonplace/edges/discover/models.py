"""What the first page shows that is kept nowhere else."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FirstStep(models.Model):
    """A small invitation that somebody can take up today, written by the host."""

    title = models.CharField(_("the invitation"), max_length=120)
    words = models.CharField(_("a sentence more"), max_length=300, blank=True)
    link = models.CharField(_("where it leads"), max_length=300, blank=True)
    link_words = models.CharField(_("words of the link"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title
