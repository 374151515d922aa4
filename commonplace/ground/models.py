from django.db import models

from commonplace.ground import clock, ids


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
    # Where whoever gets it says that they want no more of its kind; empty for those that somebody asked for.
    stop_address = models.CharField(max_length=300, blank=True)
    # What a calendar takes over from it (RFC 5545), if anything.
    calendar = models.TextField(blank=True)
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


class PutAway(models.Model):
    """What somebody took away a moment ago, packed so that they can bring it back. See `commonplace.ground.put_away`.

    there → brought back at `back_at`, which empties it; or forgotten, with its files, once the hour is over. `rows` are
    those that went, `changes` what other rows lost by it, `words` say what is gone and `address` where one is led.
    """

    id = models.BigIntegerField(primary_key=True, default=ids.new_id, editable=False)
    by_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    words = models.CharField(max_length=400)
    address = models.CharField(max_length=300)
    at = models.DateTimeField(default=clock.now)
    back_at = models.DateTimeField(null=True)
    rows: models.JSONField = models.JSONField(default=list)
    changes: models.JSONField = models.JSONField(default=list)
    files: models.JSONField = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "things put away"
        indexes = [
            models.Index(fields=["by_id", "-at"], name="put_away_by"),
            models.Index(fields=["at"], name="put_away_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} put away at {self.at:%Y-%m-%d %H:%M}"
