"""Finding by words, by day, and by machines that read addresses."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonplace.commons.communities.models import Community
from commonplace.commons.entries import kinds, lists, search
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.edges.discover import fronts
from commonplace.ground.text import clean_line
from commonplace.stages.gather import feeds

RESULTS_A_PAGE = 20
MOST_ADDRESSES = 45_000  # a sitemap holds at most 50,000 (https://www.sitemaps.org/protocol.html)


def find(request: Request) -> HttpResponse:
    """Entries, communities, interests and, for those signed in, people, by their words."""
    asked = clean_line(request.GET.get("q", ""))[:200]
    entries = (
        Entry.objects.visible_to(request.person)
        .filter(shared_at__isnull=False)
        .of_kind(*(k.name for k in kinds.all_kinds()))
    )
    found = search.matching(entries.newest_first(), asked)
    page = Paginator(lists.lean(found), RESULTS_A_PAGE).get_page(request.GET.get("page"))
    named = {"name__icontains": asked}
    return render(
        request,
        "discover/search.html",
        {
            "asked": asked,
            "page": page,
            "entries": lists.with_names(page.object_list, request.person),
            "communities": fronts.lean(Community.objects.visible_to(request.person))
            .filter(**named)
            .order_by("name")[:8]
            if asked
            else [],
            "interests": fronts.interests_met(request.person).filter(**named).order_by("name")[:12] if asked else [],
            "people": Person.objects.shown_to(request.person)
            .filter(display_name__icontains=asked)
            .order_by("display_name")[:12]
            if asked and request.person
            else [],
        },
    )


def calendar(request: Request) -> HttpResponse:
    """What is on, day by day, as far as the reader may see."""
    gatherings = feeds.upcoming(request.person, 60)
    days = [
        (day, list(on_day))
        for day, on_day in groupby(
            gatherings, key=lambda entry: timezone.localtime(entry.as_gathering.starts_at).date()
        )
    ]
    return render(request, "discover/calendar.html", {"days": days})


def _open_addresses() -> Iterator[str]:
    yield from ("/", "/c/", "/library/", "/calendar/", "/i/")
    for slug in Community.objects.visible_to(None).values_list("slug", flat=True).iterator():
        yield f"/c/{slug}/"
    for entry in Entry.objects.visible_to(None).newest_first().only("pk")[:MOST_ADDRESSES].iterator():
        yield entry.address


def sitemap(request: Request) -> StreamingHttpResponse:
    """All that is open to the web (https://www.sitemaps.org/protocol.html), and nothing else."""

    def lines() -> Iterator[str]:
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        for address in _open_addresses():
            yield f"<url><loc>{escape(settings.ADDRESS + address)}</loc></url>\n"
        yield "</urlset>\n"

    return StreamingHttpResponse(lines(), content_type="application/xml")


def robots(request: Request) -> HttpResponse:
    """Where machines may look (RFC 9309): open pages say so themselves."""
    words = f"User-agent: *\nDisallow: /me/\nDisallow: /host/\nDisallow: /search/\nSitemap: {settings.ADDRESS}/sitemap.xml\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
