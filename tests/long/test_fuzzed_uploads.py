"""Files that were made to do harm, and many that chance made: what each takes, measured in a process of its own.

Never more than 512 MB or 20 seconds, never a page that breaks, never a draft lost.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bad_files import BAD_FILES, HEAVY_FILES, spoiled
from tests.films import film
from tests.homes import run_in
from tests.pictures import small_picture
from tests.recordings import sound

pytestmark = [pytest.mark.long, pytest.mark.alone]

_MOST_MEGABYTES, _MOST_SECONDS = 512, 20
_SPOILED = 70
# Each file is sent by a process that has just been forked, and what is made of it later is made there too.
_MEASURED = """
import os, resource, time
from pathlib import Path
from django.core.management import call_command
from django.db import connections
from django.test import Client
from commonplace.commons.entries.finishing import finish
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Account
import json
call_command("collectstatic", interactive=False, verbosity=0)
account = Account.objects.get(person__name="ines")
for path in sorted(Path(os.environ["FILES"]).iterdir()):
    connections.close_all()
    begun = time.perf_counter()
    if os.fork():
        os.wait()
        continue
    try:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(account, backend="commonplace.commons.people.backend.AccountBackend")
        with path.open("rb") as file:
            form = {"title": path.name, "body": "All my words", "audience": "0", "draft": "1", "other_file": file}
            status = client.post("/make/", form).status_code
        entry = Entry.objects.filter(title=path.name, body="All my words").first()
        for piece in entry.attachments.all() if entry else ():
            finish.call(piece.pk)
        said = [status, entry is not None]
    except BaseException as broken:
        said = [repr(broken), False]
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = min(time.perf_counter() - begun, used.ru_utime + used.ru_stime)
    print(json.dumps([path.name, *said, seconds, used.ru_maxrss / 1024]), flush=True)
    os._exit(0)
"""


@pytest.fixture(scope="module")
def measured(told: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What became of each file: the status of the answer, whether the draft is there, seconds, megabytes."""
    home = Path(shutil.copytree(told, tmp_path_factory.mktemp("commons") / "home"))
    folder = tmp_path_factory.mktemp("files")
    made: dict[str, Callable[[], bytes]] = {**BAD_FILES, **HEAVY_FILES}
    for name, write in made.items():
        (folder / name.replace(": ", " ")).write_bytes(write())
    whole = [film(), film("webm"), film("mov"), film("mkv"), sound("m4a"), sound("ogg"), small_picture(form="JPEG")]
    for seed in range(_SPOILED):
        (folder / f"spoiled {seed:03}").write_bytes(spoiled(whole[seed % len(whole)], seed))
    rows = map(json.loads, run_in(home, _MEASURED, seconds=900, FILES=str(folder)).splitlines())
    return {row[0]: row[1:] for row in rows}


def test_no_file_breaks_a_page_or_loses_a_draft(measured: dict[str, list[Any]]) -> None:
    assert len(measured) == len(BAD_FILES) + len(HEAVY_FILES) + _SPOILED
    broken = {name: row[:2] for name, row in measured.items() if row[0] not in {302, 422} or not row[1]}
    assert not broken


def test_no_file_takes_more_than_there_is(measured: dict[str, list[Any]]) -> None:
    over = {name: row for name, row in measured.items() if row[2] > _MOST_SECONDS or row[3] > _MOST_MEGABYTES}
    assert not over, over
