"""What a community recognises, under its own seal."""

from django.db import models

from commonplace.commons.communities.models import Community
from commonplace.ground import clock, ids


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
