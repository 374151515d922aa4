"""The browser that tests drive: found on the system, or installed where we may.

`python -m tests.browser --install` is what `make test` runs first. Tests ask `path()`.
"""

import os
import shutil
import subprocess
import sys
from functools import cache

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)


@cache
def path() -> str | None:
    """Where a Chromium or Chrome is that runs; None where there is none."""
    named = os.environ.get("COMMONPLACE_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in _NAMES] + list(_PLACES)
    return next((place for place in found if place and os.access(place, os.X_OK)), None)


def arguments() -> list[str]:
    """What the browser has to be told: as root it runs only without its sandbox."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _install() -> bool:
    """Install Chromium where the system is Debian's kind and we are root. Whether it is there now."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        return False
    say("Installing Chromium for the tests …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            say(done.stderr.strip()[-500:])
            return False
    path.cache_clear()
    return path() is not None


def say(words: str) -> None:
    sys.stderr.write(words + "\n")


def main() -> None:
    if path() or ("--install" in sys.argv and _install()):
        say(f"Browser: {path()}")
        return
    line = "=" * 78
    say(
        f"{line}\nNO BROWSER: the tests that need one are SKIPPED.\n"
        "Install Chromium or Google Chrome, or set COMMONPLACE_CHROMIUM to the path of one.\n"
        f"On Debian or Ubuntu: sudo apt-get install chromium\n{line}"
    )


if __name__ == "__main__":
    main()
