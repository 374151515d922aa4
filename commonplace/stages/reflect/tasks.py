"""Tasks of reflections. What they do stands elsewhere."""

from django_tasks import task

from commonplace.ground import clock
from commonplace.stages.reflect import prompting


@task()
def ask_after_gatherings() -> None:
    """Ask those who came to gatherings that are over. Comes by every ten minutes."""
    prompting.ask_after_gatherings(clock.now())
