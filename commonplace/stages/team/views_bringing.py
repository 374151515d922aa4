"""Bringing in a list of answers: choose it, say what its columns hold, see what will come of each line, and only then have it kept."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.people.doors import SignedInRequest
from commonplace.stages.team import bringing
from commonplace.stages.team.forms import ChooseListForm, ColumnsForm
from commonplace.stages.team.models import Forming
from commonplace.stages.team.views_forming import back, in_hand


@never_cache
@carrying
def bring(request: SignedInRequest, community: Community) -> HttpResponse:
    """Choose a file; see what it says, with nothing kept; have it kept. What was read travels in the form."""
    forming = in_hand(request, community)
    if not forming.is_asking:
        messages.warning(request, _("The time to say what one wants for this is over. Change the last day first."))
        return back(community)
    if "text" in request.POST:
        return _columns(request, community, forming)
    form = ChooseListForm(request.POST, request.FILES) if request.method == "POST" else ChooseListForm()
    if form.is_bound and form.is_valid():
        return _show(request, forming, ColumnsForm(text=form.cleaned_data["answers"], zone=community.zone))
    shown = {"community": community, "form": form}
    return render(request, "team/bring.html", shown, status=422 if form.errors else 200)


def _columns(request: SignedInRequest, community: Community, forming: Forming) -> HttpResponse:
    try:
        form = ColumnsForm(request.POST, text=request.POST["text"], zone=community.zone)
    except ValueError as trouble:
        messages.warning(request, str(trouble))
        return HttpResponseRedirect(request.path)
    if form.is_valid() and "do" in request.POST and request.POST.get("seen") == _mark(form):
        planned = bringing.plan(forming, form.answers(forming.week))
        bringing.bring(forming, request.person, planned)
        messages.success(request, _("The list is kept. What people said here themselves stands above it."))
        return back(community)
    return _show(request, forming, form, status=422 if form.errors else 200)


def _mark(form: ColumnsForm) -> str:
    """What was seen: other columns bring other answers, which are looked at first."""
    chosen = form.cleaned_data if form.is_bound else form.initial
    # What was read of the text, since browsers send its ends of lines in a way of their own.
    chosen = {**chosen, "text": form.table}
    return sha256(repr(sorted(chosen.items())).encode()).hexdigest()


def _show(request: SignedInRequest, forming: Forming, form: ColumnsForm, status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {"community": forming.community, "form": form, "plan": None, "seen": ""}
    # What stands in the first line under each heading shows what a column holds, where its heading does not.
    first = next((row.parts for row in form.table.rows if not row.trouble), ())
    shown["columns"] = [
        (field, first[number] if number < len(first) else "") for number, field in enumerate(form.columns)
    ]
    if not form.errors:
        planned = bringing.plan(forming, form.answers(forming.week))
        shown |= {"plan": planned, "seen": _mark(form)}
    return render(request, "team/bring_columns.html", shown, status=status)
