"""The page on which those who look after a community choose what is asked after a gathering."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.reflect.forms import PromptForm
from commonplace.stages.reflect.models import Prompt
from commonplace.stages.reflect.prompting import ChosenMeanwhile, choose_prompt, edition_of
from commonplace.stages.reflect.prompts import prompt_of, words_of
from commonplace.stages.reflect.rules import may_choose_prompt


@signed_in
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose one of our questions, write one, or ask none."""
    seen = Entry.objects.visible_to(request.person).of_kind("gathering").select_related("community", "as_gathering")
    entry = get_object_or_404(seen, pk=pk)
    if entry.community is None:
        raise Http404
    if not may_choose_prompt(request.person, entry.community):
        raise PermissionDenied(_("Those who look after the community choose what is asked afterwards."))
    gathering = entry.as_gathering
    gathering.entry = entry
    standing = prompt_of(gathering)
    form = PromptForm(request.POST or None, standing=standing)
    own = standing if standing and standing.gathering_id else None
    if request.method != "POST" or not form.is_valid():
        return _page(request, entry, form, own, status=422 if request.method == "POST" else 200)
    try:
        choose_prompt(gathering, request.person, based_on=request.POST.get("based_on", ""), **form.cleaned_data)
    except ChosenMeanwhile:
        now = Prompt.objects.filter(gathering=gathering).first()
        return _page(request, entry, form, now, is_conflict=True, status=409)
    messages.success(request, _("It is chosen."))
    return HttpResponseRedirect(entry.address)


def _page(
    request: SignedInRequest,
    entry: Entry,
    form: PromptForm,
    own: Prompt | None,
    *,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "entry": entry,
        "community": entry.community,
        "form": form,
        "based_on": edition_of(own),
        "was_asked": own is not None and own.asked_at is not None,
        "theirs": words_of(own) if is_conflict else "",
        "is_conflict": is_conflict,
    }
    return render(request, "reflect/prompt.html", context, status=status)
