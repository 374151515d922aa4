"""What the commands share: which home they work in, and how they speak.

Django reads its settings once, and the settings read the home from the environment. So the home is chosen first, then
Django is set up, and only then anything is imported that needs it; imports inside the commands' functions are for that.
"""

import functools
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from commonplace.ground.causes import cause_of

Command = Callable[..., Any]
Progress = Callable[[str], None]

home_option = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that holds everything of this commons. Without it, COMMONPLACE_HOME, else ./var.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for programs.")


class Trouble(click.ClickException):
    """Something that the person at the keyboard can do something about; its words say what."""


def choose_home(home: Path | None) -> Path:
    """Decide where the state lives, for this process and those it starts."""
    chosen = Path(home or os.environ.get("COMMONPLACE_HOME") or "var").expanduser().resolve()
    os.environ["COMMONPLACE_HOME"] = str(chosen)
    return chosen


def set_up() -> None:
    """Load the settings and the packages."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonplace.project.settings")
    try:
        django.setup()
    except OSError as failure:
        if cause_of(failure) is not None:
            raise
        raise Trouble(
            f"{os.environ['COMMONPLACE_HOME']} cannot be used: {failure.strerror}. Choose another with --home."
        ) from failure


def in_home(command: Command) -> Command:
    """Give a command `--home`, and run it with Django set up there."""

    @home_option
    @functools.wraps(command)
    def run(home: Path | None, **options: Any) -> Any:
        choose_home(home)
        set_up()
        return command(**options)

    return run


def needs_commons() -> None:
    """Stop with a plain sentence where the home holds no database yet, or one of another version."""
    from django.db import DatabaseError

    from commonplace.project.serving import waiting_migrations

    try:
        waiting = waiting_migrations()
    except DatabaseError as failure:
        raise Trouble(f"The database cannot be reached: {failure}. Run `commonplace doctor`.") from failure
    if waiting:
        raise Trouble(
            f"No commons of this version is in {os.environ['COMMONPLACE_HOME']} yet. Run `commonplace start`."
        )


def speak_utf_8() -> None:
    """Write UTF-8 into files and pipes, as JSON wants it (RFC 8259, section 8.1); Windows would choose an old code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")


def say(words: str) -> None:
    """Progress and remarks go to stderr, so that stdout holds the answer alone."""
    click.echo(words, err=True)


def answer(facts: Any, words: str, *, as_json: bool) -> None:
    """The answer, in words or in JSON."""
    click.echo(json.dumps(facts, ensure_ascii=False, indent=2, default=str) if as_json else words)
