"""The second step of signing in: codes of an app (RFC 6238), and recovery codes on paper.

Whoever has set it up is asked for a code after a passphrase and after a letter's link. A passkey is two steps in one: the
device, and the finger or number that unlocks it.
"""

import base64
import hashlib
import secrets

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import transaction

from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.signing.models import CodeApp, RecoveryCode
from commonplace.ground import clock
from commonplace.ground.happenings import record

MOST_RECOVERY_CODES = 10
_STEP = 30  # seconds, the default of RFC 6238, which apps expect, as they do six digits and SHA-1
_SECRET_BYTES = 20  # as many as its hash has (RFC 4226, section 4)
_DRIFT = 1  # steps before and after, since clocks differ and people type slowly (RFC 6238, section 5.2)


def is_asked(account: Account) -> bool:
    """Whether a code is asked for after passphrase or link."""
    return CodeApp.objects.filter(account=account, confirmed_at__isnull=False).exists()


@transaction.atomic
def begin(account: Account) -> CodeApp:
    """The secret to put into an app. It asks nothing of anybody until its first code has come back."""
    secret = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    app, _is_new = CodeApp.objects.get_or_create(account=account, defaults={"secret": secret})
    return app


def _codes_of(app: CodeApp) -> TOTP:
    return TOTP(base64.b32decode(app.secret), 6, SHA1(), _STEP)  # noqa: S303 - what the apps reckon with


def address_for_app(app: CodeApp, commons_name: str, username: str) -> str:
    """What the QR code says (Google's Key URI Format, which all apps read)."""
    return _codes_of(app).get_provisioning_uri(username, commons_name)


def picture(address: str) -> str:
    """The QR code as a `data:` address."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="white"))


def typeable(secret: str) -> str:
    """The secret in groups of four, for whoever has no camera."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def _step_of(app: CodeApp, code: str) -> int | None:
    """The step of a code that is right and was not used before."""
    codes, now = _codes_of(app), int(clock.now().timestamp()) // _STEP
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        # As bytes, since other digits than these can be typed, too.
        if step > app.last_step and secrets.compare_digest(codes.generate(step * _STEP), code.encode()):
            return step
    return None


def _takes_app_code(account: Account, code: str) -> bool:
    app = CodeApp.objects.filter(account=account).first()
    step = _step_of(app, code) if app else None
    if app is None or step is None:
        return False
    # Of two that send the same code at once, one finds the step taken.
    return bool(CodeApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step))


def _digest(code: str) -> str:
    """A recovery code has 120 random bits, so that a plain digest is enough (ASVS 6.5.2)."""
    return hashlib.sha256(code.encode()).hexdigest()


def takes(account: Account, given: str) -> bool:
    """Whether this is a code of the app, or a recovery code that was not used yet. It is used up by this."""
    code = "".join(sign for sign in given if sign.isalnum()).upper()
    if code.isascii() and code.isdigit():
        return _takes_app_code(account, code)
    unused = RecoveryCode.objects.filter(account=account, digest=_digest(code), used_at=None)
    return bool(unused.update(used_at=clock.now()))


@transaction.atomic
def confirm(person: Person, code: str) -> list[str] | None:
    """Take the app's first code: from now on codes are asked for. The recovery codes are told here and never again."""
    given = code.replace(" ", "")
    if not _takes_app_code(person.login, given):
        return None
    CodeApp.objects.filter(account=person.login, confirmed_at=None).update(confirmed_at=clock.now())
    record("factor.added", by=person, person=person.pk)
    return new_recovery_codes(person)


@transaction.atomic
def new_recovery_codes(person: Person) -> list[str]:
    """Ten new recovery codes; the earlier ones stop working."""
    person.login.recovery_codes.all().delete()
    codes = [base64.b32encode(secrets.token_bytes(15)).decode() for _number in range(MOST_RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(account=person.login, digest=_digest(code)) for code in codes])
    record("recovery.made", by=person, person=person.pk)
    return ["-".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in codes]


def recovery_codes_left(account: Account) -> int:
    """How many recovery codes still work."""
    return account.recovery_codes.filter(used_at=None).count()


@transaction.atomic
def stop_asking(person: Person) -> None:
    """No code is asked for any more."""
    CodeApp.objects.filter(account=person.login).delete()
    person.login.recovery_codes.all().delete()
    record("factor.ended", by=person, person=person.pk)
