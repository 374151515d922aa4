"""What was brought in from elsewhere, how far that is, and what people learn from beside what they make."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids


class Bringing(models.Model):
    """Something brought in at one time: read at once, then put in piece by piece, then told of.

    waiting (`pieces` are there, `done` of `total`) → ended (`ended_at`, no pieces). What became of each is a row of `report`.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="bringings")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="bringings")
    name = models.CharField(max_length=200)
    audience = models.PositiveSmallIntegerField()
    collection = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    pieces: models.JSONField = models.JSONField(default=list)
    report: models.JSONField = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"{self.community.address}resources/brought/{ids.written(self.pk)}/"


class Brought(models.Model):
    """What is known of a resource, or a page of one, that was brought in: where it stands, and how it was when it came.

    `marks` are of each of its parts as the source said it last (`entries.merging`): by them it is known what people here
    changed since, which is theirs.
    """

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_brought")
    collection = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="pages_of")
    place = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=0)
    marks: models.JSONField = models.JSONField(default=dict)
    licence_link = models.CharField(_("licence"), max_length=500, blank=True)
    video = models.CharField(_("video"), max_length=500, blank=True)
    captions = models.CharField(_("captions"), max_length=500, blank=True)
    transcript = models.CharField(_("transcript"), max_length=500, blank=True)
    speakers = models.CharField(_("speakers"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["collection", "place"], name="brought_in_order")]

    def __str__(self) -> str:
        return f"{self.entry_id} at {self.place}"


class PictureToCome(models.Model):
    """A picture of a folder, as it came, while its page waits to be put in."""

    bringing = models.ForeignKey(Bringing, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=1000)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bringing", "name"], name="picture_to_come_once")]

    def __str__(self) -> str:
        return self.name


class BroughtPicture(models.Model):
    """A picture that came with a resource: what named it there, a digest of how it was, and the key under which it was kept.

    It outlives what was kept: a picture that people here took away stays away.
    """

    brought = models.ForeignKey(Brought, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64)
    kept_as = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brought", "name"], name="brought_picture_once")]

    def __str__(self) -> str:
        return self.name


class LearntFrom(models.Model):
    """A resource that stands beside a design, a gathering or a work, with a word on why."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="learnt_from")
    resource = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="helped_with")
    place = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(_("a word on why"), max_length=200, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "resource"], name="learnt_from_once")]

    def __str__(self) -> str:
        return f"{self.resource_id} beside {self.entry_id}"
