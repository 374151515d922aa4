"""Which programs act for somebody, and ending it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.edges.bridge import programs
from commonplace.edges.bridge.models import Agreement
from commonplace.edges.bridge.scopes import IN_WORDS


@never_cache
@signed_in
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """The programs that one let in, and what each may do."""
    agreements = Agreement.objects.filter(account=request.person.login).select_related("program__application")
    rows = [
        (one, [IN_WORDS[scope] for scope in one.scope.split() if scope in IN_WORDS], one.agreed_at + programs.LASTS)
        for one in agreements.order_by("-agreed_at")
    ]
    return render(request, "bridge/programs.html", {"rows": rows, "home": settings.ADDRESS})


@require_POST
@signed_in
def end(request: SignedInRequest, number: int) -> HttpResponse:
    """Take back that a program acts for one. It asks nothing again, so that a thief is put out fast."""
    agreement = get_object_or_404(
        Agreement.objects.select_related("program__application"), pk=number, account=request.person.login
    )
    programs.end(request.person, agreement.program)
    messages.success(request, _("“%(name)s” acts for you no longer.") % {"name": agreement.program.application.name})
    return redirect("/me/programs/")
