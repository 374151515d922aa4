"""A real server in its own process, and a real browser to visit it with."""

import os
import re
import shutil
import subprocess
import sysconfig
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import browser as chromium
from tests.homes import OF_ITS_OWN, free_port, interrupt

# As it was installed; on Windows its name ends in .exe.
COMMAND = Path(sysconfig.get_path("scripts"), f"commonplace{sysconfig.get_config_var('EXE')}")
STARTS_WITHIN = 90  # seconds; a cold machine may be running the rest of the suite


@dataclass
class Server:
    """A commons that is being served, and what it printed when it started."""

    address: str
    home: Path
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    @property
    def host_link(self) -> str:
        """The one-time link that an empty commons prints."""
        return next(match[0] for line in self.printed if (match := re.search(r"http://\S+/begin/\S+", line)))


def _wait(server: Server) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError(
                "the server ended: "
                + "".join(server.printed)
                + (server.process.stdout.read() if server.process.stdout else "")
            )
        try:
            with urllib.request.urlopen(server.address + "/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer within {STARTS_WITHIN} s: " + "".join(server.printed))


@pytest.fixture(scope="module")
def serve(untold: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a commons: `serve()` an empty one, `serve("--demo", home=own_demo)` the demo. Ended after the module.

    What else is named goes into its environment.
    """
    started: list[Server] = []

    def start(*options: str, home: Path | None = None, **more: str) -> Server:
        port = free_port()
        folder = home or shutil.copytree(untold, tmp_path_factory.mktemp("untold") / "home")
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("COMMONPLACE_", "DJANGO_"))
        }
        printed = folder.parent / f"{folder.name}-printed.txt"
        with printed.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [
                    str(COMMAND),
                    "start",
                    "--home",
                    str(folder),
                    "--port",
                    str(port),
                    *options,
                ],
                env=environment | {"PYTHONUNBUFFERED": "1"} | more,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                creationflags=OF_ITS_OWN,
            )
        server = Server(f"http://127.0.0.1:{port}", folder, process)
        started.append(server)
        try:
            _wait(server)
        finally:
            server.printed = printed.read_text(encoding="utf-8").splitlines(keepends=True)
        return server

    yield start
    for server in started:
        interrupt(server.process)
        server.process.wait(timeout=30)


@pytest.fixture(scope="module")
def own_demo(told_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo commons, to do with as one likes."""
    return Path(shutil.copytree(told_demo, tmp_path_factory.mktemp("demo") / "home"))


def sign_in(page: Page, name: str) -> Page:
    """The page, with somebody of the commons that is told signed in."""
    page.goto("/sign-in/")
    page.locator("#id_name").fill(name)
    page.locator("#id_passphrase").fill("a kettle is a pot")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    return page


@contextmanager
def launched(*more: str) -> Iterator[Browser]:
    """The browser of the journeys, with more arguments where a journey needs them."""
    executable = chromium.path()
    if executable is None:
        pytest.skip("No Chromium was found: journeys in a browser cannot run here.")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=executable, args=[*chromium.arguments(), "--disable-background-networking", *more]
        )
        yield made
        made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as made:
        yield made


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A new visitor's page: `visit(address, width=320, dark=True, scripts=False)`. Scripts that break fail the test."""
    contexts: list[BrowserContext] = []
    broken: list[str] = []

    def open_page(address: str, *, width: int = 1280, dark: bool = False, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda told: broken.append(told.text) if "Content Security Policy" in told.text else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not broken, broken
