"""Links in letters by which somebody ends letters of that kind without signing in."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from commonplace.commons.people.actions import change_profile
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.ground import clock, ids

# People look for it in a letter that lies before them; one found in an old mailbox ends nothing.
LASTS = timedelta(days=180)


def _signer(email: str) -> Signer:
    """Whoever changes their address leaves the links in letters to the former one behind."""
    return Signer(salt=f"no letters to {email}", sep=".")


def stop_address(person: Person) -> str:
    """Where somebody ends letters of news. For nobody but the letter: whoever has it can do that in their place."""
    about = f"{ids.written(person.pk)}-{int(clock.now().timestamp())}"
    token = _signer(person.login.email or "").sign(about)
    return f"{settings.ADDRESS}/no-letters/{token}/"


def whose(token: str) -> Person | None:
    """Whose letters a link ends; None where it is forged, was made for another address, or is too old."""
    try:
        key = ids.read(token.partition("-")[0])
    except ValueError:
        return None
    person = Person.objects.filter(pk=key, left_at=None, account__is_active=True).select_related("account").first()
    if person is None or not person.login.email:
        return None
    try:
        about = _signer(person.login.email).unsign(token)
    except BadSignature:
        return None
    age = clock.now().timestamp() - int(about.partition("-")[2])
    return person if age <= LASTS.total_seconds() else None


def end_letters(person: Person) -> None:
    """No more letters of news. Their notices stay on the site."""
    change_profile(person, mail_rhythm=MailRhythm.NEVER)
