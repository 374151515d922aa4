"""Taking oneself off what one wrote together with others."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonplace.commons.entries import rules
from commonplace.commons.entries.authors import step_back
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone


@signed_in
@require_http_methods(["GET", "POST"])
def stepping_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then take oneself off an entry that others go on with."""
    entry = entry_seen(request, pk)
    if not rules.may_step_back(request.person, entry):
        raise PermissionDenied(_("You can take yourself off what you wrote together with somebody who is here."))
    if request.method == "POST":
        tell_gone(request, step_back(entry, request.person))
        still_sees = Entry.objects.visible_to(request.person).filter(pk=pk).exists()
        return redirect(entry.address if still_sees else f"/@{request.person.name}/")
    return render(request, "entries/stepping_back.html", {"entry": entry})
