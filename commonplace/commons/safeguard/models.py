"""Reports, what was ruled on them, and the log of every act."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Community, Membership
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_act
from commonplace.commons.safeguard import sayings
from commonplace.ground import clock, ids


class ReportQuerySet(models.QuerySet["Report"]):
    def readable_to(self, viewer: Person) -> "ReportQuerySet":
        """The reports that `viewer` reads and rules on: hosts all, those who carry a community what goes to it.

        Nobody reads a report about themselves. Where nobody else is there, it waits for a second host.
        """
        if not may_act(viewer):
            return self.none()
        carried = Membership.objects.filter(person=viewer, left_at=None, role__in=CARRYING).values("community")
        readers = Q(pk__isnull=False) if viewer.is_host else Q(read_by__in=carried)
        about_viewer = Report.about.through.objects.filter(report=OuterRef("pk"), person=viewer)
        return self.filter(readers & ~Exists(about_viewer))


class Report(models.Model):
    """Somebody asks for help with an entry, a comment, a person or a community.

    waiting → settled, by a ruling. `community` is where it happened, `read_by` those who carry which community read it
    beside the hosts, except those whom the report is about. `seen` keeps the words as they stood, and `reach` the
    address that a stranger left, until somebody has ruled.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SETTLED = "settled", _("settled")

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="reports")
    is_from_outside = models.BooleanField(default=False)
    reach = models.EmailField(blank=True)
    community = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="reports")
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="reports")
    comment = models.ForeignKey(Comment, null=True, on_delete=models.SET_NULL, related_name="reports")
    # What else was said beside `entry`: which kind of saying, and its key.
    saying = models.CharField(max_length=20, blank=True)
    saying_id = models.BigIntegerField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="reports_met")
    read_by = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="reports_to_read")
    about = models.ManyToManyField(Person, related_name="reports_about")
    words = models.TextField(_("what happened"), max_length=4000)
    seen = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    at = models.DateTimeField(default=clock.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["read_by", "state", "-at"], name="report_reading")]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def address(self) -> str:
        return f"/report/{ids.written(self.pk)}/"

    @property
    def saying_called(self) -> str:
        return sayings.called(self.saying, self.entry)


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
    saying = models.CharField(max_length=20, blank=True)
    saying_id = models.BigIntegerField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    community = models.ForeignKey(Community, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(_("reason"), max_length=2000)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.act} at {self.at:%Y-%m-%d}"

    @property
    def saying_called(self) -> str:
        return sayings.called(self.saying, self.entry)


class Watch(models.Model):
    """Somebody goes along when an entry goes to the open web, and reads first what is said to it there.

    asked → accepted at `accepted_at`, which opens the entry, or ended; accepted → ended at `ended_at`: by either of the two, at
    `until`, or since the watcher may no longer. Where somebody under 18 wrote the entry, it is open only while it is watched
    over, `until` is empty, and those who carry `community` read what passes between the two.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="watches")
    asked_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    watcher = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="watches")
    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=models.Q(ended_at=None), name="watched_by_one"),
        ]

    def __str__(self) -> str:
        return f"{self.watcher_id} watches over {self.entry_id}"

    @property
    def is_on(self) -> bool:
        """Whether the entry is watched over now."""
        return self.accepted_at is not None and self.ended_at is None

    @property
    def is_of_a_minors(self) -> bool:
        """Whether the entry is open, or was, only because it is watched over."""
        return self.accepted_at is not None and self.until is None


class WatchWords(models.Model):
    """What one of the two says to the other about it."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="words")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(max_length=4000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.by_id} about {self.watch_id}"
