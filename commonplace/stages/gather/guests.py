"""Coming to an open gathering without an account: asking, confirming, changing one's mind."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from commonplace.commons.people.models import Account
from commonplace.ground import clock
from commonplace.ground.text import clean_line
from commonplace.stages.gather.guest_letters import write_account_letter, write_asking_letter, write_confirmed_letter
from commonplace.stages.gather.models import Coming, Gathering, Guest
from commonplace.stages.gather.places import say_coming
from commonplace.stages.gather.rules import may_come_as_guest


class HasAccount(Exception):
    """Whoever has this address has an account by now: they say there that they come."""


def takes_guests(gathering: Gathering) -> bool:
    """Whether one can come to a gathering without an account. Where no letters are sent, nobody could confirm an address."""
    return settings.MAIL_IS_SENT and may_come_as_guest(None, gathering)


def _has_account(email: str) -> bool:
    return Account.objects.filter(email=email, is_active=True).exists()


@transaction.atomic
def ask_to_come(gathering: Gathering, *, name: str, email: str, age_band: str, company: int = 0) -> None:
    """Somebody without an account wants to come: a letter asks whether it was them, and no place is taken before.

    Whoever has an account by this address gets another letter; here it looks the same. What a guest confirmed stays as it
    was: they get their link once more.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if _has_account(email):
        write_account_letter(email, language, gathering)
        return
    said = {"name": clean_line(name)[:80], "age_band": age_band, "company": company, "language": language}
    guest, is_new = Guest.objects.get_or_create(gathering=gathering, email=email, defaults=said)
    if not is_new and guest.confirmed_at is None:
        Guest.objects.filter(pk=guest.pk).update(**said, asked_at=clock.now())
        guest.refresh_from_db()
    guest.gathering = gathering
    write_asking_letter(guest)


@transaction.atomic
def say_as_guest(guest: Guest, answer: str, company: int) -> Coming:
    """Confirm that one comes, or change one's mind. Raises HasAccount, and TooMany as `say_coming` does."""
    if _has_account(guest.email):
        raise HasAccount
    coming = say_coming(guest.gathering, guest, answer, company)
    is_first = Guest.objects.filter(pk=guest.pk, confirmed_at=None).update(confirmed_at=clock.now(), company=company)
    if is_first and coming.answer not in {Coming.Answer.NO, Coming.Answer.MAYBE}:
        write_confirmed_letter(guest, coming)
    return coming
