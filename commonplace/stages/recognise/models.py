"""What a community recognises under its own seal, and the badges that people keep.

An award is offered, and becomes a credential with its recipient's yes:

    offered ──yes──▶ given ──taken back──▶ revoked (whoever verifies it is told so)
       ├──no──▶ declined
       └──taken back before that
"""

import secrets

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING, Audience, Community, Membership
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import AgeBand, Person
from commonplace.commons.people.rules import may_act
from commonplace.ground import clock, ids
from commonplace.stages.recognise import drawing
from commonplace.stages.recognise.models_frameworks import Alignment, Framework, Incoming, Item, Part

__all__ = [
    "Alignment",
    "Award",
    "Badge",
    "Bulk",
    "ClaimCode",
    "Credential",
    "Evidence",
    "Framework",
    "Goal",
    "Incoming",
    "Item",
    "Part",
    "Reading",
    "Seal",
    "StatusList",
]


class Seal(models.Model):
    """A key pair with which a community signs: current → retired. A retired one signs no more, and what it signed holds."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="seals")
    # A Multikey, `z6Mk…`.
    public = models.CharField(max_length=80, unique=True)
    # The secret one, readable with the secret of this commons alone (`sealing.py`).
    locked = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community"], condition=models.Q(retired_at=None), name="seal_current_once")
        ]

    def __str__(self) -> str:
        return self.public


class BadgeQuerySet(models.QuerySet["Badge"]):
    def visible_to(self, viewer: Person | None) -> "BadgeQuerySet":
        """The badges of communities whose page `viewer` may open."""
        return self.filter(Exists(Community.objects.visible_to(viewer).filter(pk=OuterRef("community"))))


def _picture_path(badge: "Badge", filename: str) -> str:
    return f"badges/{ids.written(badge.pk)}/{filename}"


class Badge(models.Model):
    """What can be recognised in a community (in Open Badges: an achievement). It is awarded until `closed_at`."""

    class GivenBy(models.TextChoices):
        CARRIERS = "carriers", _("those who look after the community")
        MENTORS = "mentors", _("mentors, and those who look after the community")
        PEERS = "peers", _("its members, several together")

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="badges")
    name = models.CharField(_("what it is called"), max_length=80)
    says = models.TextField(_("what it says of whoever has it"), max_length=600)
    criteria = models.TextField(_("how one achieves it"), max_length=2000)
    evidence = models.CharField(_("what somebody shows for it"), max_length=300, blank=True)
    given_by = models.CharField(_("who gives it"), max_length=8, choices=GivenBy, default=GivenBy.CARRIERS)
    # How many have to see it in what somebody shows: of peers, so many; of others, one.
    readers = models.PositiveSmallIntegerField(_("how many members have to agree"), default=2)
    lasts_months = models.PositiveSmallIntegerField(_("for how many months it is good"), null=True, blank=True)
    # Its picture: drawn of a shape, a mark and a colour (`drawing.py`), or one that was brought along, as PNG.
    drawn: models.JSONField = models.JSONField(default=dict)
    picture = models.FileField(upload_to=_picture_path, blank=True)
    picture_within = models.TextField(editable=False)  # the same as an address that holds it
    # The steps that come before it.
    comes_after = models.ManyToManyField("self", symmetrical=False, related_name="leads_to", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    objects = BadgeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["community", "name"], name="badge_community")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"/badges/{ids.written(self.pk)}/"

    @property
    def picture_address(self) -> str:
        return f"{self.address}picture.{'png' if self.picture else 'svg'}"

    @property
    def needed(self) -> int:
        """How many have to see it in what somebody shows."""
        return self.readers if self.given_by == self.GivenBy.PEERS else 1

    @property
    def svg(self) -> str:
        """Its picture where it was drawn."""
        return drawing.as_svg(self.drawn, self.name)


class Goal(models.Model):
    """Somebody wants to achieve a badge. Nobody else sees it."""

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="goals")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["badge", "person"], name="goal_once")]

    def __str__(self) -> str:
        return f"{self.person_id} wants {self.badge_id}"


class Evidence(models.Model):
    """What somebody shows so that they are given a badge. It is read until enough have seen it there, or they take it back."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="shown_for_it")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("what you did, and where one can see it"), max_length=4000)
    entry = models.ForeignKey(Entry, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    given_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["badge", "person"], condition=Q(given_at=None), name="evidence_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} shows something for {self.badge_id}"

    @property
    def address(self) -> str:
        return f"/badges/shown/{ids.written(self.pk)}/"


class Reading(models.Model):
    """What somebody saw in what another showed: the badge, or not yet, with words."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="readings")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sees_it = models.BooleanField()
    words = models.TextField(max_length=1000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["evidence", "by"], name="reading_once")]

    def __str__(self) -> str:
        return f"{self.by_id} read {self.evidence_id}"


class ClaimCode(models.Model):
    """A short code, read out or shown as a square: so many people who are there say yes to a badge by it."""

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="codes")
    code = models.CharField(max_length=12, unique=True)
    words = models.CharField(max_length=400, blank=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    places = models.PositiveSmallIntegerField(default=30)
    used = models.PositiveSmallIntegerField(default=0)
    lapses_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code

    @property
    def is_good(self) -> bool:
        """Whether somebody can still say yes by it."""
        return self.ended_at is None and self.used < self.places and clock.now() < self.lapses_at


class Bulk(models.Model):
    """A list of people who are offered a badge, worked through by a task: `done` of its lines are."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="bulks")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    # Each line as [who, words]; emptied once all are done, since it holds addresses.
    lines: models.JSONField = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    # Whom nothing was offered, as [who, why].
    left_out: models.JSONField = models.JSONField(default=list)
    begun_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"


def _mark() -> str:
    return secrets.token_urlsafe(9)


class Award(models.Model):
    """A badge offered to somebody: a person here, or an e-mail address."""

    class Said(models.TextChoices):
        NOTHING = "", _("no answer yet")
        YES = "yes", _("yes")
        NO = "no", _("no")

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="awards")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(blank=True)
    # What the link in its letter is signed with, so that it can be made worthless.
    mark = models.CharField(max_length=16, default=_mark)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=400, blank=True)
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField(default=clock.now)
    said = models.CharField(max_length=3, choices=Said, blank=True)
    said_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    # Its place among what can be taken back.
    list_number = models.PositiveIntegerField(null=True)
    place = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "said"], name="award_person"),
            models.Index(fields=["badge", "email"], name="award_email"),
            models.Index(fields=["badge", "list_number", "place"], name="award_place"),
        ]

    def __str__(self) -> str:
        return f"{self.badge_id} for {self.person_id or self.email}"


