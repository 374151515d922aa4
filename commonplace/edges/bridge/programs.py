"""Programs of others that act for people here: let in by whoever agrees, ended by them, and what is left of it cleared away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken, clear_expired

from commonplace.commons.people.models import Account, Person
from commonplace.edges.bridge.models import Agreement, Program
from commonplace.ground import clock
from commonplace.ground.happenings import record

# After a year somebody is asked again, however often the program was there (OWASP ASVS 5.0, 10.4.8).
LASTS = timedelta(days=365)
# A program that registered and that nobody let in is forgotten after a day.
_UNUSED_FOR = timedelta(days=1)


@transaction.atomic
def agree(person: Person, program: Program, scope: str) -> Agreement:
    """Let a program do what it asks for; what somebody agreed to before stays."""
    agreement, _is_new = Agreement.objects.select_for_update().get_or_create(account=person.login, program=program)
    agreed = dict.fromkeys([*agreement.scope.split(), *scope.split()])
    agreement.scope, agreement.agreed_at = " ".join(agreed), clock.now()
    agreement.save(update_fields=["scope", "agreed_at"])
    record("program.let_in", by=person, program=program.pk)
    return agreement


def stands(account_pk: int, program_pk: int) -> bool:
    """Whether a program may act for an account now: they agreed within a year, and are here and not paused."""
    here = Person.objects.active().filter(account=OuterRef("account"), account__is_active=True)
    since = clock.now() - LASTS
    agreements = Agreement.objects.filter(account=account_pk, program=program_pk, agreed_at__gt=since)
    return agreements.filter(Exists(here)).exists()


def note_use(account_pk: int, program_pk: int) -> None:
    """Write down, once a day, that a program came for new tokens."""
    now = clock.now()
    of_them = Agreement.objects.filter(account=account_pk, program=program_pk)
    of_them.filter(Q(used_at=None) | Q(used_at__lt=now - timedelta(days=1))).update(used_at=now)


@transaction.atomic
def end(person: Person, program: Program) -> None:
    """A program acts for somebody no longer, from now on."""
    _forget_tokens(user=person.login, application=program.pk)
    if Agreement.objects.filter(account=person.login, program=program).delete()[0]:
        record("program.ended", by=person, program=program.pk)


@transaction.atomic
def end_all(account: Account) -> None:
    """No program acts for this account any more: it signs out everywhere, is paused, or may have been in other hands."""
    _forget_tokens(user=account)
    Agreement.objects.filter(account=account).delete()


def _forget_tokens(**of_it: Any) -> None:
    for model in (Grant, RefreshToken, AccessToken):
        model.objects.filter(**of_it).delete()


def forget_lapsed() -> None:
    """Clear away tokens that are over, agreements that lapsed, and programs that nobody lets in."""
    clear_expired()
    now = clock.now()
    for lapsed in Agreement.objects.filter(agreed_at__lte=now - LASTS):
        with transaction.atomic():
            _forget_tokens(user=lapsed.account_id, application=lapsed.program_id)
            lapsed.delete()
    unused = Program.objects.filter(~Exists(Agreement.objects.filter(program=OuterRef("pk"))))
    for program in unused.filter(registered_at__lt=now - _UNUSED_FOR).iterator():
        Application.objects.filter(pk=program.pk).delete()


def in_ones_book(person: Person) -> Iterator[dict[str, Any]]:
    """The programs that somebody let in, as they take them along in their book."""
    agreements = Agreement.objects.filter(account=person.account_id).select_related("program__application")
    for one in agreements.order_by("agreed_at"):
        yield {"program": one.program.application.name, "may": one.scope.split(), "agreed_at": one.agreed_at}
