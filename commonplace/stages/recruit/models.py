"""Calls: a community's open invitation, and the answers to it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.opening import read_along
from commonplace.commons.people.models import Person
from commonplace.commons.people.tokens import new_token
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import Letter, PutAway
from commonplace.stages.recruit import lines
from commonplace.stages.recruit.lines import OFFER_HOURS


class Call(models.Model):
    """An open invitation with seats, questions and a window. A community has one in hand, and perhaps earlier ones.

    It is open from `opens_at` to `closes_at`, and ended for good at `ended_at`. `version` grows with every change; two
    editors' forms are compared by it. Where it `draws_lots`, nobody gains by being first: all who answer until `closes_at`
    are put in an order by lot, at `drawn_at`, in which seats are offered.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="calls")
    words = models.TextField(_("what you would say to somebody at the door"), blank=True)
    words_html = models.TextField(blank=True, editable=False)
    seats = models.PositiveSmallIntegerField(_("seats"), default=12)
    opens_at = models.DateTimeField(_("opens"), default=clock.now)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    asks_approval = models.BooleanField(_("a facilitator reads each answer first"), default=False)
    draws_lots = models.BooleanField(_("seats are drawn by lot when it closes"), default=False)
    drawn_at = models.DateTimeField(null=True)
    offer_hours = models.PositiveSmallIntegerField(_("hours for which an offered seat is held"), default=OFFER_HOURS)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    # What a change just made of it asks no more, for whoever changed it.
    asks_no_more: PutAway | None = None

    class Meta:
        indexes = [models.Index(fields=["community", "ended_at"], name="call_community")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(draws_lots=False) | models.Q(closes_at__isnull=False, asks_approval=False),
                name="call_draws_when_it_closes",
            )
        ]

    def __str__(self) -> str:
        return f"call of {self.community_id}"

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        now = clock.now()
        return self.ended_at is None and self.opens_at <= now and (self.closes_at is None or now < self.closes_at)

    @property
    def waits_for_lots(self) -> bool:
        """Whether its seats are still to be drawn, so that none is given or offered yet."""
        return self.draws_lots and self.drawn_at is None and self.ended_at is None

    @property
    def opens_later(self) -> bool:
        return self.ended_at is None and self.opens_at > clock.now()


class CallQuestion(models.Model):
    """A question of the community's own. One that somebody has answered is asked no more, rather than deleted."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    words = models.CharField(max_length=200)
    is_required = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words


@read_along
def words_of_call(community: Community) -> Iterator[str]:
    """What the call of a community that has not ended says and asks."""
    yield from community.calls.filter(ended_at=None).values_list("words", flat=True)
    asked = CallQuestion.objects.filter(call__community=community, call__ended_at=None, is_asked=True)
    yield from asked.values_list("words", flat=True)


class Application(models.Model):
    """Somebody's answer to a call.

    waiting → accepted | waitlisted | declined; waitlisted → offered | accepted | declined; offered → accepted | let go by
    the person, lapsed at `offered_until`, declined, or waitlisted again where the offer cannot be kept; each but declined
    → withdrawn by the person; withdrawn, let go, lapsed → as new, when they answer again. Where the call asks for no
    approval, waiting is left at once. Until lots are drawn, those on the waitlist are in no order.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        ACCEPTED = "accepted", _("has a seat")
        WAITLISTED = "waitlisted", _("on the waitlist")
        OFFERED = "offered", _("is offered a seat")
        DECLINED = "declined", _("not this time")
        WITHDRAWN = "withdrawn", _("taken back")
        LET_GO = "let go", _("let the offered seat go")
        LAPSED = "lapsed", _("the offered seat went to the next in line")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="applications")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    at = models.DateTimeField(default=clock.now)
    # The norms are agreed to with the answer, and carried over to the membership that comes of it; by a link, once they are in.
    agreed_norms_at = models.DateTimeField(null=True, default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reply = models.CharField(max_length=500, blank=True)
    # Where lots were drawn: its place in line, before all who answered later.
    drawn = models.PositiveIntegerField(null=True)
    # Until when the seat is held that was offered last; it stays when the offer is over.
    offered_until = models.DateTimeField(null=True)
    # Who of those who carry the community had asked them to answer, where it came of an invitation by e-mail.
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="application_once")]

    def __str__(self) -> str:
        return f"{self.person_id} answers {self.call_id}"

    @property
    def stands(self) -> str:
        """The state as it is at this moment: an offer is over when its time is, also before a task has said so."""
        return lines.stands(self.state, self.offered_until)

    @property
    def has_seat(self) -> bool:
        """Whether it takes a seat: given, or held by an offer."""
        return self.stands in {self.State.ACCEPTED, self.State.OFFERED}

    @property
    def can_be_sent_again(self) -> bool:
        return self.stands in {self.State.WITHDRAWN, self.State.LET_GO, self.State.LAPSED}

    @property
    def needs(self) -> int:
        """How many seats it takes (see `lines.InLine`, whose steps the next three are)."""
        return 1

    def offer_place(self, until: datetime) -> None:
        self._stand(self.State.OFFERED, until)
        record("seat.offered", community=self.call.community, application=self.pk)

    def let_lapse(self) -> None:
        self.decide(self.State.LAPSED, None, self.reply)
        record("offer.lapsed", community=self.call.community, application=self.pk)

    def wait_again(self) -> None:
        self._stand(self.State.WAITLISTED, None)
        record("offer.withdrawn", community=self.call.community, application=self.pk)

    def _stand(self, state: str, offered_until: datetime | None) -> None:
        self.state, self.offered_until = state, offered_until
        self.save(update_fields=["state", "offered_until"])

    def decide(self, state: str, by: Person | None, reply: str) -> None:
        """Keep a decision, with its words and who made it."""
        self.state, self.reply = state, reply
        self.decided_at, self.decided_by = clock.now(), by
        self.save(update_fields=["state", "reply", "decided_at", "decided_by"])


