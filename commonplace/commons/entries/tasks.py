"""Tasks of entries. A task takes ids, fetches, and calls; what it does stands elsewhere."""

import time

from django_tasks import task

from commonplace.commons.entries import files, letters, search
from commonplace.ground import clock

# Other tasks wait no longer for it.
_SECONDS_ANEW = 5


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


@task()
def read_words_anew() -> None:
    """Index what was indexed before an upgrade, a few seconds at a time, until all is done."""
    begun = time.monotonic()
    while search.read_some_anew():
        if time.monotonic() - begun > _SECONDS_ANEW:
            read_words_anew.enqueue()
            return
