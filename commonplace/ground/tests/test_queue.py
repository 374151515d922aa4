"""Tasks that take long are no obstacle for those that everybody waits for."""

import threading
import time

import pytest
from django.db import connection
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from commonplace.ground import queue

_GO_ON = threading.Event()


@task(queue_name=queue.LONG)
def computes_for_long() -> None:
    """Goes on until the other one is done."""
    _GO_ON.wait(20)


@task()
def is_done_at_once() -> None:
    """As a letter is, or a notice."""


def _comes_to(status: str, name: str) -> bool:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        if DBTaskResult.objects.filter(task_path__endswith=name, status=status).exists():
            return True
        time.sleep(0.05)
    return False


def _run(worker: object) -> None:
    try:
        worker.run()  # type: ignore[attr-defined]
    finally:
        connection.close()


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_a_task_is_done_while_a_long_one_goes_on() -> None:
    lanes = queue.lanes()
    threads = [threading.Thread(target=_run, args=[worker]) for worker in lanes]
    computes_for_long.enqueue()
    try:
        for thread in threads:
            thread.start()
        assert _comes_to(TaskResultStatus.RUNNING, "computes_for_long")
        is_done_at_once.enqueue()
        assert _comes_to(TaskResultStatus.SUCCESSFUL, "is_done_at_once")
        assert DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).count() == 1, "it goes on"
        _GO_ON.set()
        assert _comes_to(TaskResultStatus.SUCCESSFUL, "computes_for_long")
    finally:
        _GO_ON.set()
        for worker in lanes:
            worker.running = False
        for thread in threads:
            thread.join(10)
