"""`commonplace person`: accounts, for whoever has the machine and cannot sign in."""

from typing import Any

import click

from commonplace.project.console import Trouble, answer, in_home, json_option, needs_commons


@click.group()
def person() -> None:
    """List people, give somebody a sign-in link, or make them host."""


def _find(name: str) -> Any:
    from django.db.models import Q

    from commonplace.commons.people.models import Person

    given = name.lower().lstrip("@")
    found = Person.objects.filter(
        Q(name=given) | Q(account__username=given) | Q(account__email=given), left_at=None
    ).first()
    if found is None:
        raise Trouble(f"Nobody here is called “{name}”. See who is here with: commonplace person list")
    return found


@person.command("list")
@in_home
@json_option
def list_people(as_json: bool) -> None:
    """Everybody here, in the order of the alphabet."""
    from commonplace.commons.people.models import Person

    needs_commons()
    rows = [
        {
            "name": somebody.name,
            "display_name": somebody.display_name,
            "signs_in_as": somebody.account.username if somebody.account else None,
            "host": somebody.is_host,
            "paused": somebody.paused_at is not None,
        }
        for somebody in Person.objects.filter(left_at=None).select_related("account").order_by("name")
    ]
    lines = [
        f"{row['name']:<24} {row['display_name']}{', host' if row['host'] else ''}{', paused' if row['paused'] else ''}"
        for row in rows
    ]
    answer(rows, "\n".join(lines) or "Nobody yet.", as_json=as_json)


@person.command()
@in_home
@click.argument("name")
@json_option
def link(name: str, as_json: bool) -> None:
    """Print a link by which NAME comes in once and sets a new passphrase.

    Hand it to nobody else. It works once, within a day, and puts an earlier one out of use.
    """
    from django.conf import settings
    from django.urls import reverse

    from commonplace.commons.people import actions

    needs_commons()
    somebody = _find(name)
    if somebody.account is None:
        raise Trouble(f"{somebody.display_name} has no account here.")
    token = actions.reset_link(somebody, by=somebody)
    address = settings.ADDRESS + reverse("new-passphrase", args=[token])
    answer({"name": somebody.name, "link": address}, address, as_json=as_json)


@person.command()
@in_home
@click.argument("name")
@click.option("--reason", required=True, help="Why. They read it, and it stays in the log.")
def factors(name: str, reason: str) -> None:
    """Take the passkeys and the second step of NAME away, who lost them; their passphrase lets them in then."""
    from commonplace.commons.people.signing.helping import take_factors_away

    needs_commons()
    somebody = _find(name)
    if somebody.account is None:
        raise Trouble(f"{somebody.display_name} has no account here.")
    take_factors_away(somebody, None, reason)
    click.echo(f"{somebody.display_name} signs in with a passphrase alone now.")


@person.command()
@in_home
@click.argument("name")
@click.option("--end", is_flag=True, help="Take the host's rights from them instead.")
def host(name: str, end: bool) -> None:
    """Make NAME a host, who keeps this commons, its settings and its people."""
    from commonplace.commons.people import hosting

    needs_commons()
    somebody = _find(name)
    if not end:
        hosting.give_host_rights(somebody, by=somebody)
        click.echo(f"{somebody.display_name} is a host now.")
        return
    try:
        hosting.take_host_rights(somebody, by=somebody)
    except hosting.LastHost as last:
        raise Trouble(f"{somebody.display_name} is the last host. Make somebody else a host first.") from last
    click.echo(f"{somebody.display_name} is no longer a host.")
