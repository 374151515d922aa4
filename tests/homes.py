"""Homes of real commonses in folders of their own, and commands run on them as processes, as a host would run them."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

ROOT = Path(__file__).parent.parent
# On Windows what ends a process ends its whole group, which by default is ours.
OF_ITS_OWN = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

# A commons with a little of everything, told through the actions that people use.
STORY = """
import io
from PIL import Image
from django.core.files.uploadedfile import SimpleUploadedFile
from commonplace.commons.communities.actions import start_community, welcome_member
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import add_picture, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.people.hosting import host_link
from commonplace.commons.people.models import Account, Commons, Person
from commonplace.stages.make.actions import share_resource

def somebody(name, **fields):
    account = Account.objects.create_user(name, f"{name}@example.org", "a kettle is a pot")
    return Person.objects.create(account=account, name=name, display_name=name.capitalize(), **fields)

host_link(Commons.current())
nkechi = somebody("nkechi", age_band="adult", is_host=True)
ines = somebody("ines", age_band="16-17")
table = start_community(nkechi, name="The Mending Table", audience=Audience.OPEN)
welcome_member(table, ines)
post = write_entry(ines, "post", title="A kettle, mended", body="It was the *fuse*. \\u5de5\\u5177", community=table)
picture = io.BytesIO()
Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
add_picture(post, SimpleUploadedFile("kettle.png", picture.getvalue()), alternative="A kettle", caption="Mine")
first = comment_on(post, nkechi, "How did you find it, @ines?")
comment_on(post, ines, "With a lamp.", answers=first)
share_resource(nkechi, title="Fuses", link="https://example.org/fuses", made_by="Ada", community=table)
write_entry(ines, "post", title="Only mine", body="A draft of thoughts", share=False)
"""


def environment(**more: str) -> dict[str, str]:
    """The environment of a host who has set nothing."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONPLACE_", "DJANGO_"))}
    return {**bare, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def commonplace(
    *arguments: object, home: Path | None = None, seconds: float = 60, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run the command and wait for its end."""
    return subprocess.run(
        _command(arguments, home),
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )


def _command(arguments: tuple[object, ...], home: Path | None) -> list[str]:
    words = [sys.executable, "-m", "commonplace", *map(str, arguments)]
    return [*words, "--home", str(home)] if home else words


def answer(*arguments: object, home: Path) -> Any:
    """What a command answers in JSON."""
    done = commonplace(*arguments, "--json", home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def run_in(home: Path, program: str, *, seconds: float = 60, **more: str) -> str:
    """Run Python within the home, with Django set up, and return what it prints."""
    preamble = (
        "import os, django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'commonplace.project.settings'\ndjango.setup()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", preamble + program],
        env=environment(COMMONPLACE_HOME=str(home), PYTHONIOENCODING="utf-8", **more),
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def made_once(root: Path, name: str, make: Callable[[Path], object]) -> Path:
    """A home that the first of the processes that share `root` makes, for all of them to copy and never to change."""
    made = root / name
    with FileLock(root / f"{name}.lock"):
        if not made.exists():
            unfinished = root / f"{name}-unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished)
            unfinished.rename(made)
    return made


def make_demo(home: Path) -> None:
    """A home with the demo commons told in it."""
    done = commonplace("demo", home=home, seconds=300)
    assert done.returncode == 0, done.stderr


def make_home(home: Path, story: str = STORY, **more: str) -> Path:
    """A home with its tables, and with a story told in it, if there is one."""
    migrate = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"
    run_in(home, migrate + story, **more)
    return home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def interrupt(process: subprocess.Popen[str]) -> None:
    """What Ctrl-C does; a process that stands for itself (`OF_ITS_OWN`) hears it on Windows as Ctrl-Break."""
    process.send_signal(signal.SIGINT if os.name == "posix" else signal.CTRL_BREAK_EVENT)


class Server:
    """A started commons."""

    def __init__(self, process: subprocess.Popen[str], log: Path, port: int, host: str) -> None:
        self.process, self.log, self.port, self.host = process, log, port, host

    def get(self, path: str, **headers: str) -> tuple[int, str, Any]:
        """Status, body and headers of a page; redirects are followed."""
        request = urllib.request.Request(f"http://{self.host}:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return response.status, response.read().decode(), response.headers
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode(), refused.headers

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait(self, seconds: float = 30) -> float:
        """Wait until it answers. Returns how long that took."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            assert self.process.poll() is None, self.said()
            try:
                status, _body, _headers = self.get("/healthz", Host=self._allowed())
            except OSError:
                time.sleep(0.05)
                continue
            if status == 200:
                return time.monotonic() - begun
        raise AssertionError(f"no answer after {seconds} s: {self.said()}")

    def _allowed(self) -> str:
        shown = re.search(r"is at https?://(\S+)", self.said())
        return shown[1] if shown else f"{self.host}:{self.port}"

    def end(self) -> int:
        """End it as Ctrl-C does, and return its exit code."""
        interrupt(self.process)
        return self.process.wait(15)


@contextmanager
def started(
    home: Path, *arguments: object, host: str = "127.0.0.1", command: str = "start", seconds: float = 30, **more: str
) -> Iterator[Server]:
    """A served commons, ended with the block."""
    port, log = free_port(), home.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            _command((command, "--port", port, *arguments), home),
            env=environment(**more),
            stdout=output,
            stderr=output,
            text=True,
            creationflags=OF_ITS_OWN,
        )
    server = Server(process, log, port, host)
    try:
        server.wait(seconds)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(15)
