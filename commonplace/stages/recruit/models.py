"""Calls: a community's open invitation, and the answers to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock


class Call(models.Model):
    """An open invitation with seats, questions and a window. A community has one that is open, and perhaps earlier ones."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="calls")
    words = models.TextField(_("what you would say to somebody at the door"), blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=12)
    opens_at = models.DateTimeField(_("opens"), default=clock.now)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    asks_approval = models.BooleanField(_("a facilitator reads each answer first"), default=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["community", "ended_at"], name="call_community")]

    def __str__(self) -> str:
        return f"call of {self.community_id}"


class CallQuestion(models.Model):
    """A question of the community's own."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    words = models.CharField(max_length=200)
    is_required = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    def __str__(self) -> str:
        return self.words


class Application(models.Model):
    """Somebody's answer to a call.

    waiting → accepted | declined | waitlisted; waitlisted → accepted; each but declined → withdrawn by the person.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        ACCEPTED = "accepted", _("has a seat")
        WAITLISTED = "waitlisted", _("on the waitlist")
        DECLINED = "declined", _("not this time")
        WITHDRAWN = "withdrawn", _("taken back")

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="applications")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="applications")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reply = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="application_once")]

    def __str__(self) -> str:
        return f"{self.person_id} answers {self.call_id}"


class Answer(models.Model):
    """What an applicant answered to one question."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(CallQuestion, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField(max_length=2000)

    def __str__(self) -> str:
        return self.words[:40]
