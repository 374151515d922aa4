"""Joins the stylesheets, one source file a component, into the one file that pages load."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

NAME = "commonplace.css"


def stylesheets() -> list[Path]:
    """Every `static/<app>/css/*.css` of ours: the ground's first, then by app in the order of the house, then by name."""
    folders = [
        Path(config.path) / "static" / config.label / "css"
        for config in apps.get_app_configs()
        if config.name.startswith("commonplace.")
    ]
    return [file for folder in folders for file in sorted(folder.glob("*.css"))]


def joined_styles() -> str:
    """The one stylesheet. Cascade layers keep the order of the files from mattering between layers."""
    return "\n".join(file.read_text(encoding="utf-8").strip() for file in stylesheets()) + "\n"


class JoinedStyles(BaseFinder):
    """Lets `collectstatic` find the joined stylesheet as if it were a file."""

    def find(self, path: str, find_all: bool = False, **options: Any) -> Any:
        return []

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, InMemoryStorage]]:
        storage = InMemoryStorage()
        storage.save(NAME, ContentFile(joined_styles().encode()))
        yield NAME, storage
