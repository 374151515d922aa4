"""The library: case studies, found by what their people held to."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from commonplace.commons.people.doors import Request
from commonplace.stages.publish import narrowing
from commonplace.stages.publish.library import Asked, found
from commonplace.stages.publish.shelf import shelved

A_PAGE = 12


def library(request: Request) -> HttpResponse:
    """What was published, newest first, narrowed by value, practice, form, interest, language and words."""
    asked = Asked.read(request.GET)
    viewer = request.person
    rows = found(asked, viewer).newest_first().select_related("community", "as_case_study")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    values = narrowing.value_choices(asked, viewer)
    context = {
        "asked": asked,
        "page": page,
        "shelf": shelved(list(page.object_list), asked, viewer),
        "values": values,
        "forms": narrowing.form_choices(asked, viewer),
        "languages": narrowing.language_choices(asked, viewer),
        "interests": narrowing.interest_choices(asked, viewer),
        "nearby": [(near, asked.with_value(near.value).address) for near in narrowing.nearby(values)]
        if asked.values
        else [],
        # Only what leads to a record is worth an example.
        "known": [] if asked else [(value.value, value.words) for value in values if value.records],
        "asked_values": [narrowing.words_of_value(value) for value in asked.values],
        "taken": [(narrowing.words_asked(name, value), left.address) for name, value, left in asked.without()],
        "ways_out": narrowing.ways_out(asked, viewer) if asked and not page.object_list else [],
    }
    return render(request, "publish/library.html", context)
