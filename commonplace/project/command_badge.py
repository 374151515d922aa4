"""`commonplace badge`: its commands are loaded once one of them is asked for, since what they stand on takes 0.2 seconds."""

import click


class _Badges(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        from commonplace.project.badges import COMMANDS

        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from commonplace.project.badges import COMMANDS

        return COMMANDS.get(cmd_name)


@click.group(cls=_Badges)
def badge() -> None:
    """Verify, issue and bake badges (Open Badges 3.0). Needs no commons, and changes none.

    Nothing is asked of others but what verifying needs: an issuer's keys, and whether it has taken a badge back.
    """
