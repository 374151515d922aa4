"""Communities, who belongs to them, and where they stand on the road."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.road import MEANINGS
from commonplace.commons.people.models import Interest, Person
from commonplace.ground import clock, ids
from commonplace.ground.local_time import zone_called
from commonplace.ground.points import Point
from commonplace.ground.prepared import prepared


class Audience(models.IntegerChoices):
    """Who may see something, from narrow to wide. The rule itself stands in `entries/audience.py`."""

    ONLY_ME = 0, _("only me")
    TEAM = 1, _("my team")
    COMMUNITY = 2, _("my community")
    COMMONS = 3, _("this commons")
    OPEN = 4, _("the open web")


class Stage(models.IntegerChoices):
    """The stations of the road, in their order.

    imagine → design → team up → recruit → gather and make → critique → reflect → publish → published. A community goes
    forward a station or several, and back again where its people see the need; every move is kept as a happening.
    """

    IMAGINE = 0, _("Imagine")
    DESIGN = 1, _("Design")
    TEAM = 2, _("Team up")
    RECRUIT = 3, _("Recruit")
    GATHER = 4, _("Gather and make")
    CRITIQUE = 5, _("Critique")
    REFLECT = 6, _("Reflect")
    PUBLISH = 7, _("Publish")
    PUBLISHED = 8, _("Published")


class Form(models.TextChoices):
    """What kind of community it is. A form pre-fills prompts, it never decides."""

    SCHOOL = "school", _("School")
    AFTER_SCHOOL = "after-school", _("After-school")
    MICRO_SCHOOL = "micro-school", _("Micro school")
    ALTERNATIVE_SCHOOL = "alternative-school", _("Alternative school")
    WORKSHOP = "workshop", _("Workshop or makerspace")
    INCUBATOR = "incubator", _("Incubator or accelerator")
    CONFERENCE = "conference", _("Conference")
    UNCONFERENCE = "unconference", _("Unconference")
    HACKATHON = "hackathon", _("Hackathon")
    BOOK_CLUB = "book-club", _("Book club")
    DISCUSSION = "discussion", _("Discussion group")
    TEAM = "team", _("Team")
    CAMP = "camp", _("Camp")
    LIBRARY = "library", _("Library")
    UNSCHOOL = "unschool", _("Unschool")
    TUTORING = "tutoring", _("Tutoring")
    HELP_DESK = "help-desk", _("Help desk")
    WEBINARS = "webinars", _("Webinar series")
    PROGRAMME = "programme", _("Programme")
    OWN = "own", _("A form of our own")


class Role(models.TextChoices):
    """What somebody has taken on in a community. No role hides that all are co-learners."""

    LEARNER = "learner", _("learner")
    MENTOR = "mentor", _("mentor")
    FACILITATOR = "facilitator", _("facilitator")
    GUEST = "guest", _("guest")
    STAFF = "staff", _("staff")


# Those who carry a community: they keep its settings, its door and its safety.
CARRYING = (Role.FACILITATOR, Role.STAFF)


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, viewer: Person | None) -> "CommunityQuerySet":
        """The communities whose page `viewer` may open: by the community's audience, or as a member."""
        if viewer is None:
            return self.filter(audience=Audience.OPEN)
        member = Membership.objects.filter(community=OuterRef("pk"), person=viewer, left_at=None)
        outer = Membership.objects.filter(community=OuterRef("parent"), person=viewer, left_at=None)
        return self.filter(Q(audience__gte=Audience.COMMONS) | Exists(member) | Q(opened_to_outer=True) & Exists(outer))

    def of(self, person: Person) -> "CommunityQuerySet":
        """The communities that somebody belongs to now."""
        return self.filter(memberships__person=person, memberships__left_at=None)

    def recruiting(self) -> "CommunityQuerySet":
        return self.filter(closed_at=None, stage=Stage.RECRUIT)


