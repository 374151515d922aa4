"""Facts that this project did not write are found through COMMONPLACE_VECTORS (see SOURCES.md there)."""

import os
from pathlib import Path

import pytest

_given = os.environ.get("COMMONPLACE_VECTORS", "")
_is_there = bool(_given) and (Path(_given) / "vectors" / "case").is_dir()
collect_ignore = [] if _is_there else ["test_case.py"]

if not _is_there and os.environ.get("CI") == "true":
    raise pytest.UsageError("COMMONPLACE_VECTORS has to name a folder with vectors/case in it when CI=true.")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _is_there:
        terminalreporter.write_line("Not collected, since COMMONPLACE_VECTORS is not set: published frameworks.")
