"""`commonplace seal`: the keys with which communities sign their badges, for whoever has the machine."""

import json
import os
from pathlib import Path
from typing import Any

import click

from commonplace.project.console import Trouble, answer, in_home, json_option, needs_commons


@click.group()
def seal() -> None:
    """List the seals of communities, keep their keys apart, bring them back, or renew one."""


@seal.command("list")
@in_home
@json_option
def list_seals(as_json: bool) -> None:
    """Every seal, and whether it can sign here."""
    from commonplace.stages.recognise.models import Seal
    from commonplace.stages.recognise.sealing import CannotSign, key_of, name_of

    needs_commons()
    rows: list[dict[str, Any]] = []
    for one in Seal.objects.select_related("community").order_by("community__slug", "made_at"):
        try:
            key_of(one)
            opens = True
        except CannotSign:
            opens = False
        retired = one.retired_at.isoformat() if one.retired_at else None
        rows.append({"of": name_of(one.community), "public": one.public, "retired_at": retired, "opens": opens})
    lines = [
        f"{row['of']} {row['public']}{', retired' if row['retired_at'] else ''}{'' if row['opens'] else ', locked'}"
        for row in rows
    ]
    answer(rows, "\n".join(lines) or "No community has a seal yet.", as_json=as_json)


@seal.command()
@in_home
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def keep(out: Path) -> None:
    """Write the secret keys of all seals to OUT, to be kept apart from this machine.

    Whoever has OUT can sign as these communities do.
    """
    from commonplace.stages.recognise.models import Seal
    from commonplace.stages.recognise.sealing import CannotSign, secrets_kept

    needs_commons()
    try:
        kept = secrets_kept(Seal.objects.select_related("community").order_by("community__slug", "made_at"))
    except CannotSign as trouble:
        raise Trouble(f"{trouble} See which with: commonplace seal list") from trouble
    if out.exists():
        raise Trouble(f"{out} exists already, and no key is written over. Name another file.")
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(kept, indent=1) + "\n")
    click.echo(f"{len(kept)} keys are in {out}.")


@seal.command()
@in_home
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def bring(file: Path) -> None:
    """Bring back the secret keys in FILE, which `commonplace seal keep` wrote: after the secret of this commons was lost."""
    from commonplace.stages.recognise.credentials.keys import NotAKey
    from commonplace.stages.recognise.sealing import bring_secrets

    needs_commons()
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        brought = bring_secrets([one for one in kept if isinstance(one, dict)])
    except (ValueError, TypeError, NotAKey) as trouble:
        raise Trouble(f"{file} holds no keys as `commonplace seal keep` writes them.") from trouble
    click.echo(f"{brought} seals can sign here again.")


@seal.command()
@in_home
@click.argument("community")
def renew(community: str) -> None:
    """Give COMMUNITY, named as in its address, a new key. What the old one signed holds as before."""
    from commonplace.commons.communities.models import Community
    from commonplace.stages.recognise.sealing import renew_seal

    needs_commons()
    found = Community.objects.filter(slug=community).first()
    if found is None:
        raise Trouble(f"No community has the address /c/{community}/.")
    click.echo(f"{renew_seal(found).public}")
