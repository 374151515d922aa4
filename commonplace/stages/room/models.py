"""The room of a gathering: its agenda, who is heard, the notes, the moments, and its recording."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.gather.models import Gathering


class Room(models.Model):
    """What a gathering has one of. The row is made when somebody first writes there.

    `version` grows with every change of the notes.
    """

    gathering = models.OneToOneField(Gathering, primary_key=True, on_delete=models.CASCADE, related_name="room")
    notes = models.TextField(_("notes"), blank=True)
    notes_html = models.TextField(blank=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    # A file that is kept here, or where it is elsewhere; it can be both.
    recording = models.ForeignKey(Attachment, null=True, on_delete=models.SET_NULL, related_name="+")
    link = models.URLField(_("where the recording is"), max_length=500, blank=True)
    # How many seconds after the gathering its recording begins; less than none where it began before.
    recording_begins = models.IntegerField(default=0)
    # As `ground.captions` wrote them.
    captions = models.TextField(blank=True, editable=False)
    # What is said, in words that somebody wrote down; empty where captions say it.
    transcript = models.TextField(_("what is said in it, in words"), blank=True)
    # Somebody who looks after the gathering said that nobody under 18 is heard or seen: else it is for members alone.
    only_adults = models.BooleanField(default=False)
    resources = models.ManyToManyField(Entry, related_name="+", blank=True)

    def __str__(self) -> str:
        return f"room of {self.gathering_id}"


class NotesRevision(models.Model):
    """The notes after one sitting: changes by one person with no long pause between them make one revision."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="notes_revisions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gathering", "number"], name="notes_revision_once")]

    def __str__(self) -> str:
        return f"notes {self.number} of {self.gathering_id}"


class AgendaItem(models.Model):
    """What happens for some minutes. Its time comes of the gathering's beginning, so that it moves along."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="agenda")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    led_by = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=400, blank=True)
    minutes = models.PositiveSmallIntegerField()
    # How many minutes after the gathering it begins; none where it follows the one before.
    after = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class Voice(models.Model):
    """Somebody who hosts a gathering, or a guest from elsewhere, who is known by words alone."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="hosting")
    name = models.CharField(max_length=80, blank=True)
    about = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "person"], name="voice_once"),
            models.CheckConstraint(
                condition=models.Q(person=None) & ~models.Q(name="") | models.Q(person__isnull=False, name=""),
                name="voice_of_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"voice of {self.person_id}"


class Moment(models.Model):
    """A sentence at a second of a gathering, counted from its beginning: a question, something said, something seen."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="moments")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="moments")
    second = models.IntegerField()
    words = models.CharField(_("what it is"), max_length=600)
    at = models.DateTimeField(default=clock.now)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["second", "at", "pk"]
        indexes = [models.Index(fields=["gathering", "second"], name="moment_gathering")]

    def __str__(self) -> str:
        return f"moment at {self.second} of {self.gathering_id}"
