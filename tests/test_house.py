"""The house stands as ARCHITECTURE.md draws it."""

import re
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.db.models import Field, ForeignObject, ManyToManyField
from django.test import Client

LAYERS = ["ground", "commons", "stages", "edges", "project"]
WITHIN = {
    "commons": ["people", "communities", "entries", "safeguard"],
    "stages": [
        "design",
        "team",
        "recruit",
        "gather",
        "room",
        "open_space",
        "make",
        "resources",
        "critique",
        "reflect",
        "publish",
        "recognise",
    ],
}


def _ours() -> list[type]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("commonplace.")
    ]


def _place(model: type) -> tuple[int, int, str]:
    _, layer, *rest = model.__module__.split(".")
    room = rest[0] if layer in {"commons", "stages", "edges"} else layer
    return LAYERS.index(layer), WITHIN.get(layer, [room]).index(room) if layer != "edges" else 0, room


@pytest.mark.parametrize("model", _ours(), ids=lambda model: model.__name__)
def test_relations_point_only_downwards(model: type) -> None:
    """A foreign key named by a string escapes import-linter; it does not escape this."""
    relations: list[Field] = [*model._meta.get_fields(), *model._meta.many_to_many]
    for field in relations:
        if field.auto_created or not isinstance(field, ForeignObject | ManyToManyField):
            continue
        target = field.related_model
        if not target.__module__.startswith("commonplace."):
            continue
        here, there = _place(model), _place(target)
        same_room = here[2] == there[2]
        assert same_room or there[:2] < here[:2], f"{model.__name__}.{field.name} points upwards to {target.__name__}"


def test_no_generic_relations() -> None:
    for model in _ours():
        assert not model._meta.private_fields, model


@pytest.mark.django_db
def test_healthz_answers_with_one_query(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert response.json() == {"status": "ok"}


def test_no_file_imports_in_a_circle() -> None:
    """Not even through an import inside a function, but for the commands, which have to choose a home first."""
    graph = grimp.build_graph("commonplace")
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_no_two_rooms_draw_the_same_class() -> None:
    """All sheets are joined into one: what a room says of a class by itself holds on every page. What several need is in ground."""
    drawn: dict[str, set[str]] = defaultdict(set)
    for sheet in Path("commonplace").glob("*/*/static/*/css/*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors in re.findall(r"([^{};]+)\{", rules):
            for name in re.findall(r"^\s*\.([a-z][\w-]*)\s*,?\s*$", selectors, flags=re.MULTILINE):
                drawn[name].add("/".join(sheet.parts[1:3]))
    assert len(drawn) > 50
    assert {name: rooms for name, rooms in drawn.items() if len(rooms) > 1} == {}
