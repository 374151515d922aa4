"""A host helps somebody back in who lost their phone or key."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.people.doors import SignedInRequest, host_only
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import may_take_factors
from commonplace.commons.people.signing import helping
from commonplace.commons.people.signing.doors import confirmed
from commonplace.commons.people.signing.forms import ReasonForm


@host_only
@confirmed()
def factors(request: SignedInRequest, name: str) -> HttpResponse:
    """Take passkeys and second step away, for a reason that the person reads. What was done before stands there."""
    people = Person.objects.filter(left_at=None, account__isnull=False).select_related("account")
    somebody = get_object_or_404(people, name=name)
    may_take = may_take_factors(request.person, somebody)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and not may_take:
        raise PermissionDenied(_("Another host has to do this for you."))
    if request.method == "POST" and form.is_valid():
        helping.take_factors_away(somebody, request.person, form.cleaned_data["reason"])
        messages.success(request, _("Done. They were told, and sign in with their passphrase alone."))
        return redirect(f"/host/people/{somebody.name}/")
    context = {
        "form": form,
        "somebody": somebody,
        "may_take": may_take and helping.has_factors(somebody),
        "log": somebody.factor_help.select_related("by").order_by("-at")[:20],
    }
    return render(request, "signing/host_factors.html", context, status=422 if form.errors else 200)
