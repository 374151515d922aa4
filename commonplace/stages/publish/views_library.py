"""The library: case studies, found by what their people held to."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from commonplace.commons.communities.doors import seeing
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.ground.pages import OnePage
from commonplace.ground.prepared import prepared
from commonplace.ground.text import clean_line
from commonplace.stages.publish import narrowing
from commonplace.stages.publish.finding import MOST, Found, newest, unheard
from commonplace.stages.publish.growth import growth_around
from commonplace.stages.publish.library import DISTANCES, Asked, published
from commonplace.stages.publish.lived import lived
from commonplace.stages.publish.shelf import shelved, values_on
from commonplace.stages.publish.side_by_side import beside_each_other

A_PAGE = 12
# So many are looked through for the first two pages, and counted above them; for later ones as many as there are to look through.
FIRST = 30
NEARBY, EXAMPLES = 5, 9
# What a record's row in the list shows.
_SHOWN = (
    "title", "summary", "language", "community__form", "community__own_form", "community__starts_on",
    "community__ends_on", "as_case_study__people",
)  # fmt: skip


@prepared
def _records(viewer: Person | None, keys: list[int]) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(pk__in=keys)
    return seen.newest_first().select_related("community", "as_case_study").only(*_SHOWN)


def _found(asked: Asked, asked_for: str, viewer: Person | None) -> Found:
    """As many as it takes to show a page and to know whether another follows."""
    is_among_first = OnePage.asked_for(asked_for, MOST) * A_PAGE < FIRST
    return newest(asked, viewer, enough=FIRST if is_among_first else MOST)


def _page_of(records: Found, asked_for: str, viewer: Person | None) -> OnePage:
    pages = max(1, -(-len(records.keys) // A_PAGE))
    number = OnePage.asked_for(asked_for, pages)
    first = (number - 1) * A_PAGE
    rows = _records(viewer=viewer, keys=records.keys[first : first + A_PAGE])
    return OnePage(rows, number, number < pages)


@kept()
def library(request: Request) -> HttpResponse:
    """What was published, newest first, narrowed by value, practice, form, scale, length, interest, language, place and words."""
    viewer = request.person
    asked = Asked.read(request.GET, viewer)
    records = _found(asked, request.GET.get("page", ""), viewer)
    page = _page_of(records, request.GET.get("page", ""), viewer)
    nothing = unheard(asked, viewer)
    shelf = shelved(list(page.object_list), asked, viewer)
    # Only what leads to a record is worth an example.
    values = [(words, asked.with_value(value).address) for value, words in values_on(shelf, asked)]
    context = {
        "asked": asked,
        # What nobody knows of is not asked for again.
        "kept": asked.leaving(nothing),
        "page": page,
        "count": len(records.keys),
        "has_more": records.has_more,
        "meant": records.meant,
        "shelf": shelf,
        "distances": DISTANCES,
        "nearby": values[:NEARBY] if asked.values else [],
        "known": [] if asked else values[:EXAMPLES],
        "asked_values": [(value, narrowing.words_of_value(value)) for value in asked.values],
        "taken": [(narrowing.words_asked(name, value), left.address) for name, value, left in asked.without()],
        "unheard": [narrowing.words_asked(name, value) for name, value in nothing],
        "ways_out": narrowing.ways_out(asked, viewer) if asked and not page.object_list else [],
    }
    return render(request, "publish/library.html", context)


@kept()
def narrow(request: Request) -> HttpResponse:
    """The boxes to narrow the library by, counted among the newest records found.

    A page of its own, since it costs more than the list; a script brings it in beside the list where it is looked at.
    """
    viewer = request.person
    asked = Asked.read(request.GET, viewer)
    # What nobody knows of is no box to tick.
    asked = asked.leaving(unheard(asked, viewer))
    beside = narrowing.Narrowing(asked, viewer)
    context = {
        "asked": asked,
        "count": len(beside.records.keys),
        "has_more": beside.records.has_more,
        "values": beside.values(),
        "narrowings": {
            "form": beside.forms(),
            "scale": beside.scales(),
            "length": beside.lengths(),
            "interest": beside.interests(),
            "language": beside.languages(),
        },
        "distances": DISTANCES,
    }
    return render(request, "publish/narrow.html", context)


@kept()
def value(request: Request, slug: str) -> HttpResponse:
    """How different communities lived a value: what they did for it, and what came of it."""
    slug = clean_line(slug)
    found = lived(slug, request.person)
    if found is None:
        raise Http404
    return render(request, "publish/value.html", {"value": found, "slug": slug})


def compare(request: Request, pk: int, other: int) -> HttpResponse:
    """Two case studies beside each other."""
    seen = published(request.person).select_related("community", "as_case_study").in_bulk([pk, other])
    if len(seen) < 2:  # one of them is not there for this reader, or it is compared with itself
        raise Http404
    one, another = seen[pk], seen[other]
    rows = beside_each_other(one, another, request.person)
    return render(request, "publish/compare.html", {"studies": [one, another], "rows": rows})


@seeing
def tree(request: Request, community: Community) -> HttpResponse:
    """What a community was started from, and what was started from it."""
    growth = growth_around(community, request.person)
    return render(request, "publish/tree.html", {"community": community, "growth": growth})
