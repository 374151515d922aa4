"""Case studies: the published record of a community, found in the library by what it held to."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.tokens import new_token
from commonplace.ground import clock
from commonplace.stages.room.models import Moment


class CaseStudy(models.Model):
    """The record of one community. Drafted from what is there, then edited; published when its entry is shared."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.CASCADE, related_name="as_case_study")
    community = models.OneToOneField(Community, on_delete=models.CASCADE, related_name="case_study")
    # Counted when published; how many people only where they were five or more.
    people = models.PositiveSmallIntegerField(null=True)
    days = models.PositiveSmallIntegerField(null=True)
    # For the library's lists, as its community and its entry say them (`actions.draft_case_study`, `following.py`).
    form = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=12, blank=True)
    # The picture that its writers chose; it becomes the entry's cover while everybody whom that concerns agrees.
    wished_cover = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name_plural = "case studies"
        # Those of a form, in a language, or both, the newest first.
        indexes = [
            models.Index(fields=["form", "-entry"], name="casestudy_form"),
            models.Index(fields=["language", "-entry"], name="casestudy_language"),
            models.Index(fields=["form", "language", "-entry"], name="casestudy_form_language"),
        ]

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
    NEEDED = "needed", _("What a starter would need")
    VOICES = "voices", _("In their own words")


# Sections made of what was said, made or brought by one person: gone with the entry they came from.
PEOPLES_OWN = (
    Section.WORKS,
    Section.MATCHED,
    Section.SURPRISED,
    Section.WORKED,
    Section.DIFFERENTLY,
    Section.NEEDED,
    Section.VOICES,
)
# Kinds of entries that name what was made elsewhere: neither shown nor quoted is anybody here.
MADE_ELSEWHERE = ("resource", "page")


def go_with_source(collector: Any, field: Any, statements: Any, using: str) -> None:
    """When a source is deleted: what its author said or made goes with it, the community's own facts stay."""
    models.CASCADE(collector, field, statements.filter(section__in=PEOPLES_OWN), using)
    models.SET_NULL(collector, field, statements.exclude(section__in=PEOPLES_OWN), using)


class Statement(models.Model):
    """One thing that a case study says, with what it came from. Who may read it is decided in `reading.py`."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="statements")
    section = models.CharField(max_length=12, choices=Section)
    words = models.TextField()
    source = models.ForeignKey(Entry, null=True, on_delete=go_with_source, related_name="+")
    # Of a gathering, what somebody kept at a second of it: theirs, and gone with it.
    moment = models.ForeignKey(Moment, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def source_key(self) -> int | None:
        """What names its source among all entries and moments: no two have the same key."""
        return self.moment_id or self.source_id


class HeldValue(models.Model):
    """A value as the design had it when the case study was published: later changes do not rewrite the record."""

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="values")
    key = models.SlugField(max_length=40, blank=True)
    name = models.CharField(max_length=60)
    # How addresses name it: by its key, or by the name that the community gave it.
    slug = models.SlugField(max_length=60, allow_unicode=True)
    # One practice a line.
    practices = models.TextField(blank=True)
    # Name and practices without capitals, and without whom they call by @name, for the library's search.
    folded = models.TextField(blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]
        # Those who held to a value, the newest first.
        indexes = [models.Index(fields=["slug", "-case_study"], name="heldvalue_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def practice_lines(self) -> list[str]:
        return self.practices.splitlines()


class Consent(models.Model):
    """What somebody says to being quoted or shown in one case study: asked → yes, yes without a name, or no; and anew.

    `agreed` names what stood before them when they said yes (`consents.py`): what is changed or added since waits for a
    new answer. With nothing agreed to, nothing of theirs is read.
    """

    class Answer(models.TextChoices):
        WAITING = "", _("has not answered yet")
        YES = "yes", _("may be named")
        UNNAMED = "unnamed", _("stays without a name")
        NO = "no", _("is left out")

    case_study = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer, blank=True, default=Answer.WAITING)
    agreed: models.JSONField = models.JSONField(default=list, blank=True)
    # What the link in the letter is signed with: with the row, the link is gone.
    mark = models.CharField(max_length=43, default=new_token, editable=False)
    asked_at = models.DateTimeField(default=clock.now)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_study", "person"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.case_study_id}: {self.answer or 'waiting'}"


class Depiction(models.Model):
    """Whom a picture shows, in a word of those who put it into a case study. Without one it stands on no open page."""

    class Whom(models.TextChoices):
        NOBODY = "nobody", _("Nobody is on it")
        UNKNOWN = "unknown", _("People are on it, but nobody can be recognised")
        NAMED = "named", _("These people are on it, and nobody else who can be recognised")
        ASKED = "asked", _("Others are on it too, who have no account here: they were asked, and said yes")

    picture = models.OneToOneField(Attachment, primary_key=True, on_delete=models.CASCADE, related_name="as_depiction")
    whom = models.CharField(max_length=7, choices=Whom)
    people = models.ManyToManyField(Person, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.picture_id} shows {self.whom}"
