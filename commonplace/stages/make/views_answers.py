"""Answering a brief: saying what one sets out to do, before the work and as it changes."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.models import Membership
from commonplace.commons.communities.rules import is_open, may_take_part
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import SignedInRequest, holding_to_norms, signed_in
from commonplace.stages.make.briefs import answer_brief, change_proposal
from commonplace.stages.make.editing import Theirs, based_on, entry_to_edit, theirs
from commonplace.stages.make.forms_briefs import ProposalForm
from commonplace.stages.make.models import Brief, Work
from commonplace.stages.make.rules import may_answer

_MOST_OFFERED = 50


@holding_to_norms
@require_http_methods(["GET", "POST"])
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a work that answers a brief: in its community where one takes part in that, else in one's own book."""
    seen = Entry.objects.visible_to(request.person).of_kind("brief").select_related("community", "as_brief")
    entry = get_object_or_404(seen, pk=pk)
    refuse_paused(request.person)
    if not may_answer(request.person, entry):
        raise PermissionDenied(_("It is not posed yet."))
    community = entry.community
    if community is not None and is_open(community) and community.asks_to_agree(request.person):
        there = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{community.address}norms/?{there}")
    place = community if community is not None and may_take_part(request.person, community) else None
    form = ProposalForm(request.POST or None, person=request.person, community=place)
    if request.method == "POST" and form.is_valid():
        work = answer_brief(entry.as_brief, request.person, community=place, **form.cleaned_data)
        messages.success(request, _("It is a draft of yours now. Make it here, whenever you like."))
        return HttpResponseRedirect(f"{work.entry.address}work/")
    context = {"form": form, "entry": entry, "place": place}
    return render(request, "make/answer.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def proposal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a work sets out to do, and which brief it answers."""
    work = _work_to_edit(request, pk)
    entry = work.entry
    briefs = _offered(request, work)
    initial = {name: getattr(work, name) for name in ("form", "tools", "goals", "to_be_read")}
    form = ProposalForm(
        request.POST or None,
        person=request.person,
        community=entry.community,
        work=work,
        briefs=[(brief.pk, title) for brief, title in briefs],
        initial=initial | {"answers": work.answers_id or ""},
    )
    if request.method != "POST":
        return _page(request, form, work)
    form.bring_together(entry.version)
    if not form.is_valid():
        return _page(request, form, work, status=422)
    said: dict[str, Any] = dict(form.cleaned_data)
    said["answers"] = next((brief for brief, _title in briefs if brief.pk == said["answers"]), None)
    try:
        change_proposal(work, request.person, based_on=based_on(form), **said)
    except EditedMeanwhile:
        current = _work_to_edit(request, pk)
        other = theirs(current.entry, "form", "tools", "goals", "to_be_read")
        return _page(request, form, current, other=other, status=409)
    messages.success(request, _("What you changed is kept."))
    return HttpResponseRedirect(entry.address)


def _work_to_edit(request: SignedInRequest, pk: int) -> Work:
    entry = entry_to_edit(request, pk, "work", _("Only those who made it change it."))
    work: Work = entry.as_work
    work.entry = entry
    return work


def _offered(request: SignedInRequest, work: Work) -> list[tuple[Brief, str]]:
    """The briefs that a work can answer: those of one's communities, and the one that it answers now."""
    mine = Membership.objects.filter(person=request.person, left_at=None).values("community")
    seen = Entry.objects.visible_to(request.person).of_kind("brief").filter(shared_at__isnull=False)
    rows = seen.filter(Q(community__in=mine) | Q(pk=work.answers_id or 0)).select_related("as_brief").newest_first()
    offered = [(entry.as_brief, entry.title) for entry in rows[:_MOST_OFFERED]]
    if work.answers and work.answers_id not in {brief.pk for brief, _title in offered}:
        offered.append((work.answers, _("One that is not open to you now")))
    return offered


def _page(
    request: SignedInRequest, form: ProposalForm, work: Work, *, other: Theirs | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "entry": work.entry, "other": other}
    return render(request, "make/proposal.html", context, status=status)
