"""What other programs said of themselves, and whom they may act for.

A program acts with tokens, which are django-oauth-toolkit's rows. None of them is good without an agreement:

    a program registers ──somebody agrees──▶ it acts for them ──they take it back, or a year goes by──▶ it does not
"""

from django.db import models
from oauth2_provider.models import Application

from commonplace.commons.people.models import Account
from commonplace.ground import clock


class Program(models.Model):
    """A program that registered itself (RFC 7591): what it may ask for at most, and what it said besides."""

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="program")
    # With spaces between, as OAuth writes them.
    scope = models.TextField()
    # Members of its registration that are given back as they came: `client_uri`, `policy_uri`, `software_id` and the like.
    said: models.JSONField = models.JSONField(default=dict)
    registered_at = models.DateTimeField(default=clock.now, db_index=True)

    def __str__(self) -> str:
        return self.application.name


class Agreement(models.Model):
    """Somebody lets a program act for them, as far as `scope` says."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="agreements")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="agreements")
    scope = models.TextField()
    # When they last agreed; from then on it holds for a year.
    agreed_at = models.DateTimeField(default=clock.now)
    # To the day: it is written when the program renews its tokens.
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "program"], name="agreement_once")]

    def __str__(self) -> str:
        return f"{self.program_id} for {self.account_id}"
