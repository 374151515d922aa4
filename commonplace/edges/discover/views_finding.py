"""Finding by words, by day, and by machines that read addresses."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonplace.commons.communities import naming
from commonplace.commons.communities.models import Community
from commonplace.commons.entries import kinds, lists, search
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Interest, Person
from commonplace.edges.discover import fronts
from commonplace.ground.pages import OnePage
from commonplace.ground.prepared import prepared
from commonplace.ground.text import clean_line
from commonplace.ground.words import behind
from commonplace.stages.gather import feeds

RESULTS_A_PAGE = 20
_AMONG = (200, 2000)
_MOST_PAGES = 50
# So many communities are shown that are called so, of so many that one word of the question is true of.
_FEW_NAMED, _MOST_NAMED = 8, 60
# Where the words find fewer than so many, words like them are looked for as well.
_FEW = 1
MOST_ADDRESSES = 45_000  # a sitemap holds at most 50,000 (https://www.sitemaps.org/protocol.html)


@prepared
def _of_newest(viewer: Person | None, query: str, most: tuple[int], first: tuple[int]) -> QuerySet[Entry]:
    """What `viewer` may see among so many of the newest entries that hold the words."""
    return _from(search.holding(_shown(viewer), query, most[0]), first)


@prepared
def _of_newest_for_strangers(query: str, by_words: str, most: tuple[int], first: tuple[int]) -> QuerySet[Entry]:
    """The same, but for those that hold the words only in pieces which strangers do not get."""
    found = search.holding(_shown(None), query, most[0])
    return _from(found.filter(search.shows_pieces() | search.held(by_words, most[0])), first)


@prepared
def _of_all(viewer: Person | None, query: str, by_words: str, first: tuple[int]) -> QuerySet[Entry]:
    found = search.holding(_shown(viewer), query)
    if viewer is None:
        found = found.filter(search.shows_pieces() | search.held(by_words))
    return _from(found, first)


def _from(found: QuerySet[Entry], first: tuple[int]) -> QuerySet[Entry]:
    return found[first[0] : first[0] + RESULTS_A_PAGE + 1]


def _shown(viewer: Person | None) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(shared_at__isnull=False)
    return lists.lean(seen.of_kind(*(kind.name for kind in kinds.all_kinds())).newest_first())


def _entries(viewer: Person | None, query: str, by_words: str, first: int = 0) -> list[Entry]:
    """A page of what holds the words, newest first, and one more where there is more, with names.

    It is looked for among the newest that hold them, and only if those do not fill the page among all: to sort all that
    hold a common word is what makes a search slow. `by_words` asks for less: for what stands in no piece.
    """
    if not query:
        return []
    for most in _AMONG:
        rows = _among(viewer, query, by_words, most, first)
        if len(rows) > RESULTS_A_PAGE or not search.keys_holding(query, most, 1):
            return rows
    return lists.with_names(_of_all(viewer=viewer, query=query, by_words=by_words, first=(first,)), viewer)


def _among(viewer: Person | None, query: str, by_words: str, most: int, first: int) -> list[Entry]:
    # Mostly everybody on a first page may be named, and then it need not be asked what holds the words without its pieces.
    if viewer or first == 0:
        rows = lists.with_names(_of_newest(viewer=viewer, query=query, most=(most,), first=(first,)), viewer)
        if viewer or not any(row.is_veiled for row in rows):  # type: ignore[attr-defined]
            return rows
    found = _of_newest_for_strangers(query=query, by_words=by_words, most=(most,), first=(first,))
    return lists.with_names(found, viewer)


def _page_of_entries(viewer: Person | None, asked: str, number: int) -> OnePage:
    by_words, query = search.queries_of(asked)
    rows = _entries(viewer, query, by_words, (number - 1) * RESULTS_A_PAGE)
    return OnePage(rows[:RESULTS_A_PAGE], number, len(rows) > RESULTS_A_PAGE)


def _roughly(viewer: Person | None, asked: str, exact: list[Entry]) -> tuple[list[Entry], str]:
    """What holds words like those asked for, besides what holds them; and the words that may have been meant."""
    rough = search.roughly(asked)
    if rough is None:
        return [], ""
    rows = _entries(viewer, rough.of_pieces, rough.query)
    found = {entry.pk for entry in exact}
    more = [entry for entry in rows[:RESULTS_A_PAGE] if entry.pk not in found]
    meant = rough.meant(words for entry in more for words in (entry.title, entry.summary)) if not exact else []
    return more, " ".join(meant)


@prepared
def _beginning(viewer: Person | None, word: str, end: str) -> QuerySet[Community]:
    seen = fronts.lean(Community.objects.visible_to(viewer))
    return seen.filter(naming.begins(word, end)).order_by("name")[:_MOST_NAMED]


def _communities(viewer: Person | None, asked: str) -> list[Community]:
    word = naming.looked_for(asked)
    if not word:
        return []
    found = _beginning(viewer=viewer, word=word, end=behind(word))
    return naming.called(found, asked)[:_FEW_NAMED]


@prepared
def _interests(viewer: Person | None, asked: str) -> QuerySet[Interest]:
    return fronts.interests_met(viewer).filter(name__icontains=asked).order_by("name")[:12]


@prepared
def _people(viewer: Person, asked: str) -> QuerySet[Person]:
    return Person.objects.shown_to(viewer).filter(display_name__icontains=asked).order_by("display_name")[:12]


@kept()
def find(request: Request) -> HttpResponse:
    """Entries, communities, interests and, for those signed in, people, by their words."""
    viewer, asked = request.person, clean_line(request.GET.get("q", ""))[:200]
    page = _page_of_entries(viewer, asked, OnePage.asked_for(request.GET.get("page", ""), _MOST_PAGES))
    is_few = bool(asked) and page.number == 1 and len(page.object_list) < _FEW
    alike, meant = _roughly(viewer, asked, list(page.object_list)) if is_few else ([], "")
    context = {
        "asked": asked,
        "alike": alike,
        "meant": meant,
        "page": page,
        "entries": page.object_list,
        "communities": _communities(viewer=viewer, asked=asked) if asked else [],
        "interests": _interests(viewer=viewer, asked=asked) if asked else [],
        "people": _people(viewer=viewer, asked=asked) if asked and viewer else [],
    }
    return render(request, "discover/search.html", context)


def calendar(request: Request) -> HttpResponse:
    """What is on, day by day, as far as the reader may see; or what of it looks for testers."""
    only_testers = "testers" in request.GET
    gatherings = feeds.upcoming(request.person, 60, seeking_testers=only_testers)
    days = [
        (day, list(on_day))
        for day, on_day in groupby(
            gatherings, key=lambda entry: timezone.localtime(entry.as_gathering.starts_at).date()
        )
    ]
    return render(request, "discover/calendar.html", {"days": days, "only_testers": only_testers})


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
