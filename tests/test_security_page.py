"""The page of security names only tests that exist, and answers each item once."""

import re
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
