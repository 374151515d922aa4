"""Collections: entries that somebody chose, from anywhere in the commons, each with a reason."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry


class Collection(models.Model):
    """What somebody put together from what they found. Its words stand on its entry."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_collection")

    def __str__(self) -> str:
        return f"collection {self.pk}"


class Choice(models.Model):
    """An entry in a collection, and why it is there. Who may not see the entry learns nothing of its being chosen."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="choices")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("why it is here"), max_length=400, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "entry"], name="chosen_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.collection_id}"
