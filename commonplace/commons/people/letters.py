"""Letters that people asked for: to sign in without a passphrase, and to confirm an address."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonplace.commons.people import links
from commonplace.commons.people.models import Account, Commons, Person
from commonplace.ground.happenings import record
from commonplace.ground.mail import write_letter


def _language(account: Account, commons: Commons) -> str:
    person = getattr(account, "person", None)
    return (person.language if person else "") or commons.language


def account_for_link(given: str) -> Account | None:
    """Whom a link to sign in is for. Where mail is sent, only whoever confirmed the address may have it."""
    given = given.strip().lower()
    if not given:
        return None
    wanted = Q(email=given) if settings.MAIL_IS_SENT else Q(email=given) | Q(email_claimed=given)
    confirmed_first = Case(When(email=given, then=Value(0)), default=Value(1))
    return Account.objects.filter(wanted, is_active=True).order_by(confirmed_first, "created_at").first()


@transaction.atomic
def write_sign_in_letter(account: Account) -> None:
    """A letter with a link that signs somebody in, once, within half an hour."""
    commons = Commons.current()
    to = account.email or account.email_claimed
    account.links.filter(kind=links.Kind.SIGN_IN, used_at=None).delete()
    link, token = links.make(account, links.Kind.SIGN_IN, email=to)
    with override(_language(account, commons)):
        words = _(
            "Somebody, most likely you, asked for a link to sign in to %(commons)s. "
            "It works once, and for 30 minutes:\n\n"
            "%(address)s\n\n"
            "If you did not ask for it, you need not do anything."
        ) % {"commons": commons.name, "address": f"{settings.ADDRESS}/sign-in/link/{token}/"}
        link.letter = write_letter(to, _("Your link to sign in to %(commons)s") % {"commons": commons.name}, words)
    link.save(update_fields=["letter"])


@transaction.atomic
def write_confirming_letter(account: Account) -> None:
    """A letter by which somebody shows that the address they gave is theirs; or that they have an account already."""
    commons = Commons.current()
    to = account.email_claimed
    with override(_language(account, commons)):
        if Account.objects.filter(email=to).exists():
            words = _(
                "Somebody, perhaps you, gave this address to a new account on %(commons)s. "
                "You have an account there already:\n\n"
                "%(address)s\n\n"
                "If it was not you, you need not do anything: nobody gets into your account this way."
            ) % {"commons": commons.name, "address": f"{settings.ADDRESS}/sign-in/"}
            write_letter(to, _("You have an account on %(commons)s") % {"commons": commons.name}, words)
            return
        link, token = links.make(account, links.Kind.EMAIL, email=to)
        words = _(
            "Somebody, most likely you, gave this address to an account on %(commons)s. "
            "Is it yours? Then open this within a week:\n\n"
            "%(address)s\n\n"
            "If it was not you, you need not do anything."
        ) % {"commons": commons.name, "address": f"{settings.ADDRESS}/sign-in/address/{token}/"}
        link.letter = write_letter(to, _("Is this your address? %(commons)s") % {"commons": commons.name}, words)
    link.save(update_fields=["letter"])


@transaction.atomic
def claim_address(account: Account, email: str) -> None:
    """Somebody says which address is theirs. A letter asks them to confirm it, where this commons sends mail."""
    account.email_claimed = "" if email == account.email else email
    if not email:
        account.email = None
    account.save(update_fields=["email", "email_claimed"])
    account.links.filter(kind=links.Kind.EMAIL, used_at=None).delete()
    if account.email_claimed and settings.MAIL_IS_SENT:
        write_confirming_letter(account)


@transaction.atomic
def change_address(person: Person, email: str) -> None:
    """Another address is theirs, or none. The one they had is told, in case it was somebody else who did this."""
    account = person.login
    before = account.email
    if email == (account.email_claimed or account.email or ""):
        return
    claim_address(account, email)
    account.links.filter(kind=links.Kind.SIGN_IN, used_at=None).delete()
    record("address.changed", by=person)
    if before:
        write_security_letter(person, lambda: _("Another e-mail address was given for your account."), to=before)


@transaction.atomic
def confirm_address(account: Account, email: str) -> bool:
    """The address is theirs; whoever else claimed it claims it no longer. False where another confirmed it before."""
    if Account.objects.filter(email=email).exclude(pk=account.pk).exists():
        return False
    Account.objects.filter(email_claimed=email).update(email_claimed="")
    account.email, account.email_claimed = email, ""
    account.save(update_fields=["email", "email_claimed"])
    record("address.confirmed", by=Person.objects.filter(account=account).first())
    return True


@transaction.atomic
def write_security_letter(person: Person, words: Callable[[], str], to: str = "") -> None:
    """Tell somebody of a change in how they sign in, at their confirmed address, or at `to`, the one they had before.

    `words` are said in their language. Where it was not them, the letter says what to do.
    """
    to = to or person.login.email or ""
    if not to:
        return
    commons = Commons.current()
    with override(_language(person.login, commons)):
        end = _(
            "Was it not you? Then set a new passphrase, look at where you are signed in, and write to a host:\n\n%(address)s"
        ) % {"address": f"{settings.ADDRESS}/me/sign-in/"}
        subject = _("How you sign in to %(commons)s has changed") % {"commons": commons.name}
        write_letter(to, subject, f"{words()}\n\n{end}")
