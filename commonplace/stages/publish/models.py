"""Case studies: the published record of a community, found in the library by what it held to."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry


class CaseStudy(models.Model):
    """The record of one community. Drafted from what is there, then edited; published when its entry is shared."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_case_study")
    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="case_study")
    people = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name_plural = "case studies"

    def __str__(self) -> str:
        return f"case study of {self.community_id}"


class Section(models.TextChoices):
    """The parts of a case study, in their order."""

    BEGINNING = "beginning", _("How it began")
    PEOPLE = "people", _("Who took part")
    ARC = "arc", _("What happened, day by day")
    WORKS = "works", _("What was made")
    MATCHED = "matched", _("What matched what was expected")
    SURPRISED = "surprised", _("What surprised")
    WORKED = "worked", _("What worked, and what did not")
    DIFFERENTLY = "differently", _("What they would do differently")
    VOICES = "voices", _("In their own words")


class Statement(models.Model):
    """One thing that a case study says, with the entry it came from."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="statements")
    section = models.CharField(max_length=12, choices=Section)
    words = models.TextField()
    source = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words[:60]


class HeldValue(models.Model):
    """A value as it stood in the design when the case study was published, so that later changes do not rewrite the record."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="values")
    key = models.SlugField(max_length=40, blank=True, db_index=True)
    name = models.CharField(max_length=60)
    practices = models.JSONField(default=list)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.name
