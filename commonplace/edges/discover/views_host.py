"""The host's desk, and the first steps that the first page offers."""

from django.conf import settings
from django.contrib import messages
from django.forms import modelformset_factory
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.people.doors import SignedInRequest, host_only
from commonplace.commons.people.undoing import tell_gone
from commonplace.edges.discover import first_steps
from commonplace.edges.discover.desk import what_first
from commonplace.edges.discover.models import FirstStep


@host_only
def desk(request: SignedInRequest) -> HttpResponse:
    """What needs a host now, and the way to everything that they look after."""
    shown = {"needs": what_first(request.person, request.commons), "address": settings.ADDRESS}
    return render(request, "discover/desk.html", shown)


@host_only
def keep_first_steps(request: SignedInRequest) -> HttpResponse:
    """Write the small invitations, or bring back ours."""
    if request.method == "POST" and "ours" in request.POST:
        first_steps.bring_back_ours()
        return HttpResponseRedirect(request.path)
    steps = modelformset_factory(
        FirstStep,
        fields=["title", "words", "link", "link_words"],
        extra=2,
        can_delete=True,
        can_delete_extra=False,
        max_num=12,
    )
    formset = steps(request.POST or None, queryset=FirstStep.objects.all())
    if request.method == "POST" and formset.is_valid():
        gone = first_steps.keep(formset, request.person)
        messages.success(request, _("The first steps are kept."))
        if gone:
            tell_gone(request, gone)
        return HttpResponseRedirect(request.path)
    return render(request, "discover/first_steps.html", {"formset": formset}, status=422 if formset.is_bound else 200)
