"""Runs the tasks that wait in the database: in a thread of the serving process, or on workers of their own."""

import logging
import threading
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# A task that has been running for longer has lost its worker; no task of ours takes minutes.
LEASE = timedelta(minutes=15)


def return_lost_tasks(lease: timedelta = LEASE) -> int:
    """Put tasks back in the queue whose worker died under them. Returns how many there were."""
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - lease)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def _worker(worker_id: str, *, batch: bool, interval: float) -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
    )


def run_waiting_tasks() -> None:
    """Run every task that waits, and come back when none is left."""
    _worker("batch", batch=True, interval=0).run()


def serve_tasks_in_this_process() -> threading.Thread:
    """Start the thread that runs tasks beside the pages. Only one process may do so on an embedded commons.

    Whatever was running when this process began was cut off, since nothing else runs tasks there.
    """

    def work() -> None:
        try:
            return_lost_tasks(timedelta(0))
            _worker("embedded", batch=False, interval=0.5).run()
        except Exception:
            logger.exception("The thread that runs tasks has ended; restart the server.")
        finally:
            close_old_connections()

    thread = threading.Thread(target=work, name="tasks", daemon=True)
    thread.start()
    return thread
