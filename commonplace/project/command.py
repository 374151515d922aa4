"""The command line: `commonplace --help`."""

import os
from typing import Any

import click
from django.db import DatabaseError, InterfaceError

from commonplace.ground.causes import Cause, cause_of
from commonplace.project.command_badge import badge
from commonplace.project.command_import import import_command
from commonplace.project.command_keep import backup, doctor, restore
from commonplace.project.command_person import person
from commonplace.project.command_seal import seal
from commonplace.project.command_serve import demo, serve, start
from commonplace.project.console import Trouble, speak_utf_8

_WHAT_TO_DO = {
    Cause.FULL: "The disk of {home} is full, or takes no more. Make room there, or choose another folder with --home.",
    Cause.HELD: "Another program holds the database of {home}. End it, or wait until it is done.",
    Cause.AWAY: "The database of {home} cannot be reached or written. `commonplace doctor` says why.",
}


class _Commands(click.Group):
    """Says what to do where disk or database stands in the way of a command, whichever it is."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OSError, DatabaseError, InterfaceError) as failure:
            cause = cause_of(failure)
            if cause is None:
                raise
            words = _WHAT_TO_DO[cause].format(home=os.environ.get("COMMONPLACE_HOME", "this commons"))
            raise Trouble(f"{words} Then run this again.") from failure


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="commonplace", message="Commonplace %(version)s")
def commonplace() -> None:
    """Design, run, reflect on and publish a learning community.

    Begin with `commonplace start`. Every command has a --help of its own.
    """


for command in (start, serve, demo, doctor, import_command, backup, restore, person, badge, seal):
    commonplace.add_command(command)


def main() -> None:
    """Where the installed command begins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonplace.project.settings")
    speak_utf_8()
    commonplace()
