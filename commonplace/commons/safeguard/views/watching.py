"""The page on which somebody is asked to watch over an entry, says yes or no, and reads first what is said to it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonplace.commons.entries.commenting import let_through
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.safeguard import watching
from commonplace.commons.safeguard.forms import AskToWatchForm, WatchWordsForm
from commonplace.commons.safeguard.models import Watch
from commonplace.commons.safeguard.rules import may_ask_to_watch, may_read_watch, may_watch


def _watch_read(request: SignedInRequest, entry: Entry) -> Watch:
    """The watch over an entry, for those who may read of it; else 404."""
    found = watching.watch_over(entry)
    if found is None or not may_read_watch(request.person, found):
        raise Http404
    found.entry = entry
    return found


def _watch_of_mine(request: SignedInRequest, pk: int) -> Watch:
    found = _watch_read(request, entry_seen(request, pk))
    watching.refuse_others(request.person, found)
    return found


@signed_in
@require_http_methods(["GET", "POST"])
def watch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask somebody to watch over an entry; once one is asked, what became of it."""
    entry = entry_seen(request, pk)
    found = watching.watch_over(entry)
    if found is not None and may_read_watch(request.person, found):
        found.entry = entry
        return _page(request, found)
    if found is not None or not may_ask_to_watch(request.person, entry):
        if entry.is_draft:
            raise PermissionDenied(_("It is a draft. Share it here first, then ask somebody to go along further."))
        raise PermissionDenied(_("Only those who made it ask somebody to watch over it."))
    form = AskToWatchForm(request.POST if request.method == "POST" else None, entry=entry, by=request.person)
    if request.method == "POST" and form.is_valid():
        watching.ask_to_watch(entry, request.person, form.cleaned_data["watcher"], form.cleaned_data["words"])
        messages.success(request, _("They are asked. You hear when they answer; until then nothing is open."))
        return redirect(f"{entry.address}watch/")
    context = {"entry": entry, "form": form, "is_minor": request.person.is_minor, "days": watching.LASTS.days}
    return render(request, "safeguard/ask_to_watch.html", context, status=422 if form.errors else 200)


def _page(
    request: SignedInRequest, found: Watch, *, form: WatchWordsForm | None = None, why_not: str = ""
) -> HttpResponse:
    kept_back = list(watching.kept_back_from(found)) if found.accepted_at else []
    is_watcher = request.person.pk == found.watcher_id
    context: dict[str, Any] = {
        "entry": found.entry,
        "watch": found,
        "said": found.words.select_related("by"),
        "is_watcher": is_watcher,
        "is_one_of_them": is_watcher or request.person.pk == found.asked_by_id,
        "waiting": [one for one in kept_back if one.kept_back == "waits"],
        "held": [one for one in kept_back if one.kept_back == "held"],
        # A young author hears that something was held, and need not read it.
        "reads_along": request.person.pk != found.asked_by_id or not found.asked_by.is_minor,
        "changed_at": watching.changed_since_yes(found) if found.entry.is_accompanied else None,
        "form": form or WatchWordsForm(),
        "why_not": why_not,
        "days": watching.LASTS.days,
    }
    return render(request, "safeguard/watch.html", context, status=422 if why_not or (form and form.errors) else 200)


@signed_in
@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say yes, which opens it, or no."""
    found = _watch_of_mine(request, pk)
    if request.person.pk != found.watcher_id:
        raise PermissionDenied(_("Whoever is asked answers."))
    if "no" in request.POST:
        watching.end_watch(found, request.person)
        messages.success(request, _("They hear that you cannot. Nothing was opened."))
        return redirect(found.entry.address)
    if not may_watch(request.person, found.entry, found.asked_by):
        raise PermissionDenied(
            _("You cannot watch over it now: for that you have to look after a community of theirs.")
        )
    try:
        watching.accept_watch(found)
    except watching.NotOpened as failure:
        return _page(request, found, why_not=str(failure))
    messages.success(request, _("It is on the open web now, and you read first what is said to it."))
    return redirect(f"{found.entry.address}watch/")


@signed_in
@require_POST
def say(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say something to the other of the two."""
    found = _watch_of_mine(request, pk)
    form = WatchWordsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    watching.say_about_watch(found, request.person, form.cleaned_data["words"])
    messages.success(request, _("Said."))
    return redirect(f"{found.entry.address}watch/")


@signed_in
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop, for either of the two. What was open only because of it goes back to this commons."""
    found = _watch_of_mine(request, pk)
    watching.end_watch(found, request.person)
    messages.success(request, _("It is over, and the other of you hears of it."))
    return redirect(found.entry.address)


@signed_in
@require_POST
def read(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Let through what was said, or hold it back."""
    found = _watch_of_mine(request, pk)
    if request.person.pk != found.watcher_id or not found.is_on:
        raise PermissionDenied(_("Whoever watches over it reads first."))
    comment = get_object_or_404(Comment.objects.exclude(kept_back="").filter(entry=found.entry), pk=comment_pk)
    if "hold" in request.POST:
        watching.hold_back(comment, request.person)
        messages.success(
            request,
            _("It stays out of the margin. They hear that something was held back, and you can tell them what."),
        )
    else:
        let_through(comment)
        messages.success(request, _("It stands in the margin now."))
    return redirect(f"{found.entry.address}watch/")
