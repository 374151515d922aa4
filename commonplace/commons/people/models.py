"""Accounts, the people who act, their interests, and the commons they are on."""

from typing import Any, ClassVar, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.ground import clock, ids
from commonplace.ground.editions import EVERYTHING
from commonplace.ground.models import Edition, Letter
from commonplace.ground.prepared import prepared


class AgeBand(models.TextChoices):
    """How old somebody is, as far as we ask. A date of birth is never asked for."""

    YOUNGER_TEEN = "13-15", _("13 to 15")
    OLDER_TEEN = "16-17", _("16 or 17")
    ADULT = "adult", _("18 or older")


MINORS = (AgeBand.YOUNGER_TEEN, AgeBand.OLDER_TEEN)


class MailRhythm(models.TextChoices):
    """How often notices go out by e-mail. On the site they are always there."""

    AT_ONCE = "at once", _("At once")
    DAILY = "daily", _("Once a day, together")
    NEVER = "never", _("Never")


class Joining(models.TextChoices):
    """Who may make an account on this commons."""

    OPEN = "open", _("Anyone")
    INVITED = "invited", _("People with an invitation or a class code")


class Commons(models.Model):
    """The one site that this installation is: its name, its words, what its host decided. One row."""

    name = models.CharField(max_length=80, default="Commonplace")
    line = models.CharField(max_length=200, blank=True)
    welcome = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=50, default="UTC")
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.OPEN)
    signup_age = models.PositiveSmallIntegerField(default=13)
    # How long what people from outside gave for a call or a gathering is kept after its end, unless they joined.
    outsiders_kept_days = models.PositiveSmallIntegerField(default=90)
    norms = models.TextField(blank=True)
    # Since when they read as they do. Whoever agreed before then is asked again.
    norms_changed_at = models.DateTimeField(null=True)
    privacy = models.TextField(blank=True)
    contact = models.TextField(blank=True)
    # Digest of the link printed at first start, by which the first visitor becomes the host; empty once used.
    host_link_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "commons"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "Commons":
        """The one row, made on first use. `edition` is that of everything at the moment when it was read."""
        return next(iter(_the_commons()), None) or cls.objects.create(pk=1)

    def asks_again(self, person: "Person") -> bool:
        """Whether the norms have changed since somebody agreed to them."""
        agreed = person.agreed_norms_at or person.created_at
        return self.norms_changed_at is not None and agreed < self.norms_changed_at