class Community(models.Model):
    """People with a purpose, a form and values. It may live within another: a programme holds its teams'."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    purpose = models.TextField(_("purpose"), blank=True)
    form = models.CharField(_("form"), max_length=20, choices=Form, default=Form.OWN)
    own_form = models.CharField(_("its own form"), max_length=60, blank=True)
    stage = models.PositiveSmallIntegerField(choices=Stage, default=Stage.IMAGINE)
    audience = models.PositiveSmallIntegerField(
        _("who may see its page"),
        choices=[c for c in Audience.choices if c[0] >= Audience.COMMUNITY],
        default=Audience.COMMUNITY,
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    opened_to_outer = models.BooleanField(_("open to the members of the outer community"), default=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    place = models.CharField(_("place"), max_length=200, blank=True)
    # Where that is, to some hundred metres: both or neither.
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    norms = models.TextField(_("norms"), blank=True)
    norms_html = models.TextField(blank=True, editable=False)
    # Since when they read as they do, and how they read before. Whoever agreed before then is asked again.
    norms_changed_at = models.DateTimeField(null=True, editable=False)
    norms_before = models.TextField(blank=True, editable=False)
    # Grows with every change of its settings; two people's forms are compared by it.
    version = models.PositiveIntegerField(default=1, editable=False)
    started_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="grown")
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    interests = models.ManyToManyField(Interest, related_name="communities", blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "communities"
        indexes = [
            models.Index(fields=["stage", "created_at"], name="community_stage"),
            models.Index(fields=["form", "id"], name="community_form"),
            # What lies around a point is found within a box.
            models.Index(fields=["latitude", "longitude"], condition=Q(latitude__isnull=False), name="community_point"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="community_point_on_earth",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return f"/c/{self.slug}/"

    @property
    def point(self) -> Point | None:
        """Where its place is, as far as it said so."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)

    @property
    def form_in_lists(self) -> str:
        """What names its form among others: its own words where it has its own form, otherwise the form's key."""
        return (self.form == Form.OWN and self.own_form) or self.form

    @property
    def form_words(self) -> str:
        """The form as people read it: its own words where it has its own form."""
        return (self.form == Form.OWN and self.own_form) or str(Form(self.form).label)

    @property
    def stage_words(self) -> str:
        """Where it stands on the road. (Django's own way compares the words of all stages each time.)"""
        return str(Stage(self.stage).label)

    @property
    def stage_meaning(self) -> str:
        """What the present stage means, in one sentence."""
        return str(MEANINGS[self.stage])

    @property
    def is_recruiting(self) -> bool:
        return self.stage == Stage.RECRUIT and self.closed_at is None

    @property
    def day_of_days(self) -> tuple[int, int] | None:
        """“Day 9 of 14” while it is on, by the community's own calendar; None before, after and without dates."""
        if self.starts_on is None or self.ends_on is None:
            return None
        today = clock.now().astimezone(zone_called(self.zone)).date()
        if not self.starts_on <= today <= self.ends_on:
            return None
        return (today - self.starts_on).days + 1, (self.ends_on - self.starts_on).days + 1

    def membership_of(self, person: Person | None) -> "Membership | None":
        """The present membership of somebody, asked for once per request and kept on this object."""
        known: dict[Any, Membership | None] = self.__dict__.setdefault("_memberships_known", {})
        key = person.pk if person else None
        if key not in known:
            known[key] = next(iter(_present(community=self, person=person)), None) if person else None
        return known[key]

    def look_up_memberships(self) -> None:
        """Ask for all present memberships at once and keep them on this object, for whoever asks after a great many people."""
        self.__dict__["_memberships_known"] = {one.person_id: one for one in _all_present(community=self)}

    def asks_to_agree(self, person: Person | None) -> bool:
        """Whether a member has yet to agree to the norms as they read now: the community's, and those of the commons."""
        membership = self.membership_of(person)
        if person is None or membership is None:
            return False
        return person.is_asked_again or not self.has_agreed(membership)

    def has_agreed(self, membership: "Membership") -> bool:
        """Whether a member of this community has agreed to its own norms as they read now."""
        agreed, changed = membership.agreed_norms_at, self.norms_changed_at
        return agreed is not None and (changed is None or agreed >= changed)


class NameWord(models.Model):
    """A word of a community's name as searches compare it (`ground/words.py`); of scripts without spaces, two signs."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="name_words")
    # On PostgreSQL compared sign by sign (migration 0005), as SQLite does.
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "community"], name="name_word_once")]

    def __str__(self) -> str:
        return self.word


class Membership(models.Model):
    """A person in a community. Leaving keeps the row, so that what they made keeps its place in the record."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role, default=Role.LEARNER)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)
    agreed_norms_at = models.DateTimeField(null=True)
    is_listed = models.BooleanField(_("listed among its people"), default=True)
    # Others ended it. A link handed out before then does not let them in again.
    was_removed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "person"], condition=Q(left_at=None), name="membership_once"),
        ]
        indexes = [
            models.Index(fields=["person", "left_at", "community"], name="membership_person"),
            # Those who carry a community are found in it without a look at everybody else.
            models.Index(fields=["community", "role", "left_at"], name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.community_id} as {self.role}"

    @property
    def carries(self) -> bool:
        return self.role in CARRYING


@prepared
def _present(community: Community, person: Person) -> models.QuerySet[Membership]:
    return Membership.objects.filter(community=community, person=person, left_at=None).order_by("pk")[:1]


@prepared
def _all_present(community: Community) -> models.QuerySet[Membership]:
    return Membership.objects.filter(community=community, left_at=None)


class Team(models.Model):
    """A named group within a community."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="teams")
    name = models.CharField(max_length=80)
    people = models.ManyToManyField(Person, related_name="teams", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A link that lets people into a community, or onto the commons where it names none. Kept as a digest only."""

    community = models.ForeignKey(Community, null=True, on_delete=models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.LEARNER)
    places = models.PositiveSmallIntegerField(default=1)
    used = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation to {self.community_id or 'the commons'}"


class ClassCode(models.Model):
    """A short code that a facilitator reads out, by which people without e-mail make an account and join."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="class_codes")
    code = models.CharField(max_length=12, unique=True)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code
