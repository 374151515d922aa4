"""Reads material from elsewhere for the command line, and puts it in through the actions that people use.

Every piece keeps where it came from in `Entry.remote_id`. Brought in again it is brought up to date, never doubled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.stages.gather.calendar_import import ImportTrouble
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.resources.bringing import NotBegun, begin, carry_out
from commonplace.stages.resources.forms import read_source
from commonplace.stages.resources.pieces import MOST_BYTES, Source, Unreadable
from commonplace.stages.resources.reading_folders import TEXTS, read_folder

Progress = Callable[[str], None]
_OTHERS = (".json", ".zip", ".ics")


@dataclass(frozen=True)
class Outcome:
    """What became of one piece: `new`, `changed`, `same`, `kept` as people wrote it, or `left out`, then with the reason."""

    source: str
    title: str
    outcome: str
    why: str = ""


@dataclass(frozen=True)
class _How:
    """Where to, for whom, and what of it."""

    community: Community
    by: Person
    progress: Progress
    licence: str
    deleted_too: bool


def import_path(
    path: Path, community: Community, by: Person, progress: Progress, licence: str = "", *, deleted_too: bool = False
) -> Iterator[Outcome]:
    """Bring in a file; or of a folder its Markdown texts, which hang together, and every other file that we can read.

    What people deleted there stays away, unless it is to come `deleted_too`.
    """
    how = _How(community, by, progress, licence, deleted_too)
    if not path.is_dir():
        yield from _trying(path, lambda: _import_file(path, how))
        return
    paths = sorted(str(file.relative_to(path).as_posix()) for file in path.rglob("*") if file.is_file())
    others = [path / name for name in paths if Path(name).suffix.lower() in _OTHERS]
    has_texts = any(name.lower().endswith(TEXTS) for name in paths)
    if not others and not has_texts:
        yield Outcome(str(path), "", "left out", "There is nothing in it that we can read: .md, .json, .zip or .ics.")
    if has_texts:
        yield from _trying(path, lambda: _put_in(_folder(path, paths), path, how))
    for file in others:
        yield from _trying(file, partial(_import_file, file, how))


def _folder(path: Path, paths: list[str]) -> Source:
    def read(name: str, most: int) -> bytes:
        with (path / name).open("rb") as file:
            return file.read(most + 1)

    return read_folder(path.resolve().name, paths, read)


def _trying(path: Path, bring: Callable[[], Iterator[Outcome]]) -> Iterator[Outcome]:
    try:
        yield from bring()
    except (Unreadable, ImportTrouble, NotBegun) as trouble:
        yield Outcome(str(path), "", "left out", str(trouble))


def _import_file(file: Path, how: _How) -> Iterator[Outcome]:
    how.progress(file.name)
    if file.stat().st_size > MOST_BYTES:
        raise Unreadable("It is larger than 20 MB.")
    if file.suffix == ".ics":
        found = import_calendar(how.community, how.by, file.read_bytes())
        yield from (Outcome(str(file), event.title, "new") for event in found.added)
        yield from (Outcome(str(file), change.event.title, "changed") for change in [*found.changed, *found.cancelled])
        yield from (Outcome(str(file), event.title, "same") for event in found.there)
        return
    with file.open("rb") as opened:
        source = read_source(opened, file.name)
    yield from _put_in(source, file, how)


def _put_in(source: Source, path: Path, how: _How) -> Iterator[Outcome]:
    bringing = begin(
        how.community, how.by, source, audience=Audience.COMMUNITY, licence=how.licence, deleted_too=how.deleted_too
    )
    carry_out(bringing, lambda done, total: how.progress(f"{source.name}: {done} of {total}"))
    for line in bringing.report:
        why = "; ".join(part for part in (line["why"], *_nowhere(line)) if part)
        yield Outcome(str(path), line["title"], line["outcome"], why)


def _nowhere(line: dict[str, list[str]]) -> list[str]:
    leads = [f"leads nowhere: {address}" for address in line.get("broken", [])]
    return leads + [f"a picture did not come with it: {address}" for address in line.get("missing", [])]