class StatusList(models.Model):
    """What a community took back, as it signed that last: a bit for each credential."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="status_lists")
    number = models.PositiveIntegerField()
    text = models.TextField()
    etag = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="status_list_once")]

    def __str__(self) -> str:
        return f"list {self.number} of {self.community_id}"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def visible_to(self, viewer: Person | None) -> "CredentialQuerySet":
        """One's own; others' as far as they show them, no minor's to strangers, none across a block, none that is hidden."""
        owner = Person.objects.shown_to(viewer).filter(pk=OuterRef("person"))
        if viewer is None:
            return self.filter(Exists(owner.filter(age_band=AgeBand.ADULT)), shown_to=Audience.OPEN, hidden_at=None)
        return self.filter(Q(person=viewer) | Q(Exists(owner), shown_to__gte=Audience.COMMONS, hidden_at=None))

    def ruled_by(self, viewer: Person | None) -> "CredentialQuerySet":
        """Those that were handed on and on which `viewer` rules: hosts, and those who carry the community that gave them."""
        handed_on = self.exclude(shared_by="")
        if viewer is None or not may_act(viewer):
            return handed_on.none()
        if viewer.is_host:
            return handed_on
        carried = Membership.objects.filter(person=viewer, left_at=None, role__in=CARRYING)
        return handed_on.filter(Exists(carried.filter(community=OuterRef("award__badge__community"))))


class Credential(models.Model):
    """A badge that somebody has, from here or from anywhere: in their backpack, where it stays what it was.

    Without a person it waits for whoever said yes by a letter without having an account.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="credentials")
    award = models.ForeignKey(Award, null=True, on_delete=models.SET_NULL, related_name="credentials")
    # As it was given: JSON or a signed token, and its SHA-256.
    text = models.TextField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    ends_at = models.DateTimeField(null=True)
    # What programs tell it from others by: how it calls itself and whoever issued it, when, and whether it is of Open Badges 3.
    own_id = models.CharField(max_length=500, blank=True)
    issuer_id = models.CharField(max_length=500, blank=True)
    issued_at = models.DateTimeField(default=clock.now)
    is_badge_3 = models.BooleanField(default=False)
    # What was found out of it last: “holds”, “fails” or “unknown”, and each check as [what, result, reason, words].
    result = models.CharField(max_length=7)
    checks: models.JSONField = models.JSONField(default=list)
    checked_at = models.DateTimeField(default=clock.now)
    group = models.CharField(_("under which heading"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(_("at which place"), default=0)
    shown_to = models.PositiveSmallIntegerField(choices=Audience, default=Audience.ONLY_ME)
    # What a link to it is signed with, while there is one.
    shared_by = models.CharField(max_length=16, blank=True)
    # Since when those who keep people safe hide it from others.
    hidden_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=clock.now)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="credential_once")]
        indexes = [models.Index(fields=["person", "own_id"], name="credential_own_id")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"/me/badges/{ids.written(self.pk)}/"
