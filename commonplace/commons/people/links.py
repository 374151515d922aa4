"""Links that work once: to sign in, to set a new passphrase, to confirm an e-mail address."""

from datetime import timedelta

from commonplace.commons.people.models import Account, OneTimeLink, Person
from commonplace.commons.people.tokens import digest_of, new_token
from commonplace.ground import clock

Kind = OneTimeLink.Kind
# A link to sign in is wanted at once; the others may be handed on by a person, or wait in a mailbox.
LASTS = {Kind.SIGN_IN: timedelta(minutes=30), Kind.PASSPHRASE: timedelta(hours=24), Kind.EMAIL: timedelta(days=7)}


def make(
    account: Account, kind: OneTimeLink.Kind, *, by: Person | None = None, email: str = ""
) -> tuple[OneTimeLink, str]:
    """A link and its token, which is told here and never again."""
    token = new_token()
    link = OneTimeLink.objects.create(
        account=account, kind=kind, digest=digest_of(token), by=by, email=email, lapses_at=clock.now() + LASTS[kind]
    )
    return link, token


def find(token: str, kind: OneTimeLink.Kind) -> OneTimeLink | None:
    """The link of a token, where it still works."""
    working = OneTimeLink.objects.filter(kind=kind, used_at=None, lapses_at__gt=clock.now(), account__is_active=True)
    return working.select_related("account__person").filter(digest=digest_of(token)).first()


def use(link: OneTimeLink) -> bool:
    """Use a link up; whoever comes second is told that it is used."""
    return bool(OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=clock.now()))


def end_all(account: Account) -> None:
    """No link of this account works any more, since its passphrase has changed."""
    OneTimeLink.objects.filter(account=account, used_at=None).exclude(kind=Kind.EMAIL).update(used_at=clock.now())
