"""Calls: a community's open invitation, and the answers to it."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.opening import read_along
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
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
    # The norms are agreed to with the answer, and carried over to the membership that comes of it.
    agreed_norms_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reply = models.CharField(max_length=500, blank=True)
    # Where lots were drawn: its place in line, before all who answered later.
    drawn = models.PositiveIntegerField(null=True)
    # Until when the seat is held that was offered last; it stays when the offer is over.
    offered_until = models.DateTimeField(null=True)

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
