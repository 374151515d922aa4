"""The host's desk, and the first steps that the first page offers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import modelformset_factory
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.rules import may_host
from commonplace.commons.safeguard.models import Report
from commonplace.edges.discover import first_steps
from commonplace.edges.discover.models import FirstStep
from commonplace.ground.models import Letter


def _only_hosts(request: Request) -> None:
    if not may_host(request.person):
        raise PermissionDenied(_("These pages are the host’s."))


@signed_in
def desk(request: SignedInRequest) -> HttpResponse:
    """Everything that a host looks after, on one page."""
    _only_hosts(request)
    waiting = Report.objects.filter(state=Report.State.WAITING).count()
    letters = Letter.objects.filter(sent_at=None).count()
    return render(request, "discover/desk.html", {"reports_waiting": waiting, "letters_waiting": letters})


@signed_in
def keep_first_steps(request: SignedInRequest) -> HttpResponse:
    """Write the small invitations, or bring back ours."""
    _only_hosts(request)
    if request.method == "POST" and "ours" in request.POST:
        first_steps.bring_back_ours()
        return HttpResponseRedirect(request.path)
    steps = modelformset_factory(
        FirstStep, fields=["title", "words", "link", "link_words"], extra=2, can_delete=True, max_num=12
    )
    formset = steps(request.POST or None, queryset=FirstStep.objects.all())
    if request.method == "POST" and formset.is_valid():
        first_steps.keep(formset)
        messages.success(request, _("The first steps are kept."))
        return HttpResponseRedirect(request.path)
    return render(request, "discover/first_steps.html", {"formset": formset}, status=422 if formset.is_bound else 200)
