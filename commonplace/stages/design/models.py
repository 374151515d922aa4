"""The design document: what a community intends, in sections, with values tied to practices."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry


class Design(models.Model):
    """The design document of one community. Dates, place, zone and form stand on the community; they are typed once."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_design")
    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="design")
    need = models.TextField(_("the need"), blank=True)
    who = models.TextField(_("who it is for"), blank=True)
    included = models.TextField(_("who could be left out, and what you do about it"), blank=True)
    roles = models.TextField(_("roles"), blank=True)
    tools = models.TextField(_("place and tools"), blank=True)
    safety = models.TextField(_("norms and safety"), blank=True)
    recruiting = models.TextField(_("how people hear of it"), blank=True)
    open_questions = models.TextField(_("open questions"), blank=True)
    learners = models.PositiveSmallIntegerField(_("how many learners, at most"), null=True, blank=True)
    facilitators = models.PositiveSmallIntegerField(_("how many facilitators"), null=True, blank=True)
    hours_needed = models.PositiveSmallIntegerField(_("hours a week that it takes to run"), null=True, blank=True)
    hours_available = models.PositiveSmallIntegerField(_("hours a week that you have"), null=True, blank=True)
    # The sections in HTML by their names, made harmless when they were written.
    html: models.JSONField = models.JSONField(default=dict, editable=False)

    def __str__(self) -> str:
        return f"design of {self.community_id}"


class ValueChoice(models.Model):
    """A value that a design stands under: one of the known ones by its key, or one in the community's own words."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="values")
    key = models.SlugField(max_length=40, blank=True)
    own_name = models.CharField(max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.key or self.own_name


class Practice(models.Model):
    """How somebody would notice a value on day one."""

    value = models.ForeignKey(ValueChoice, on_delete=models.CASCADE, related_name="practices")
    words = models.CharField(max_length=400)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words


class ArcDay(models.Model):
    """One day of the arc. With a date and a time, it becomes a gathering."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="arc")
    title = models.CharField(_("what happens"), max_length=120)
    words = models.TextField(_("more"), blank=True)
    words_html = models.TextField(blank=True, editable=False)
    on = models.DateField(_("day"), null=True, blank=True)
    # Days after the first day, kept while that is not known: so a design that was copied keeps its rhythm.
    offset = models.PositiveSmallIntegerField(null=True, blank=True)
    starts = models.TimeField(_("from"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=90)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.title


class Prediction(models.Model):
    """Something the designers expect. It comes back as a question of the reflection."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="predictions")
    words = models.CharField(max_length=400)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words
