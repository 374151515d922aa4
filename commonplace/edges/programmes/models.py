"""What a programme keeps beside its communities: what its staff write to many at once, whom they expect, who took part."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community, Team
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import AgeBand, Person
from commonplace.ground import clock
from commonplace.stages.gather.models import Gathering


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


class RosterLineQuerySet(models.QuerySet["RosterLine"]):
    def expected(self) -> "RosterLineQuerySet":
        """Those who have not come in yet, and are not taken off."""
        return self.filter(came_in_at=None, revoked_at=None)

    def admitting(self) -> "RosterLineQuerySet":
        """Those whose code lets them in now."""
        return self.expected().filter(lapses_at__gt=clock.now(), programme__closed_at=None)


class RosterLine(models.Model):
    """Somebody whom staff expect: expected → came in, or taken off.

    The code stands on a card or in a letter and lets one person in, once, until `lapses_at`. Nobody has an account by
    being on a roster: they make it themselves, and are asked their age band then. What is said of it here binds them
    downwards only: nobody comes in as older than their programme expects.
    """

    programme = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="roster")
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    age_band = models.CharField(max_length=6, choices=AgeBand, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    code = models.CharField(max_length=12, unique=True, null=True)  # noqa: DJ001 - none once it is used up
    lapses_at = models.DateTimeField()
    letter_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    came_in_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")

    objects = RosterLineQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"roster line {self.pk}"

    @property
    def has_lapsed(self) -> bool:
        return self.lapses_at <= clock.now()

    @property
    def grouped_code(self) -> str:
        """The code as it is read and typed: in fours."""
        code = self.code or ""
        return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


class Participation(models.Model):
    """Hours that somebody took part in a programme, confirmed by staff: confirmed → taken back. Neither is ever deleted.

    At a gathering, or on a day with a few words on what it was. Seen by the person and by those who carry the programme.
    """

    programme = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="participation")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    gathering = models.ForeignKey(Gathering, null=True, on_delete=models.SET_NULL, related_name="+")
    on = models.DateField(_("day"))
    what = models.CharField(_("what it was"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField()
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(default=clock.now)
    taken_back_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person", "gathering"],
                condition=Q(taken_back_at=None, gathering__isnull=False),
                name="participation_once",
            ),
            # None over days and words: both may go (with a gathering, or with whoever leaves), and the hours stay.
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.minutes} minutes"

    @property
    def hours(self) -> str:
        """The time in hours, as people write them."""
        return hours_of(self.minutes)


def hours_of(minutes: int) -> str:
    """Minutes as hours with as many digits as it takes, up to two."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
