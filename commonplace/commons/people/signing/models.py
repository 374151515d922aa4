"""What people sign in with beside a passphrase, where they are signed in, and what hosts did about it."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from commonplace.commons.people.models import Account, Person
from commonplace.ground import clock


class Passkey(models.Model):
    """A key that a device holds and this commons knows by its public half (W3C Web Authentication, section 4)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    # The attested credential data (section 6.5.1): identifier and public key.
    known = models.BinaryField()
    # By what the device knows the account: random, so that it tells nothing about anybody.
    handle = models.BinaryField(max_length=64)
    count = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CodeApp(models.Model):
    """An app that shows a new code every half minute (RFC 6238): `begun` → `confirmed` by its first code."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="code_app")
    secret = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True)
    # The half minute of the last code that was taken: none is taken twice (RFC 6238, section 5.2).
    last_step = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"codes of {self.account_id}"


class RecoveryCode(models.Model):
    """A code on paper that stands in for the app, once. Only its digest is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.digest[:8]


class FactorHelp(models.Model):
    """A host took somebody's second step and passkeys away, so that they get in again. Kept with its reason."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="factor_help")
    by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"help for {self.person_id}"


class Session(AbstractBaseSession):
    """A browser that somebody uses this commons with. Of the browser no more is kept than a person needs to know it again."""

    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="sessions")
    browser = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"session of {self.account_id}"
