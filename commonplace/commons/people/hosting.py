"""What hosts do with the commons itself, from its first minute on."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from commonplace.commons.people import links
from commonplace.commons.people.models import Commons, OneTimeLink, Person
from commonplace.commons.people.tokens import digest_of, new_token
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean, clean_line

_LONG = frozenset({"welcome", "norms", "privacy", "contact"})


class LastHost(Exception):
    """A commons has at least one host; this person is the last."""


@transaction.atomic
def host_link(commons: Commons) -> str:
    """The token of the link by which the first visitor becomes the host. An earlier link stops working."""
    token = new_token()
    commons.host_link_digest = digest_of(token)
    commons.save(update_fields=["host_link_digest"])
    return token


def is_being_prepared(commons: Commons) -> bool:
    """Whether its first visitor has still to become its host. One question, and none once there was a host."""
    return bool(commons.host_link_digest) and not Person.objects.exists()


def opens_with(commons: Commons, token: str) -> bool:
    """Whether this token is that of the link printed at first start, and nobody used it yet."""
    return bool(commons.host_link_digest) and commons.host_link_digest == digest_of(token)


@transaction.atomic
def begin_commons(commons: Commons, host: Person, *, name: str, **fields: Any) -> bool:
    """The first visitor names the commons and becomes its host; False where somebody was faster."""
    spent = Commons.objects.filter(pk=commons.pk, host_link_digest=commons.host_link_digest).exclude(
        host_link_digest=""
    )
    if not spent.update(host_link_digest=""):
        return False
    commons.host_link_digest = ""
    host.is_host = True
    host.save(update_fields=["is_host"])
    record("commons.begun", by=host)
    change_commons(commons, host, name=name, **fields)
    return True


@transaction.atomic
def change_commons(commons: Commons, by: Person, **fields: Any) -> None:
    """Change what the commons says of itself, and who may join."""
    for name, value in fields.items():
        if isinstance(value, str):
            value = clean(value).strip() if name in _LONG else clean_line(value)
        if name == "norms" and value not in ("", commons.norms):
            _ask_again(commons, by)
        setattr(commons, name, value)
    commons.save(update_fields=[*fields, "norms_changed_at"])
    record("commons.changed", by=by, fields=sorted(fields))


def _ask_again(commons: Commons, by: Person) -> None:
    """Other norms: everybody is asked to agree again, but for whoever wrote them."""
    commons.norms_changed_at = by.agreed_norms_at = clock.now()
    by.save(update_fields=["agreed_norms_at"])
    by.is_asked_again = False


@transaction.atomic
def give_host_rights(person: Person, by: Person) -> None:
    """Make somebody a host beside the others."""
    if person.is_host:
        return
    person.is_host = True
    person.save(update_fields=["is_host"])
    record("host.given", by=by, person=person.pk)


@transaction.atomic
def take_host_rights(person: Person, by: Person) -> None:
    """Somebody is a host no longer. Raises LastHost where nobody would be one."""
    if not person.is_host:
        return
    if is_last_host(person):
        raise LastHost
    person.is_host = False
    person.save(update_fields=["is_host"])
    record("host.taken", by=by, person=person.pk)


def is_only_host(person: Person) -> bool:
    """Whether nobody shares the host's work now, so that nobody could read a report about this person."""
    others = Person.objects.active().filter(is_host=True, account__isnull=False).exclude(pk=person.pk)
    return person.is_host and not others.exists()


def links_to_hand_on() -> QuerySet[OneTimeLink]:
    """Links to sign in that lie in letters which nobody gets: this commons has no mail server, or it takes none now."""
    waiting = OneTimeLink.objects.filter(
        kind=links.Kind.SIGN_IN, used_at=None, lapses_at__gt=clock.now(), letter__isnull=False, letter__sent_at=None
    )
    return waiting.exclude(letter__trouble="") if settings.MAIL_IS_SENT else waiting


def is_last_host(person: Person) -> bool:
    """Whether nobody else could host. Within a transaction the others are kept from changing meanwhile."""
    hosts = Person.objects.select_for_update().filter(is_host=True, left_at=None, paused_at=None, account__isnull=False)
    return person.is_host and not [host for host in hosts.order_by("pk") if host.pk != person.pk]
