"""Reports, what was ruled on them, and the log of every act."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids


class Report(models.Model):
    """Somebody asks for help with an entry, a comment, a person or a community.

    waiting → settled, by a ruling. `seen` keeps the words as they stood, for those who rule.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SETTLED = "settled", _("settled")

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="reports")
    community = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="reports")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="reports")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.SET_NULL, related_name="reports")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="reports_met")
    words = models.TextField(_("what happened"), max_length=4000)
    seen = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"report {self.pk}"


class Ruling(models.Model):
    """An act of those who keep people safe, with its reason. Rulings are never changed or deleted: they are the log."""

    class Act(models.TextChoices):
        HIDE = "hide", _("hidden")
        SHOW = "show", _("shown again")
        REMOVE = "remove", _("removed from the community")
        PAUSE = "pause", _("paused")
        RESUME = "resume", _("may act again")
        LEAVE = "leave", _("left as it is")

    report = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="rulings")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="rulings")
    act = models.CharField(max_length=8, choices=Act)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    community = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.act} at {self.at:%Y-%m-%d}"
