"""Deleting gatherings that repeat: all of them, or one and its later ones."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.gather.models import Coming
from commonplace.stages.gather.reach_forms import DeleteSeriesForm
from commonplace.stages.gather.repeating import deletable, delete_of_series
from commonplace.stages.gather.rules import may_delete_series
from commonplace.stages.gather.views_entry import gathering_seen


@signed_in
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask which of them, then delete them."""
    gathering = gathering_seen(request, pk)
    if not may_delete_series(request.person, gathering):
        refuse_paused(request.person)
        raise PermissionDenied(_("Only those who planned gatherings that repeat delete them together."))
    later = deletable(gathering, request.person, only_later=True)
    every = deletable(gathering, request.person, only_later=False)
    form = DeleteSeriesForm(request.POST if request.method == "POST" else None, later=later, every=every)
    if request.method == "POST" and form.is_valid():
        kept = delete_of_series(every if form.cleaned_data["reach"] == "all" else later, request.person)
        tell_gone(request, kept)
        return HttpResponseRedirect(kept.address)
    counted_on = (
        Coming.objects.filter(gathering__in=[one.pk for one in every]).exclude(answer=Coming.Answer.NO).exists()
    )
    shown = {"entry": gathering.entry, "form": form, "counted_on": counted_on}
    return render(request, "gather/series_deletion.html", shown, status=422 if form.errors else 200)
