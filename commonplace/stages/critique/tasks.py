"""Tasks of critique. What they do stands elsewhere."""

from django_tasks import task

from commonplace.stages.critique import rounds


@task()
def look_after_rounds() -> None:
    """Remind readers, and invite people to one more. Comes by every hour."""
    rounds.look_after_rounds()
