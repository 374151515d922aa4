"""Tasks of entries. A task takes ids, fetches, and calls; what it does stands elsewhere."""

from django_tasks import task

from commonplace.commons.entries import files, letters
from commonplace.ground import clock


@task()
def mail_notices(happening_id: int) -> None:
    """Mail the notices of a happening to those who want them at once."""
    letters.mail_at_once(happening_id)


@task()
def send_daily_letters() -> None:
    """Mail the day's notices to those who want them together. Comes by every hour."""
    letters.send_daily(clock.now())


@task()
def sweep_files() -> None:
    """Delete files whose entry never came to be, or went while the server was cut off. Comes by every day."""
    files.sweep()
