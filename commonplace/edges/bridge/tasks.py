"""Tasks of the bridge. What they do stands elsewhere."""

from django_tasks import task

from commonplace.edges.bridge import programs


@task()
def forget_lapsed_programs() -> None:
    """Comes by every day."""
    programs.forget_lapsed()
