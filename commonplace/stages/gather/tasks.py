"""Tasks of gatherings. What they do stands elsewhere."""

from django_tasks import task

from commonplace.ground import clock
from commonplace.stages.gather import claiming, places, reminding, written


@task()
def pass_on_lapsed() -> None:
    """Pass on the offers that lapsed. Comes by when an offer's time is over, and every hour in case one was missed."""
    places.settle_lines()


@task()
def remind() -> None:
    """Send the reminders that are due. Comes by every five minutes."""
    reminding.send_reminders(clock.now())


@task()
def forget_guests() -> None:
    """Forget guests whose time is over. Comes by once a day."""
    claiming.forget_guests()


@task()
def write_events() -> None:
    """Write gatherings as calendars say them, where that is missing. Comes by every five minutes."""
    written.write_missing()
