"""The library: case studies, found by what their people held to."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from commonplace.commons.entries.audience import EntryQuerySet
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.publish import narrowing
from commonplace.stages.publish.library import Asked, over, unheard
from commonplace.stages.publish.shelf import shelved

A_PAGE = 12


def _newest(entries: EntryQuerySet) -> QuerySet[Any]:
    return entries.newest_first().values_list("pk")


@prepared
def _records(viewer: Person | None, keys: list[int]) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(pk__in=keys)
    return seen.newest_first().select_related("community", "as_case_study").defer("body", "body_html")


@kept()
def library(request: Request) -> HttpResponse:
    """What was published, newest first, narrowed by value, practice, form, interest, language and words."""
    asked = Asked.read(request.GET)
    viewer = request.person
    records = [key for (key,) in over(asked, viewer, _newest)]
    page = Paginator(records, A_PAGE).get_page(request.GET.get("page"))
    rows = _records(viewer=viewer, keys=list(page.object_list))
    nothing = unheard(asked, viewer)
    # What nobody knows of is no box to tick, and what is found without it is another list.
    heard, found = asked.leaving(nothing), None if nothing else records
    values = narrowing.value_choices(heard, viewer, found)
    context = {
        "asked": asked,
        "page": page,
        "shelf": shelved(rows, asked, viewer),
        "values": values,
        "forms": narrowing.form_choices(heard, viewer, found),
        "languages": narrowing.language_choices(heard, viewer, found),
        "interests": narrowing.interest_choices(heard, viewer, found),
        "nearby": [(near, asked.with_value(near.value).address) for near in narrowing.nearby(values)]
        if asked.values
        else [],
        # Only what leads to a record is worth an example.
        "known": [] if asked else [(value.value, value.words) for value in values if value.records],
        "asked_values": [narrowing.words_of_value(value) for value in asked.values],
        "taken": [(narrowing.words_asked(name, value), left.address) for name, value, left in asked.without()],
        "unheard": [narrowing.words_asked(name, value) for name, value in nothing],
        "ways_out": narrowing.ways_out(asked, viewer) if asked and not page.object_list else [],
    }
    return render(request, "publish/library.html", context)
