"""Runs the tasks that wait in the database: in threads of the serving process, or on workers of their own."""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

# The queue of tasks that compute for many seconds: here a thread of its own runs them, so that nothing else waits behind them.
LONG = "long"

# A task that has been running for longer has lost its worker; no task of ours takes so long (teams of 40,000 people: ten minutes).
LEASE = timedelta(minutes=15)


def return_lost_tasks(lease: timedelta = LEASE) -> int:
    """Put tasks back in the queue whose worker died under them. Returns how many there were."""
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - lease)
    return lost.update(status=TaskResultStatus.READY, started_at=None)


def _worker(worker_id: str, *, batch: bool, interval: float, only: str = "*", without: Sequence[str] = ()) -> Worker:
    return Worker(
        queue_names=[only],
        excluded_queue_names=[*without],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
    )


def run_waiting_tasks(queue: str = "*") -> None:
    """Run every task that waits, or those of one queue, and come back when none is left."""
    _worker("batch", batch=True, interval=0, only=queue).run()


@dataclass
class Round:
    """A task that comes round every so many seconds; `due` is when next, on the monotonic clock."""

    task: Task
    seconds: float
    due: float = 0.0


_rounds: list[Round] = []


def every(hours: float, task: Task) -> None:
    """Have a task without arguments come round while the commons is served: at its start, then every so many hours.

    A server that starts again begins anew, so the task has to bear coming too often.
    """
    if task not in [known.task for known in _rounds]:
        _rounds.append(Round(task, hours * 3600))


def enqueue_rounds(now: float) -> int:
    """Put those tasks in the queue whose round has come. Returns how many."""
    due = [known for known in _rounds if known.due <= now]
    for known in due:
        known.task.enqueue()
        known.due = now + known.seconds
    return len(due)


def _go_round() -> None:
    while True:
        try:
            enqueue_rounds(time.monotonic())
        except Exception:  # a database that is away for a moment must not end the rounds
            logger.exception("Tasks that come round could not be put in the queue; trying again in a minute.")
        finally:
            close_old_connections()
        time.sleep(60)


def lanes() -> list[Worker]:
    """The workers of an embedded commons, each for a thread: one runs what takes long, the other all else.

    Long ones begin a little later, for each look into the queue holds the database for a moment.
    """
    return [
        _worker("embedded", batch=False, interval=0.5, without=[LONG]),
        _worker("embedded-long", batch=False, interval=2, only=LONG),
    ]


def serve_tasks_in_this_process() -> list[threading.Thread]:
    """Start the threads that run tasks beside the pages. Only one process may do so on an embedded commons.

    Whatever was running when this process began was cut off, since nothing else runs tasks there.
    """
    returned = threading.Event()

    def work(worker: Worker, *, is_first: bool) -> None:
        try:
            if is_first:
                try:
                    return_lost_tasks(timedelta(0))
                finally:
                    returned.set()
            returned.wait()
            worker.run()
        except Exception:
            logger.exception("A thread that runs tasks has ended; restart the server.")
        finally:
            close_old_connections()

    threads = [
        threading.Thread(target=work, args=[worker], kwargs={"is_first": not place}, name="tasks", daemon=True)
        for place, worker in enumerate(lanes())
    ]
    for thread in threads:
        thread.start()
    threading.Thread(target=_go_round, name="rounds", daemon=True).start()
    return threads
