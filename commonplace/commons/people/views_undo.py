"""What one took away within the hour, and bringing it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.rules import may_act
from commonplace.ground import put_away
from commonplace.ground.models import PutAway


@never_cache
@signed_in
def taken_away(request: SignedInRequest) -> HttpResponse:
    """What can still be brought back, each with its button."""
    return render(request, "people/taken_away.html", {"kept": put_away.to_bring_back(request.person)})


@require_POST
@signed_in
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Bring one thing back, and go where it is."""
    if not may_act(request.person):
        raise PermissionDenied(_("You are paused, so nothing can be brought back now."))
    try:
        kept = put_away.bring_back(pk, request.person)
    except PutAway.DoesNotExist as nothing:
        raise Http404 from nothing
    except put_away.CannotComeBack as words:
        messages.warning(request, _("It cannot be brought back.") + f" {words}")
        return redirect("/me/undo/")
    messages.success(request, _("It is back, as it was."))
    return redirect(kept.address)
