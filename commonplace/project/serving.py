"""Makes a commons ready to be served, and serves it."""

import ctypes
import gc
import hashlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from commonplace.ground.live import end_all_streams
from commonplace.ground.queue import serve_tasks_in_this_process
from commonplace.ground.statistics import gather_statistics
from commonplace.project.gate import THREADS

Progress = Callable[[str], None]

try:
    import fcntl
    import resource
except ImportError:  # Windows
    fcntl = resource = None  # type: ignore[assignment]
    import msvcrt

# A process answers on one core at a time. More than two would need more memory than small machines have to spare.
WORKERS = min(2, os.cpu_count() or 1)
# So many people may be connected to each; browsers keep their connections open for a while.
_CONNECTIONS = 4096
_BACKLOG = 2048
_NAP = 0.3  # seconds


class AlreadyServed(Exception):
    """Another process serves this home. Its words say where."""


# Windows lets nobody else read what is locked, so a byte is locked that lies behind all words.
_BEHIND_THE_WORDS = 4096


def _lock(file: IO[str]) -> None:
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        file.seek(_BEHIND_THE_WORDS)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)


def claim(name: str, words: str) -> IO[str]:
    """Hold the lock `name` of this home until the returned file is closed or the process ends.

    Raises AlreadyServed with what its holder wrote. Two servers on one home would run each other's tasks twice.
    """
    file = Path(settings.HOME / name).open("a+", encoding="utf-8")  # noqa: SIM115 - held open for as long as the lock is
    try:
        _lock(file)
    except OSError as taken:
        file.seek(0)
        held_by = file.read().strip()
        file.close()
        raise AlreadyServed(held_by) from taken
    file.truncate(0)
    file.write(words)
    file.flush()
    return file


def waiting_migrations() -> list[str]:
    """The names of the changes that the database has not seen yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def prepare_database(progress: Progress) -> None:
    """Make the tables, or bring them up to date."""
    if waiting_migrations():
        progress("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)


def _static_fingerprint() -> str:
    digest = hashlib.sha256(f"{django.__version__} {settings.STATIC_URL}".encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(path.encode())
            with storage.open(path) as file:
                digest.update(file.read())
    return digest.hexdigest()


def prepare_static_files(progress: Progress) -> None:
    """Gather stylesheets, scripts and icons under names made from their content, if any of them changed."""
    kept = Path(settings.HOME / "static.fingerprint")
    fingerprint = _static_fingerprint()
    if (
        kept.exists()
        and kept.read_text(encoding="utf-8") == fingerprint
        and (settings.STATIC_ROOT / "staticfiles.json").exists()
    ):
        return
    progress("Gathering styles and pictures …")
    call_command("collectstatic", interactive=False, verbosity=0)
    kept.write_text(fingerprint, encoding="utf-8")


def _allow_connections() -> None:
    """Let this process hold a file for each connection; many systems allow a thousand unless asked."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * _CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * _CONNECTIONS)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def serve(host: str, port: int, *, workers: int = WORKERS, tasks: bool = True) -> None:
    """Serve until the process is told to end. Returns after a clean end; exits with 1 when a worker broke."""
    os.environ["COMMONPLACE_TASKS"] = "embedded" if tasks else "none"
    _allow_connections()
    gather_statistics()
    connections.close_all()  # workers are forked, and an SQLite connection must not cross a fork
    server = Server(
        "commonplace.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        backlog=_BACKLOG,
        backpressure=_CONNECTIONS,
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.error,
    )
    server.main_loop_interrupt = _Woken()
    server.serve()


class _Woken(threading.Event):
    """Waits for its turn in short naps: on Windows no Ctrl-C gets through to a thread that waits without an end."""

    def wait(self, timeout: float | None = None) -> bool:
        while timeout is None and not super().wait(_NAP):
            pass
        return super().wait(timeout)


def _share_memory_among_threads() -> None:
    """Have glibc keep freed memory in two places rather than in one for each few threads, where others cannot use it.

    With hundreds of threads that wait (`gate.py`) a process would grow to twice its size (mallopt(3), M_ARENA_MAX).
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):  # musl has none, and no need of it
        libc.mallopt(-8, 2)


def _look_seldom_for_circles() -> None:
    """Have Python look for circles of garbage after five thousand new objects, not after seven hundred.

    Making a page takes some thousand objects, which nearly all go by themselves; looking through them took 7 % of its time.
    After fifty thousand, each look kept somebody waiting for 20 ms, and pages were made in memory that was cold.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


def begin_worker() -> None:
    """What a serving process does beside answering: run tasks, if they are embedded, and end with its parent."""
    _share_memory_among_threads()
    _look_seldom_for_circles()
    _end_with_parent()
    _end_streams_when_told_to_end()
    if os.environ.get("COMMONPLACE_TASKS") == "embedded":
        try:
            _kept.append(claim("tasks", str(os.getpid())))
        except AlreadyServed:
            return  # another worker of this commons runs them
        serve_tasks_in_this_process()


_kept: list[IO[str]] = []


def _end_with_parent() -> None:
    """End this worker when its parent is gone, so that a killed server leaves nobody at its port.

    A group of its own keeps the terminal's Ctrl-C from reaching the worker before the parent can end it in order.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return  # served by something else, in its own process
    if hasattr(os, "setpgrp"):
        os.setpgrp()

    def watch() -> None:
        parent.join()  # not asked by its number, which Windows does not change when it is gone
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def _end_streams_when_told_to_end() -> None:
    """Have streams end at the signal that ends this worker: granian waits for all answers to be out.

    It sets its own handlers after this, so the signal is noticed beside them (signal.set_wakeup_fd). On Windows a worker is ended
    without one, and does not wait.
    """
    if os.name != "posix" or multiprocessing.parent_process() is None:
        return
    told, hears = socket.socketpair()
    told.setblocking(False)
    signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def watch() -> None:
        with told, hears:
            while hears.recv(1):
                end_all_streams()

    threading.Thread(target=watch, name="streams", daemon=True).start()
