"""Real material, brought in by the same hands that brought everything else: courses, guides and calendars."""

from collections.abc import Callable
from pathlib import Path

from commonplace.commons.communities.actions import move_stage
from commonplace.commons.communities.models import Audience, Stage
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.entries.models import Entry
from commonplace.edges.own.importing import import_path
from commonplace.project.demo.telling import ZONE, Telling
from commonplace.stages.design.actions import start

# Folders of the material, with the licence where the files do not say it themselves.
_FOLDERS = (("ocw", ""), ("peeragogy", "CC0-1.0"), ("calendars", ""))


def bring_in(telling: Telling, folder: Path, progress: Callable[[str], None] = lambda words: None) -> None:
    """A shelf of what others made and let us use. Courses and guides are open, calendars stay in the house."""
    with telling.at(-1, "12:00"):
        shelf = start(
            telling["moira"], name="The Found Shelf", form="library",
            purpose="Courses, guides and calendars that others made and let us use, each with what one may do with it.",
            audience=Audience.OPEN, zone=ZONE, language="en",
        )  # fmt: skip
        move_stage(shelf, telling["moira"], Stage.GATHER)
        for name, licence in _FOLDERS:
            if (folder / name).is_dir():
                for _outcome in import_path(folder / name, shelf, telling["moira"], progress, licence):
                    pass
        for entry in Entry.objects.filter(community=shelf, kind__in=("resource", "page"), shared_at__isnull=False):
            change_audience(entry, telling["moira"], Audience.OPEN)