class Answer(models.Model):
    """What an applicant answered to one question."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(CallQuestion, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return self.words[:40]


class InvitedAddressQuerySet(models.QuerySet["InvitedAddress"]):
    def waiting(self) -> "InvitedAddressQuerySet":
        """Those who have not said anything yet, and still can."""
        return self.filter(said="", revoked_at=None, lapses_at__gt=clock.now(), community__closed_at=None)


class InvitedAddress(models.Model):
    """Somebody invited to a community by a letter to an e-mail address, known by nothing else.

    waiting → came | declined by themselves, revoked by those who invite, or lapsed at `lapses_at`. Whether a letter was
    opened is not asked. Whoever makes an account by the link has it from then on, as `person`, and nobody else can use
    it. It is forgotten, with its letter, some time after it lapsed.
    """

    class Way(models.TextChoices):
        ANSWERS = "answers", _("They answer your call like everybody, and their answer is read like any other")
        TRUSTED = "trusted", _("They answer its questions, and then have a seat without being read first")
        AT_ONCE = "at once", _("They come in at once, without questions")

    class Said(models.TextChoices):
        NOTHING = "", _("no answer yet")
        CAME = "came", _("took it up")
        DECLINED = "declined", _("said no, and wants no letters from you")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="invited_addresses")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField()
    way = models.CharField(max_length=8, choices=Way)
    # What the links in its letter are signed with: with the row, every link is gone.
    mark = models.CharField(max_length=43, default=new_token, editable=False)
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=clock.now)
    lapses_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=8, choices=Said, blank=True)
    said_at = models.DateTimeField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")

    objects = InvitedAddressQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["by", "invited_at"], name="invited_by_day"),
            models.Index(fields=["lapses_at"], name="invited_lapses"),
            models.Index(fields=["email", "invited_at"], name="invited_to_one"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.community_id}"

    @property
    def is_trusted(self) -> bool:
        """Whether whoever takes it up is not read first."""
        return self.way != self.Way.ANSWERS

    @property
    def has_lapsed(self) -> bool:
        return self.lapses_at <= clock.now()

    @property
    def is_waiting(self) -> bool:
        """Whether it can be taken up, or taken back."""
        return not self.said and self.revoked_at is None and not self.has_lapsed


class LeftAlone(models.Model):
    """An address to which a community writes no invitation any more, nor does `by`, who had written, from any other.

    Kept as a digest only, and for as long as the community exists.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "digest"], name="left_alone_once")]

    def __str__(self) -> str:
        return f"somebody whom {self.community_id} leaves alone"
