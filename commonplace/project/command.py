"""The command line: `commonplace --help`."""

import os

import click

from commonplace.project.command_import import import_command
from commonplace.project.command_keep import backup, doctor, restore
from commonplace.project.command_person import person
from commonplace.project.command_serve import demo, serve, start


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="commonplace", message="Commonplace %(version)s")
def commonplace() -> None:
    """Design, run, reflect on and publish a learning community.

    Begin with `commonplace start`. Every command has a --help of its own.
    """


for command in (start, serve, demo, doctor, import_command, backup, restore, person):
    commonplace.add_command(command)


def main() -> None:
    """Where the installed command begins."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonplace.project.settings")
    commonplace()
