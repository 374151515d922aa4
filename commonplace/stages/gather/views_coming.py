"""Saying whether one comes: on a gathering's page, and on one of its own, where it stands how that is now."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.stages.gather import places
from commonplace.stages.gather.calendars import calendar_links
from commonplace.stages.gather.coming_forms import CompanyForm
from commonplace.stages.gather.models import SAID, Coming, Gathering
from commonplace.stages.gather.rules import may_say_coming, may_see_link
from commonplace.stages.gather.views_entry import gathering_seen

Answer = Coming.Answer


@signed_in
def coming(request: SignedInRequest, pk: int) -> HttpResponse:
    """How it stands for oneself: coming, in line, offered a place. And saying so; looking at it changes nothing."""
    gathering = gathering_seen(request, pk)
    own = gathering.coming.filter(person=request.person).first()
    if request.method != "POST":
        return _page(request, gathering, own, CompanyForm(gathering=gathering, before=own.company if own else None))
    if request.POST.get("answer") not in SAID:
        return HttpResponseRedirect(gathering.entry.address)
    form = CompanyForm(request.POST, gathering=gathering, before=own.company if own else None)
    if not form.is_valid():
        return _page(request, gathering, own, form, status=422)
    if not may_say_coming(request.person, gathering):
        refuse_paused(request.person)
        refuse_closed(gathering.entry.community)
        messages.warning(request, _("It is over or cancelled, so nobody needs to know any more."))
        return HttpResponseRedirect(gathering.entry.address)
    try:
        said = places.say_coming(gathering, request.person, form.cleaned_data["answer"], form.brought())
    except places.TooMany as trouble:
        form.add_error(None, str(trouble))
        return _page(request, gathering, own, form, status=409)
    return _said(request, gathering, said)


def _said(request: SignedInRequest, gathering: Gathering, said: Coming) -> HttpResponse:
    words = {
        Answer.YES: _("They know that you are coming."),
        Answer.MAYBE: _("They know that you may come."),
        Answer.NO: _("They know that you cannot come."),
        Answer.WAITLISTED: _("All places are taken, so you are in line for one now."),
        Answer.OFFERED: _("You are in line, and a place is free for you."),
    }
    messages.success(request, words[Answer(said.answer)])
    stays = said.answer in {Answer.MAYBE, Answer.NO}
    return HttpResponseRedirect(gathering.entry.address + ("" if stays else "coming/"))


def _page(
    request: SignedInRequest, gathering: Gathering, own: Coming | None, form: CompanyForm, status: int = 200
) -> HttpResponse:
    stands = own.stands if own else ""
    if status == 200 and stands in {"", Answer.MAYBE, Answer.NO}:
        return HttpResponseRedirect(gathering.entry.address)
    shown: dict[str, Any] = {
        "gathering": gathering,
        "own": own,
        "stands": stands,
        "form": form,
        "may_answer": may_say_coming(request.person, gathering),
        "guest": None,
        "calendars": calendar_links(gathering.entry),
        "sees_link": bool(gathering.link) and may_see_link(request.person, gathering, stands),
    }
    return render(request, "gather/coming.html", shown, status=status)
