"""The first page, and the list of communities."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from commonplace.commons.communities.models import Community
from commonplace.commons.entries import lists
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.hosting import is_being_prepared
from commonplace.commons.people.models import Interest, Person, PersonInterest, Stance
from commonplace.edges.discover import fronts
from commonplace.edges.discover.models import FirstStep
from commonplace.edges.discover.narrowing import NarrowingForm, with_distances
from commonplace.ground.prepared import prepared
from commonplace.ground.text import clean_line
from commonplace.stages.gather import feeds
from commonplace.stages.publish.narrowing import words_of_value
from commonplace.stages.publish.shelf import values_of

COMMUNITIES_A_PAGE = 20


@prepared
def _records(viewer: Person | None) -> QuerySet[Entry]:
    return lists.lean(Entry.objects.visible_to(viewer).of_kind("case study").newest_first())[:3]


def _published(viewer: Person | None) -> list[Entry]:
    """The three newest records, each with the first value it stands under."""
    rows = lists.with_names(_records(viewer=viewer), viewer)
    held = values_of([entry.pk for entry in rows])
    for entry in rows:
        first = held[entry.pk][:1]
        entry.value = words_of_value(first[0].slug, first[0].name) if first else ""  # type: ignore[attr-defined]
    return rows


@prepared
def _newest_curious(viewer: Person | None) -> QuerySet[Interest]:
    met = Exists(Person.objects.shown_to(viewer).adults().filter(pk=OuterRef("person")))
    ties = PersonInterest.objects.filter(met, stance=Stance.CURIOUS, interest=OuterRef("pk"))
    return Interest.objects.filter(Exists(ties)).order_by("-pk")[:12]


def _curious_about(viewer: Person | None) -> list[Interest]:
    """Twelve interests that adults whom the reader may meet are curious about, in the order of the alphabet."""
    return sorted(_newest_curious(viewer=viewer), key=lambda interest: interest.name.casefold())


@prepared
def _first_steps() -> QuerySet[FirstStep]:
    return FirstStep.objects.all()[:6]


@kept()
def home(request: Request) -> HttpResponse:
    """What this commons is, what is live, what looks for people, what is on, what others tried, and first steps."""
    if is_being_prepared(request.commons):
        return render(request, "people/being_prepared.html")
    mine = fronts.belongs(request.person)
    this_week = fronts.live(request.person, beside=mine)
    page: dict[str, Any] = {
        "mine": mine,
        "this_week": this_week,
        "now": fronts.gathering_now(request.person, [*mine, *this_week]),
        "calls": fronts.few_calls(request.person),
        "gatherings": feeds.upcoming(request.person, 5),
        "published": _published(request.person),
        "first_steps": _first_steps(),
        "interests": _curious_about(request.person),
    }
    return render(request, "discover/home.html", page)


def _around(request: Request, asked: str, column: str) -> tuple[str, Community] | None:
    """The community whose own one asks for, as far as one may open its page: those within it, or grown from it."""
    slug = clean_line(request.GET.get(asked, ""))[:60]
    found = Community.objects.visible_to(request.person).filter(slug=slug).first() if slug else None
    return (column, found) if found else None


def communities(request: Request) -> HttpResponse:
    """Every community whose page one may open, narrowed down as one asks."""
    form = NarrowingForm(request.GET, viewer=request.person)
    form.full_clean()
    found = fronts.lean(Community.objects.visible_to(request.person))
    around = _around(request, "within", "parent") or _around(request, "started_from", "started_from")
    if around:
        column, community = around
        found = found.filter(**{column: community})
    page = Paginator(form.narrowed(found), COMMUNITIES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = with_distances(list(page.object_list))
    shown = {
        "page": page,
        "form": form,
        "within": around[1] if around and around[0] == "parent" else None,
        "started_from": around[1] if around and around[0] == "started_from" else None,
    }
    answer = render(request, "discover/communities.html", shown, status=422 if form.errors else 200)
    if request.GET.get("near"):  # nor does the browser keep where somebody is
        add_never_cache_headers(answer)
    return answer
