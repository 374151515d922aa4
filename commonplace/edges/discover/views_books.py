"""Books of people: as others read them, as a feed, and as their owners arrange them."""

import hashlib
from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import lists
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import Person, Stance
from commonplace.commons.people.veil import veil_response
from commonplace.edges.discover import books
from commonplace.edges.discover.feed import feed_of
from commonplace.ground.text import clean_line

ENTRIES_A_PAGE = 25
ROWS_A_PAGE = 50
_MOST_TOLD = 5


def book(request: Request, name: str) -> HttpResponse:
    """What one person made and chose to show to whoever reads it, in their order; `?interest=` narrows it."""
    owner = get_object_or_404(Person.objects.shown_to(request.person), name=name)
    is_own = request.person == owner
    entries = books.all_of_ones_own(owner) if is_own else books.shown_in(owner, request.person)
    interests = list(books.interests_in(entries))
    asked = clean_line(request.GET.get("interest", ""))
    chosen = next((interest for interest in interests if interest.slug == asked), None)
    if chosen:
        entries = entries.filter(interests=chosen)
    page = Paginator(lists.lean(books.in_order(entries)), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    ties = owner.person_interests.select_related("interest").order_by("interest__name")
    context = {
        "owner": owner,
        "is_own": is_own,
        "page": page,
        "entries": lists.with_names(page.object_list, request.person),
        "interests": interests,
        "chosen": chosen,
        "has_feed": owner.is_named_openly,
        "curious": [tie.interest for tie in ties if tie.stance == Stance.CURIOUS],
        "helps": [tie.interest for tie in ties if tie.stance == Stance.HELPS],
    }
    return render(request, "discover/book.html", context)


@require_safe
def feed(request: Request, name: str) -> HttpResponseBase:
    """What strangers may read of a book, as a feed: the same for everybody whom its owner meets, and 304 where they have it already."""
    owner = get_object_or_404(Person.objects.shown_to(None) & Person.objects.shown_to(request.person), name=name)
    response = HttpResponse(feed_of(owner), content_type="application/atom+xml; charset=utf-8")
    veil_response(request, response)
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


@signed_in
@require_http_methods(["GET", "POST"])
def own(request: SignedInRequest) -> HttpResponse:
    """All of one's own book, with who can see what: choose what stands in it, and in which order."""
    page = _page(request)
    if request.method == "POST":
        rows = list(page.object_list)
        wishes = {entry.pk: _wish(request, entry) for entry in rows}
        wrong = [entry for entry in rows if wishes[entry.pk] is None]
        if wrong:
            return _own_page(request, page, rows, wrong=wrong, status=422)
        books.arrange(request.person, {key: wish for key, wish in wishes.items() if wish is not None})
        messages.success(request, _("Your book stands as you put it."))
        return redirect(f"/me/book/?page={page.number}" if page.number > 1 else "/me/book/")
    return _own_page(request, page, list(page.object_list))


def _page(request: SignedInRequest) -> Any:
    rows = books.in_order(books.all_of_ones_own(request.person))
    rows = rows.select_related("community", "team", "opened_to")
    return Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))


def _wish(request: SignedInRequest, entry: Entry) -> books.Wish | None:
    """Where an entry is to stand; None where what was typed is no place."""
    given, left_out = request.POST.get(f"place_{entry.pk}"), f"out_{entry.pk}" in request.POST
    if given is None:  # it came into the book after the page was opened
        return books.Wish(entry.book_place, entry.left_out)  # type: ignore[attr-defined]
    given = given.strip()
    if not given:
        return books.Wish(None, left_out)
    is_place = given.isdecimal() and 0 < int(given[:9]) <= books.MOST_PLACE
    return books.Wish(int(given), left_out) if is_place else None


def _own_page(
    request: SignedInRequest, page: Any, rows: list[Entry], *, wrong: list[Entry] | None = None, status: int = 200
) -> HttpResponse:
    entries = lists.with_names(rows, request.person)
    typed = [
        (
            entry,
            request.POST.get(f"place_{entry.pk}", entry.book_place or ""),  # type: ignore[attr-defined]
            f"out_{entry.pk}" in request.POST if request.method == "POST" else entry.left_out,  # type: ignore[attr-defined]
        )
        for entry in entries
    ]
    widest = widest_audience(request.person)
    titles = Counter(map(_title, entries))
    context = {
        "page": page,
        "rows": typed,
        # Titles that several have: for ears, each of these is called by its number too.
        "repeated": {title for title, count in titles.items() if count > 1},
        "wrong": wrong or [],
        "levels": [(level.value, level.label) for level in Audience if level <= widest],
        "is_minor": request.person.is_minor,
    }
    return render(request, "discover/own_book.html", context, status=status)


@signed_in
@require_POST
def audience(request: SignedInRequest) -> HttpResponse:
    """Change who can see those entries of one's own that are ticked."""
    refuse_paused(request.person)
    keys = [int(key) for key in request.POST.getlist("entry")[:ROWS_A_PAGE] if key.isdecimal() and len(key) < 19]
    given = request.POST.get("audience", "")
    levels = [str(level.value) for level in Audience]
    own = books.all_of_ones_own(request.person).filter(pk__in=keys)
    rows = list(own.select_related("community__parent", "team", "opened_to"))
    back = f"/me/book/?page={request.GET.get('page', '1')}" if request.GET.get("page", "").isdecimal() else "/me/book/"
    if not rows or given not in levels:
        messages.warning(request, _("Tick what you mean, and say who is to see it. Nothing is changed."))
        return redirect(back)
    _tell(request, books.change_audiences(request.person, rows, Audience(int(given))), Audience(int(given)))
    return redirect(back)


def _tell(request: SignedInRequest, told: books.Changed, audience: Audience) -> None:
    """Say what changed, and of what stays as it was, why."""
    if told.changed:
        words = ngettext(
            "“%(titles)s” is seen by %(who)s now.", "%(titles)s are seen by %(who)s now.", len(told.changed)
        )
        messages.success(request, words % {"titles": _titles(told.changed), "who": audience.label})
    if not told.changed and not told.stay:
        messages.success(request, _("That is who sees them already."))
    for entry, why in told.stay[:_MOST_TOLD]:
        messages.warning(request, _("“%(title)s” stays as it was. %(why)s") % {"title": _title(entry), "why": why})
    if len(told.stay) > _MOST_TOLD:
        more = _("Others that you ticked stay as they were, too. Try them by themselves to learn why.")
        messages.warning(request, more)


def _title(entry: Entry) -> str:
    return entry.title or _("Without a title")


def _titles(entries: list[Entry]) -> str:
    """One title as it is; several in quotation marks, the first few of them."""
    if len(entries) == 1:
        return _title(entries[0])
    named = ", ".join(f"“{_title(entry)}”" for entry in entries[:_MOST_TOLD])
    return named if len(entries) <= _MOST_TOLD else _("%(titles)s and others") % {"titles": named}
