"""Reflections as a kind of entry."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, register
from commonplace.commons.entries.models import Entry
from commonplace.stages.reflect.came import Came, mark_of
from commonplace.stages.reflect.forms import ASKED
from commonplace.stages.reflect.models import Reflection
from commonplace.stages.reflect.views import expected_of


def _reflection(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    viewer = request.person  # type: ignore[attr-defined]
    reflection = Reflection.objects.filter(pk=entry.pk).select_related("gathering__entry").first() or Reflection(
        entry=entry
    )
    answers = {name: getattr(reflection, name) for name in ASKED}
    told = [(name, ASKED[name][0], words.split("\n\n")) for name, words in answers.items() if words.strip()]
    is_whole = told or reflection.came
    expected = (
        expected_of(entry.community, viewer) if entry.community and is_whole and not reflection.gathering_id else []
    )
    seen = reflection.gathering and Entry.objects.visible_to(viewer).filter(pk=reflection.gathering_id).exists()
    return {
        "reflection": reflection,
        "told": told,
        "expected": [(words, _came(reflection, words)) for words in expected],
        "gathering": reflection.gathering if seen else None,
    }


def _came(reflection: Reflection, expected: str) -> str:
    answer = reflection.came.get(mark_of(expected), "")
    return str(Came(answer).label) if answer in Came.values else ""


REFLECTION = register(
    Kind(
        "reflection",
        _("Reflection"),
        template="reflect/reflection.html",
        context=_reflection,
        edit=lambda entry: f"{entry.address}reflection/",
        takes_recordings=True,
        for_few=True,
    )
)
