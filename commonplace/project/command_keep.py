"""`commonplace doctor`, `backup` and `restore`: keeping a commons well."""

import os
from pathlib import Path

import click

from commonplace.project.console import (
    Trouble,
    answer,
    choose_home,
    home_option,
    in_home,
    json_option,
    needs_commons,
    say,
    set_up,
)


@click.command()
@in_home
@json_option
def doctor(as_json: bool) -> None:
    """Look whether everything is well, and say what to do where it is not. Changes nothing."""
    from commonplace.project.checks import State, check_all

    findings = list(check_all())
    lines = []
    for finding in findings:
        lines.append(f"{finding.state.value:<5} {finding.name}: {finding.words}")
        if finding.advice:
            lines.append(f"      → {finding.advice}")
    facts = [{"check": f.name, "state": f.state.value, "words": f.words, "advice": f.advice} for f in findings]
    answer(facts, "\n".join(lines), as_json=as_json)
    if any(finding.state is State.FAIL for finding in findings):
        raise SystemExit(1)


@click.command()
@in_home
@click.argument("target", type=click.Path(path_type=Path))
@json_option
def backup(target: Path, as_json: bool) -> None:
    """Write everything of this commons into one file, TARGET. It may be served meanwhile.

    TARGET is a file that does not exist yet, or a folder, in which a file is then named after the moment. It holds what
    people wrote in private and the digests of their passphrases: keep it as safe as the machine itself.
    """
    from commonplace.edges.own.backup import back_up, new_name

    needs_commons()
    if target.is_dir():
        target = target / new_name()
    if target.exists():
        raise Trouble(f"{target} exists already, and no backup is written over. Name another file.")
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}. Make it first.")
    try:
        facts = back_up(target, say)
    except OSError as failure:
        raise Trouble(f"The backup could not be written: {failure}. Nothing was left behind.") from failure
    rows, size = sum(facts["counts"].values()), target.stat().st_size
    answer(
        {"file": str(target), "bytes": size, **facts},
        f"{target}: {rows} rows, {facts['files']} files, {size:,} bytes",
        as_json=as_json,
    )


@click.command()
@home_option
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="The home is not empty: put what is there aside, and this in its place.")
@click.option(
    "--deletions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A copy of deletions.jsonl kept elsewhere, for when the old home is lost.",
)
@json_option
def restore(home: Path | None, source: Path, replace: bool, deletions: Path | None, as_json: bool) -> None:
    """Bring back a commons from the backup SOURCE, into an empty home.

    The backup is checked first. What people deleted after it was made stays deleted, as far as this home knows of it.
    """
    if home is None and "COMMONPLACE_HOME" not in os.environ:
        raise Trouble("Say where to: commonplace restore backup.zip --home DIR")
    choose_home(home)
    set_up()
    from commonplace.edges.own.archive import BadArchive
    from commonplace.edges.own.restore import NotEmpty
    from commonplace.edges.own.restore import restore as bring_back
    from commonplace.project import serving

    try:
        with serving.claim("serving", "a restore in progress"):
            facts = bring_back(source, say, replace=replace, more_deletions=deletions)
    except serving.AlreadyServed as served:
        raise Trouble(f"This home is in use, at {served}. End that first.") from served
    except NotEmpty as taken:
        raise Trouble(f"{taken} Choose an empty folder with --home, or put it aside with --replace.") from taken
    except BadArchive as failure:
        raise Trouble(f"{source} cannot be restored: {failure} Nothing was changed.") from failure
    words = f"Restored {facts['rows']} rows and {facts['files']} files as they were at {facts['made_at'][:16]} UTC."
    if facts["deletions"]:
        words += f"\nDeleted again, since people had deleted it after that: {facts['deletions']}."
    if facts["aside"]:
        words += f"\nWhat was there before is in {facts['aside']}."
    answer(facts, words, as_json=as_json)
