"""Tasks of signing in."""

from django_tasks import task

from commonplace.commons.people.signing.sessions import forget_lapsed


@task()
def forget_lapsed_sessions() -> None:
    """Comes by every day."""
    forget_lapsed()
