"""Frameworks of what people can learn, as they were brought in, and which of their items a badge stands for.

A framework belongs to the commons (no community) or to one community. What it says is kept as CASE 1.1 has it (`said`), beside the
little that is looked for. Items that are gone from it when it is brought in anew are deleted, but those that a badge stands for:

    there ──gone from its source──▶ withdrawn (nobody finds it; what is aligned to it stays) ──there again──▶ there
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def visible_to(self, viewer: Person | None) -> "FrameworkQuerySet":
        """Those of the commons, and of communities whose page `viewer` may open; for strangers, what is shown openly of them."""
        seen = Q(community=None) | Q(Exists(Community.objects.visible_to(viewer).filter(pk=OuterRef("community"))))
        return self.filter(seen) if viewer is not None else self.filter(seen, is_open=True)

    def for_badges_of(self, community: Community, viewer: Person) -> "FrameworkQuerySet":
        """Those that its badges are aligned to: of the commons, its own, of what it lives within, and what strangers read anyway.

        Else a badge would tell what a framework says to people whom its community does not let in.
        """
        near = Q(community=None) | Q(
            community__in=[community.pk, *([community.parent_id] if community.parent_id else [])]
        )
        return self.visible_to(viewer).filter(near | Q(is_open=True, community__audience=Audience.OPEN))


class Framework(models.Model):
    """A framework. `identifier` is what CASE calls it, once among those of the commons, and once in each community."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="frameworks")
    identifier = models.CharField(max_length=36)
    title = models.CharField(max_length=300)
    creator = models.CharField(max_length=300)
    said: models.JSONField = models.JSONField()
    # Where it was fetched from, and is again; empty where it came as a file.
    address_of_source = models.CharField(max_length=2000, blank=True)
    is_open = models.BooleanField(_("strangers and programs read it"), default=False)
    # Another one with everything that changes in it.
    edition = models.CharField(max_length=20)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField(default=clock.now)

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"], condition=Q(community=None), name="framework_once_in_commons"
            ),
            models.UniqueConstraint(fields=["community", "identifier"], name="framework_once_in_community"),
        ]
        indexes = [models.Index(fields=["identifier"], name="framework_identifier")]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        return f"/frameworks/{ids.written(self.pk)}/"


class Item(models.Model):
    """Something that people can learn, or a heading of such, at its place in its framework, so deep below the top."""

    # Thousands come at once, so that their ids are no `ids.new_id`: of that many made in a moment two may be the same.
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="items")
    identifier = models.CharField(max_length=36, db_index=True)
    code = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=300)
    statement = models.TextField()
    # What it stands under, the outermost first, joined.
    within = models.CharField(max_length=500, blank=True)
    place = models.PositiveIntegerField()
    depth = models.PositiveSmallIntegerField()
    said: models.JSONField = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "identifier"], name="item_once")]
        indexes = [models.Index(fields=["framework", "place"], name="item_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"/frameworks/items/{self.pk}/"


class Part(models.Model):
    """What else a framework holds, by CASE's name of its kind: an association with its two ends, a definition, a rubric."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=30)
    identifier = models.CharField(max_length=36, db_index=True)
    place = models.PositiveIntegerField()
    # The identifiers of both ends of an association, so far as they lie in frameworks.
    origin = models.CharField(max_length=36, blank=True)
    destination = models.CharField(max_length=36, blank=True)
    said: models.JSONField = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["framework", "kind", "identifier"], name="part_once")]
        indexes = [
            models.Index(fields=["framework", "origin"], name="part_origin"),
            models.Index(fields=["framework", "destination"], name="part_destination"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.identifier}"


class Alignment(models.Model):
    """That a badge stands for an item."""

    badge = models.ForeignKey("recognise.Badge", on_delete=models.CASCADE, related_name="alignments")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="alignments")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["badge", "item"], name="alignment_once")]

    def __str__(self) -> str:
        return f"{self.badge_id} stands for {self.item_id}"


def _source_path(bringing: "Incoming", _filename: str) -> str:
    return f"frameworks/{ids.written(bringing.pk)}.json"


class Incoming(models.Model):
    """A framework on its way in, from a file or from an address: `done` of `total` things of it are in.

    waiting ──▶ ended (`ended_at`; `why` it came to nothing, or the `framework`, and what of it could not be read)
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    address_of_source = models.CharField(max_length=2000, blank=True)
    file = models.FileField(upload_to=_source_path, blank=True)
    is_open = models.BooleanField(default=False)
    framework = models.ForeignKey(Framework, null=True, on_delete=models.SET_NULL, related_name="+")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left_out: models.JSONField = models.JSONField(default=list)
    why = models.CharField(max_length=500, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"

    @property
    def address(self) -> str:
        return f"/frameworks/coming/{ids.written(self.pk)}/"
