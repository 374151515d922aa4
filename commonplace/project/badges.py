"""The commands of `commonplace badge`: badges verified, issued and put into pictures, without a commons."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonplace.project.console import Trouble, answer, json_option
from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.credentials.canonical import TooTangled
from commonplace.stages.recognise.credentials.checks import Result, Verdict
from commonplace.stages.recognise.credentials.contexts import NotCovered
from commonplace.stages.recognise.credentials.endorsements import Endorsement, verified_endorsements
from commonplace.stages.recognise.credentials.forms import issuer_of
from commonplace.stages.recognise.credentials.keys import NotAKey, multikey, secret_from_multikey, secret_multikey
from commonplace.stages.recognise.credentials.opening import open_credential, open_words
from commonplace.stages.recognise.credentials.proofs import sign
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.resolving import Fetch, NotFetched, document_address, nothing_fetched
from commonplace.stages.recognise.credentials.times import NotATime, moment
from commonplace.stages.recognise.credentials.tokens import Token
from commonplace.stages.recognise.credentials.verifying import Asked, verify

_SIGNS = {Result.HOLDS: "yes", Result.FAILS: "no", Result.UNKNOWN: "?"}
_SUMMED_UP = {
    Result.HOLDS: "It holds.",
    Result.FAILS: "It does not hold.",
    Result.UNKNOWN: "Whether it holds could not be found out.",
}
_A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class _CannotBeRead(Trouble):
    exit_code = 2


@click.command("verify")
@click.argument("file", type=_A_FILE)
@click.option("--about", "subject", default="", help="The address or e-mail address that the badge has to be about.")
@click.option("--at", "at", help="Verify as of this moment, such as 2026-11-27T18:30:00Z. Without it, now.")
@click.option("--offline", is_flag=True, help="Ask nobody: only badges whose key is in their name can then hold.")
@click.option(
    "--document", "documents", multiple=True, type=_A_FILE, help="An issuer's keys or list kept in a file, by its id."
)
@json_option
def verify_badge(
    file: Path, subject: str, at: str | None, offline: bool, documents: tuple[Path, ...], as_json: bool
) -> None:
    """Say whether the badge in FILE holds: JSON, a signed token, or a PNG or SVG that carries one.

    Ends with 0 where it holds, 1 where it does not, and 2 where FILE cannot be read.
    """
    try:
        now = moment(at) if at else datetime.now(UTC)
    except NotATime as trouble:
        raise _CannotBeRead(f"{trouble}.") from trouble
    fetch = Asked(_with_documents(documents, nothing_fetched if offline else asked_of_others))
    try:
        verdict = verify(open_credential(_content(file)), fetch=fetch, now=now, subject=subject)
    except CannotBeRead as trouble:
        raise _CannotBeRead(str(trouble)) from trouble
    endorsements = verified_endorsements(verdict, fetch=fetch, now=now)
    facts = _facts(verdict) | {
        "endorsements": [{"by": one.by, "about": one.about, **_facts(one.verdict)} for one in endorsements]
    }
    answer(facts, "\n".join([*map(_vouching, endorsements), _lines(verdict)]), as_json=as_json)
    if not verdict.holds:
        raise SystemExit(1)


def _facts(verdict: Verdict) -> dict[str, Any]:
    checks = [
        {"what": check.what, "result": str(check.result), "reason": str(check.reason), "words": check.words}
        for check in verdict.checks
    ]
    return {"holds": verdict.holds, "reason": str(verdict.reason), "checks": checks}


def _vouching(endorsement: Endorsement) -> str:
    verdict = endorsement.verdict
    sign = f"{_SIGNS[verdict.result]:<4}"
    who = f"{sign} {endorsement.by or 'Somebody'} vouches for {endorsement.about or 'it'}"
    if verdict.holds:
        return f"{who}."
    said = next(check.words for check in verdict.checks if check.result is not Result.HOLDS)
    return f"{who}, which does not count: {said}"


def _lines(verdict: Verdict) -> str:
    said = [f"{_SIGNS[check.result]:<4} {check.what:<8} {check.words}" for check in verdict.checks]
    return "\n".join([*said, _SUMMED_UP[verdict.result]])


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise _CannotBeRead(f"{file} cannot be read: {failure.strerror}.") from failure


def _with_documents(files: tuple[Path, ...], otherwise: Fetch) -> Fetch:
    kept = {}
    for file in files:
        content = _content(file)
        try:
            kept[document_address(str(read_json(content).get("id", "")))] = content
        except ValueError as trouble:
            raise _CannotBeRead(f"{file} is no issuer's document: {trouble}") from trouble

    def fetch(address: str) -> bytes:
        return kept[address] if address in kept else otherwise(address)

    return fetch


def asked_of_others(address: str) -> bytes:
    """What stands at an https: address, asked for through the guarded client. Raises NotFetched."""
    from django.conf import settings

    if not settings.configured:
        # No commons is read for this: the client knows of no host of one's own network, and speaks English.
        settings.configure(FETCHED_INSIDE=frozenset(), ADDRESS="https://commonplace.invalid", USE_I18N=False)
    from commonplace.ground import outgoing

    try:
        return outgoing.fetch(address).body
    except outgoing.NotFetched as trouble:
        raise NotFetched(str(trouble).rstrip(".")) from trouble


@click.command("issue")
@click.argument("file", type=_A_FILE)
@click.option(
    "--key", "key_file", type=_A_FILE, required=True, help="The secret key, as `commonplace badge key` writes it."
)
@click.option("--method", help="What the key is called. Without it, by itself within its issuer's document.")
@click.option("--out", type=_NEW_FILE, help="Write the signed badge there, in place of showing it.")
def issue_badge(file: Path, key_file: Path, method: str | None, out: Path | None) -> None:
    """Sign the badge in FILE, which is JSON without a proof or with those of others (eddsa-rdfc-2022)."""
    try:
        unsigned = read_json(_content(file))
        key = secret_from_multikey(_content(key_file).decode("ascii", "replace").strip())
        name = method or f"{issuer_of(unsigned)}#{multikey(key.public_key())}"
        signed = sign(unsigned, key, method=name, at=datetime.now(UTC))
    except CannotBeRead as trouble:
        raise _CannotBeRead(str(trouble)) from trouble
    except (NotAKey, NotCovered, TooTangled) as trouble:
        raise Trouble(str(trouble)) from trouble
    _write(out, json.dumps(signed, indent=2, ensure_ascii=False).encode() + b"\n")


@click.command("key")
@click.argument("out", type=_NEW_FILE)
def new_key(out: Path) -> None:
    """Make a new secret key, write it to OUT, and show the name (did:key) that it gives an issuer.

    Whoever has OUT can issue badges under that name.
    """
    key = Ed25519PrivateKey.generate()
    if out.exists():
        raise Trouble(f"{out} exists already, and no key is written over. Name another file.")
    out.touch(mode=0o600)
    out.write_text(secret_multikey(key) + "\n", encoding="ascii")
    click.echo(f"did:key:{multikey(key.public_key())}")


@click.command("bake")
@click.argument("picture", type=_A_FILE)
@click.argument("file", type=_A_FILE)
@click.argument("out", type=_NEW_FILE)
def bake_badge(picture: Path, file: Path, out: Path) -> None:
    """Put the badge in FILE into PICTURE, a PNG or SVG, and write that to OUT."""
    words = _content(file)
    try:
        open_words(words)
        baked = baking.bake(_content(picture), words.decode("utf-8-sig").strip())
    except CannotBeRead as trouble:
        raise _CannotBeRead(str(trouble)) from trouble
    except baking.NoPicture as trouble:
        raise Trouble(f"{picture}: {trouble}") from trouble
    _write(out, baked)


@click.command("read")
@click.argument("picture", type=_A_FILE)
@click.option("--out", type=_NEW_FILE, help="Write the badge there, in place of showing it.")
def read_badge(picture: Path, out: Path | None) -> None:
    """Show the badge that PICTURE carries, as it stands there."""
    try:
        words = baking.read(_content(picture))
        found = open_words(words.encode())
    except CannotBeRead as trouble:
        raise _CannotBeRead(str(trouble)) from trouble
    shown = words if isinstance(found, Token) else json.dumps(found, indent=2, ensure_ascii=False)
    _write(out, shown.encode() + b"\n")


def _write(out: Path | None, content: bytes) -> None:
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as failure:
        raise Trouble(f"{out} cannot be written: {failure.strerror}.") from failure


COMMANDS = {one.name or "": one for one in (verify_badge, issue_badge, new_key, bake_badge, read_badge)}
