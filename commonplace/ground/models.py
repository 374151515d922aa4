from django.db import models

from commonplace.ground import clock


class Happening(models.Model):
    """Something that happened, written by the action that did it. See `commonplace.ground.happenings`."""

    kind = models.CharField(max_length=60)
    at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["community_id", "at"], name="happening_community"),
            models.Index(fields=["entry_id", "at"], name="happening_entry"),
            models.Index(fields=["kind", "at"], name="happening_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Letter(models.Model):
    """A letter on its way by e-mail: `waiting` until it is sent, or until somebody hands it on where no SMTP is set.

    The message id is fixed when the letter is written, so that a letter cut off during hand-over and sent again is
    recognised as the same.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    words = models.TextField()
    message_id = models.CharField(max_length=120, unique=True)
    written_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "written_at"], name="letter_waiting")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"


class Edition(models.Model):
    """How often something changed within a group of things, beyond all groups, or at all. See `commonplace.ground.editions`."""

    id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"edition {self.number} of {self.pk}"
