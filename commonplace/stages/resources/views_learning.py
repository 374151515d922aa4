"""What people learn from, beside what they make: finding it, putting it there, and taking it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import why_not_changed
from commonplace.commons.entries.search import matching
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.resources.forms import LearntFromForm
from commonplace.stages.resources.learning import TooMany, say_learnt_from, take_from_beside
from commonplace.stages.resources.models import LearntFrom
from commonplace.stages.resources.rules import LEARNS, may_say_learnt_from

_MOST_FOUND = 20


def _entry(request: SignedInRequest, pk: int) -> Entry:
    seen = Entry.objects.visible_to(request.person).of_kind(*LEARNS).select_related("community")
    entry = get_object_or_404(seen, pk=pk)
    if not may_say_learnt_from(request.person, entry):
        refuse_paused(request.person)
        raise PermissionDenied(why_not_changed(request.person, entry, _("Those who wrote it do this.")))
    return entry


def _offered(person: Person, entry: Entry, asked: str) -> QuerySet[Entry]:
    """Resources that hold these words, of the whole commons; without words, the newest of the entry's own community."""
    seen = Entry.objects.visible_to(person).of_kind("resource", "page").filter(shared_at__isnull=False)
    seen = seen.exclude(helped_with__entry=entry).newest_first().select_related("community", "as_resource")
    found = matching(seen, asked) if asked else seen.filter(community=entry.community, kind="resource")
    return found[:_MOST_FOUND]


@signed_in
def learnt_from(request: SignedInRequest, pk: int) -> HttpResponse:
    """What stands beside an entry to learn from, and a form to find more."""
    entry = _entry(request, pk)
    asked = (request.POST if request.method == "POST" else request.GET).get("words", "")[:100].strip()
    found = list(_offered(request.person, entry, asked))
    # With what was chosen, so that it is still there when the form comes back.
    offered = Entry.objects.visible_to(request.person).of_kind("resource", "page").filter(shared_at__isnull=False)
    chosen = request.POST.get("resource", "")
    keys = [one.pk for one in found]
    if chosen.isdecimal() and len(chosen) < 19:
        keys += offered.filter(pk=int(chosen)).values_list("pk", flat=True)
    sent = request.POST if request.method == "POST" else None
    form = LearntFromForm(sent, person=request.person, entry=entry, offered=keys)
    if sent is not None and form.is_valid():
        try:
            say_learnt_from(entry, request.person, form.cleaned_data["resource"], form.cleaned_data["why"])
        except TooMany as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("It stands beside it now."))
            return HttpResponseRedirect(f"{entry.address}learnt-from/")
    seen = Entry.objects.visible_to(request.person).filter(pk=OuterRef("resource"))
    rows = LearntFrom.objects.filter(Exists(seen), entry=entry).select_related("resource")
    context = {"entry": entry, "form": form, "found": found, "asked": asked, "rows": rows, "chosen": chosen}
    return render(request, "resources/learnt_from.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def remove(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Take a resource from beside an entry."""
    entry = _entry(request, pk)
    seen = Entry.objects.visible_to(request.person).filter(pk=OuterRef("resource"))
    rows = LearntFrom.objects.select_related("resource", "entry__community").filter(Exists(seen), entry=entry)
    tell_gone(request, take_from_beside(get_object_or_404(rows, pk=number), request.person))
    return HttpResponseRedirect(f"{entry.address}learnt-from/")
