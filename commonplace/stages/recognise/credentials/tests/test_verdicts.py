"""Every published credential is decided as the table says, on a day that does not move.

Files called `…-err-…` are their publishers' own refusals. `WRITE_VERDICTS=1` writes the table anew, to be read before it is kept.
"""

import json
import os
from pathlib import Path

import pytest

from commonplace.stages.recognise.credentials.opening import open_credential
from commonplace.stages.recognise.credentials.reading import CannotBeRead
from commonplace.stages.recognise.credentials.verifying import verify

from .published import EXAMPLES, FOLDER, NOW, fetch, fetch_older

TABLE = Path(__file__).with_name("verdicts.json")
_FOLDERS = ("1edtech-ob20", "1edtech-ob30", "cross-verified-samples", "w3c-vc-di-eddsa")
# The W3C's folder has steps of the way too; what is to be verified is called so.
_SIGNED = "signed"


def _is_credential(file):
    return file.is_file() and ("w3c-vc-di-eddsa" not in file.parts or file.name.startswith(_SIGNED))


FILES = {
    file.relative_to(FOLDER).as_posix(): file
    for folder in _FOLDERS
    for file in sorted((FOLDER / folder).rglob("*"))
    if _is_credential(file)
}


def decided(file):
    answers = fetch_older(file) if "1edtech-ob20" in file.parts else fetch
    try:
        verdict = verify(open_credential(file.read_bytes()), fetch=answers, now=NOW, more_contexts=EXAMPLES)
    except CannotBeRead as trouble:
        return {"verdict": "cannot be read", "words": str(trouble)}
    if verdict.holds:
        return {"verdict": "holds", "words": " ".join(check.words for check in verdict.checks[1:])}
    words = " ".join(check.words for check in verdict.checks if check.result != "holds")
    return {"verdict": str(verdict.reason), "words": words}


if os.environ.get("WRITE_VERDICTS"):
    TABLE.write_text(
        json.dumps({name: decided(file) for name, file in FILES.items()}, indent=2, ensure_ascii=False) + "\n"
    )

EXPECTED = json.loads(TABLE.read_text(encoding="utf-8"))


def test_the_table_leaves_no_file_out():
    assert EXPECTED.keys() == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_every_published_credential_is_decided(name):
    assert decided(FILES[name]) == EXPECTED[name]


@pytest.mark.parametrize("name", [name for name in FILES if "-err-" in name])
def test_what_its_publisher_refuses_does_not_hold(name):
    assert EXPECTED[name]["verdict"] != "holds"
