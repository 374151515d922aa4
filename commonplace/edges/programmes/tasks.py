"""Tasks of programmes. What they do stands elsewhere."""

from django_tasks import task

from commonplace.edges.programmes import roster


@task()
def forget_lapsed() -> None:
    """Forget those who were expected and never came. Comes by every day."""
    roster.forget_lapsed()
