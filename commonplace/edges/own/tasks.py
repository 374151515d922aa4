"""Tasks of this package."""

from django_tasks import task

from commonplace.edges.own import kept_backups


@task()
def make_backup(name: str) -> None:
    """Make a backup that a host asked for."""
    kept_backups.make(name)