@prepared
def _the_commons() -> models.QuerySet[Commons]:
    edition = Edition.objects.filter(pk=EVERYTHING).values("number")
    return Commons.objects.annotate(edition=models.Subquery(edition)).order_by("pk")[:1]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=(username or "").lower())

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **more: Any
    ) -> "Account":
        account = self.model(username=username.lower(), email=email.lower() if email else None, **more)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A login. Who acts is the person; what they make hangs on the person, never on the account."""

    username = models.CharField(_("sign-in name"), max_length=40, unique=True)
    # Confirmed by a letter, so it is theirs; letters go here only.
    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    # What somebody typed and nobody confirmed. Several accounts may claim one: to refuse would tell who is here.
    email_claimed = models.EmailField(blank=True, db_index=True)
    is_demo = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class Interest(models.Model):
    """A tag in people's own words, shared by people, communities, works and resources."""

    slug = models.SlugField(max_length=60, unique=True, allow_unicode=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> "PersonQuerySet":
        """Those who are here: not gone, not paused."""
        return self.filter(left_at=None, paused_at=None)

    def adults(self) -> "PersonQuerySet":
        return self.filter(age_band=AgeBand.ADULT)

    def shown_to(self, viewer: "Person | None") -> "PersonQuerySet":
        """Whom `viewer` may meet: no minors for strangers, nobody on either side of a block."""
        people = self.filter(left_at=None)
        if viewer is None:
            return people.filter(age_band=AgeBand.ADULT, shown_openly=True)
        return people.exclude(blocks_made__of=viewer).exclude(blocks_met__by=viewer)


class Person(models.Model):
    """Who acts. Local people have an account; people of other commons have none."""

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    account = models.OneToOneField(Account, null=True, on_delete=models.SET_NULL, related_name="person")
    name = models.SlugField(_("name in addresses"), max_length=40, unique=True)
    display_name = models.CharField(_("name"), max_length=80)
    about = models.TextField(_("about"), blank=True)
    about_html = models.TextField(blank=True, editable=False)
    brings = models.CharField(_("what you bring"), max_length=200, blank=True)
    looks_for = models.CharField(_("what you look for"), max_length=200, blank=True)
    # Empty only for people of other commons, whose band nobody here knows: they count as minors do.
    age_band = models.CharField(max_length=6, choices=AgeBand, blank=True)
    age_asked_at = models.DateTimeField(default=clock.now)
    # Whether strangers may meet an adult. Whoever becomes 18 here chooses it anew; for minors it counts for nothing.
    shown_openly = models.BooleanField(_("people who have not signed in may see my page"), default=True)
    agreed_norms_at = models.DateTimeField(null=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    zone = models.CharField(_("time zone"), max_length=50, blank=True)
    mail_rhythm = models.CharField(_("letters by e-mail"), max_length=8, choices=MailRhythm, default=MailRhythm.DAILY)
    is_host = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=500, blank=True)
    left_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    interests = models.ManyToManyField(Interest, through="PersonInterest", related_name="people")

    # Said by `WhoIsHere` of whoever makes a request: the norms have changed since they agreed.
    is_asked_again = False

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_minor(self) -> bool:
        return self.age_band != AgeBand.ADULT

    @property
    def login(self) -> Account:
        """The account of somebody who has one. Raises Account.DoesNotExist for those who left."""
        if self.account is None:
            raise Account.DoesNotExist(f"{self.name} does not sign in here")
        return self.account

    @property
    def is_named_openly(self) -> bool:
        """Whether open pages may carry this name."""
        return named_openly(self.age_band, self.shown_openly)


def named_openly(age_band: str, shown_openly: bool) -> bool:
    """Whether open pages may carry the name of somebody of this age band who chose this."""
    return age_band == AgeBand.ADULT and shown_openly


class Named(NamedTuple):
    """Somebody as lists name them."""

    pk: int
    name: str
    display_name: str


class Stance(models.TextChoices):
    CURIOUS = "curious", _("curious about it")
    HELPS = "helps", _("can help with it")


class PersonInterest(models.Model):
    """What ties somebody to an interest: curiosity, or help they offer."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="person_interests")
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="person_interests")
    stance = models.CharField(max_length=7, choices=Stance, default=Stance.CURIOUS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "interest", "stance"], name="person_interest_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.stance} {self.interest_id}"


class Block(models.Model):
    """One person wants nothing to do with another. Neither meets the other's words from then on."""

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks_made")
    of = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks_met")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "of"], name="block_once")]

    def __str__(self) -> str:
        return f"{self.by_id} blocks {self.of_id}"


class FormerName(models.Model):
    """A name that somebody had who left. Only its digest is kept: nobody takes the name, and strangers do not read it."""

    digest = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.digest[:8]


class HelpRequest(models.Model):
    """Somebody asks another, who offered to help with an interest: `asked` → `answered`."""

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="help_asked")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="help_wanted")
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="+")
    words = models.TextField(_("what you want to ask"), max_length=2000)
    at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("your answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.by_id} asks {self.to_id}"


class OneTimeLink(models.Model):
    """A link that works once and not for long: `made` → `used`, or lapsed. Only the token's digest is kept."""

    class Kind(models.TextChoices):
        SIGN_IN = "sign in", _("signs somebody in")
        PASSPHRASE = "passphrase", _("sets a new passphrase")
        EMAIL = "email", _("confirms an e-mail address")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} for {self.account_id}"


class Attempt(models.Model):
    """A knock at the door that failed. Names and network addresses are kept as digests, and for an hour."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="attempt_digest")]

    def __str__(self) -> str:
        return f"attempt at {self.at:%H:%M}"
