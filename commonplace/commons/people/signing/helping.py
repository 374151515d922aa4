"""What a host does for somebody who lost their phone or key."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.people.letters import write_security_letter
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.models import CodeApp, FactorHelp
from commonplace.commons.people.signing.sessions import end_all
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line


def has_factors(person: Person) -> bool:
    """Whether they have passkeys, or a second step."""
    account = person.login
    return account.passkeys.exists() or CodeApp.objects.filter(account=account, confirmed_at__isnull=False).exists()


@transaction.atomic
def take_factors_away(person: Person, by: Person | None, reason: str) -> FactorHelp:
    """Take passkeys and second step away, end every session, write down why, and tell them. `by` is None at the machine."""
    account = person.login
    account.passkeys.all().delete()
    CodeApp.objects.filter(account=account).delete()
    account.recovery_codes.all().delete()
    end_all(person)
    help_given = FactorHelp.objects.create(person=person, by=by, reason=clean_line(reason)[:500])
    # Who helped stands in the row; left out here, so that no block keeps anybody from being told.
    record("factors.taken", person=person.pk, help=help_given.pk)
    helper = by.display_name if by else _("Somebody at the serving machine")
    write_security_letter(
        person,
        lambda: (
            _(
                "%(name)s took your passkeys and your second step away, so that you can sign in with your passphrase alone. "
                "The reason given: %(reason)s"
            )
            % {"name": helper, "reason": help_given.reason}
        ),
    )
    return help_given
