"""What a programme keeps beside its communities: what its staff write to many at once."""

from django.db import models

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock


class Circular(models.Model):
    """Words of staff to the whole programme or to some of its teams: `written` → `sent_at`, by a task.

    Once sent it keeps no words of its own: they are the entries', one for the programme, or one for each team. `key` is
    that of the page with the button, so that pressing twice sends once.
    """

    programme = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="circulars")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.UUIDField(unique=True)
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    # None of them: the programme itself.
    teams = models.ManyToManyField(Community, related_name="+")
    entries = models.ManyToManyField(Entry, related_name="circulars")
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"circular in {self.programme_id}"
