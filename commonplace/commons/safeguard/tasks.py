"""Tasks of safeguard. What they do stands elsewhere."""

from django_tasks import task

from commonplace.commons.safeguard import watching


@task()
def end_watches() -> None:
    """End the watches that are over. Comes by every hour."""
    watching.end_what_is_over()
