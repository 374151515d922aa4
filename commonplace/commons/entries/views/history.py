"""The earlier words of an entry, and bringing them back."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.entries import rules
from commonplace.commons.entries.actions import EditedMeanwhile, bring_back
from commonplace.commons.entries.comparing import compared
from commonplace.commons.entries.comparing_pieces import changes_of_pieces
from commonplace.commons.entries.kinds import kind_of
from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.ground.text import render as rendered

# Pieces stay as they are when earlier words come back.
_BROUGHT_BACK = {"title", "summary", "body", "pieces"}


def _entry_with_history(request: SignedInRequest, pk: int) -> Entry:
    entry = entry_seen(request, pk)
    if not rules.may_see_history(request.person, entry):
        raise PermissionDenied(_("Only those who wrote it can read its earlier words."))
    return entry


@signed_in
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """The revisions of an entry, newest first: one for each sitting."""
    entry = _entry_with_history(request, pk)
    revisions = entry.revisions.defer("words").select_related("by").order_by("-number")
    page = Paginator(revisions, 30).get_page(request.GET.get("page"))
    return render(request, "entries/history.html", {"entry": entry, "page": page, "history": _address(entry)})


def _address(entry: Entry) -> str:
    return f"{entry.address}history/"


@signed_in
def compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Two revisions beside each other (`?from=3&to=5`); without `to` the newest one, without `from` the one before."""
    entry = _entry_with_history(request, pk)
    context = set_beside(request, entry.revisions, lambda one: kind_of(entry).said(one.words))
    pieces = changes_of_pieces(context["older"].words, context["newer"].words)
    context |= {"parts": [*context["parts"], *pieces.parts], "told": pieces.told}
    return render(request, "entries/compare.html", {"entry": entry, "history": _address(entry), **context})


def set_beside(
    request: SignedInRequest, revisions: Any, said: Callable[[Any], Iterable[tuple[str, str]]]
) -> dict[str, Any]:
    """What the page of two revisions shows: those that the address names, and what differs in what is said in them."""
    numbers = list(revisions.order_by("number").values_list("number", flat=True))
    if not numbers:
        raise Http404
    newer = _number(request.GET.get("to"), numbers, default=numbers[-1])
    older = _number(request.GET.get("from"), numbers, default=max(newer - 1, numbers[0]))
    older, newer = sorted((older, newer))
    kept = {one.number: one for one in revisions.filter(number__in={older, newer}).select_related("by")}
    differences = compared(said(kept[older]), said(kept[newer]))
    return {"older": kept[older], "newer": kept[newer], "numbers": numbers, "parts": differences, "told": []}


def _number(given: str | None, numbers: list[int], default: int) -> int:
    """The revision that an address names; 404 for one that is not there."""
    if not given:
        return default
    found = [number for number in numbers if str(number) == given]
    if not found:
        raise Http404
    return found[0]


@signed_in
@require_http_methods(["GET", "POST"])
def revision(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The words of one revision; posting makes them the present ones."""
    entry = _entry_with_history(request, pk)
    kept = get_object_or_404(entry.revisions.select_related("by"), number=number)
    latest = entry.revisions.order_by("-number").values_list("number", flat=True)[0]
    restore = kind_of(entry).bring_back
    can_change = rules.may_edit(request.person, entry)
    can_bring_back = can_change and number != latest and (restore is not None or set(kept.words) <= _BROUGHT_BACK)
    if request.method == "POST":
        return _bring_back(request, entry, kept) if can_bring_back else redirect(f"{entry.address}history/")
    more = kind_of(entry).said({key: value for key, value in kept.words.items() if key not in {"title", "body"}})
    context = {
        "entry": entry,
        "revision": kept,
        "history": _address(entry),
        "title": kept.words.get("title") or _("Without a title"),
        "version": entry.version,
        "words_html": rendered(kept.words.get("body", "")),
        "more_words": [part for part in more if part[1]],
        "is_latest": number == latest,
        "can_bring_back": can_bring_back,
    }
    return render(request, "entries/revision.html", context)


def _bring_back(request: SignedInRequest, entry: Entry, kept: Revision) -> HttpResponse:
    try:
        based_on = int(request.POST.get("based_on", ""))
    except ValueError:
        based_on = 0
    restore = kind_of(entry).bring_back or bring_back
    if refusal := why_not_said_again(request.person, entry, kept.words):
        messages.warning(request, refusal)
        return redirect(f"{entry.address}history/")
    try:
        restore(entry, request.person, based_on, kept.words)
    except EditedMeanwhile:
        messages.warning(
            request, _("Somebody changed it meanwhile. Look at the newest words first; nothing was brought back.")
        )
        return redirect(f"{entry.address}history/")
    messages.success(request, _("The earlier words are back. What stood there before is kept in the history."))
    return redirect(entry.address)
