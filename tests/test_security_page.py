"""The page of security names only tests that exist, and answers each item once."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "hosts" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_exists() -> None:
    files = [file for folder in ("tests", "commonplace") for file in (ROOT / folder).rglob("test_*.py")]
    there = {name for file in files for name in re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8"))}
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert len(named) > 50
    assert named - there == set()


def test_every_item_of_both_levels_is_answered_once() -> None:
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| [12] \| .+ \| .+ \|$", PAGE, re.MULTILINE)
    assert len(rows) == len(set(rows)) == 253  # 70 of level 1, 183 of level 2 (ASVS 5.0.0)


# What other machines are spoken to with, and other programs started.
_REACHES_OUT = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "subprocess",
}
_REACHES_OUT |= {"multiprocessing", "telnetlib", "urllib.request", "urllib3"}
# Each place that does, but for the command line and the serving itself, which are `project`.
REACHING_OUT = {
    "ground/mail.py": {"smtplib"},
    "ground/outgoing.py": {"http.client", "socket", "ssl"},
    "stages/critique/apart.py": {"subprocess"},
    "stages/open_space/filling.py": {"subprocess"},
    "stages/open_space/tasks.py": {"subprocess"},  # what it raises
    "stages/team/apart.py": {"subprocess"},
    "stages/team/tasks.py": {"subprocess"},  # what it raises
}


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_requests_go_out_and_programs_are_started_nowhere_else() -> None:
    site = ROOT / "commonplace"
    found = {
        file.relative_to(site).as_posix(): reaches
        for file in sorted(site.rglob("*.py"))
        if "tests" not in file.parts and file.relative_to(site).parts[0] != "project"
        if (reaches := set(_imported(file)) & _REACHES_OUT)
    }
    assert found == REACHING_OUT
