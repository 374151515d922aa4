"""Coming to an open gathering without an account."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.forms import is_too_young
from commonplace.commons.people.signing import attempts
from commonplace.ground.mail import mail_is_stuck
from commonplace.ground.pages import asked_too_often
from commonplace.stages.gather import guests, places
from commonplace.stages.gather.calendars import calendar_links
from commonplace.stages.gather.claiming import forget_guest
from commonplace.stages.gather.coming_forms import CompanyForm, GuestForm
from commonplace.stages.gather.guest_letters import may_be_written_to, whose
from commonplace.stages.gather.models import SAID, Coming, Gathering, Guest

Answer = Coming.Answer


def _open_gathering(pk: int) -> Gathering:
    """A gathering that strangers may see; else 404."""
    entries = Entry.objects.visible_to(None).of_kind("gathering").select_related("as_gathering", "community")
    entry = get_object_or_404(entries, pk=pk)
    gathering: Gathering = entry.as_gathering
    gathering.entry = entry
    return gathering


@never_cache
def sign_up(request: Request, pk: int) -> HttpResponse:
    """Ask who comes. The answer is the same whether or not somebody has an account, or came before."""
    gathering = _open_gathering(pk)
    if request.person or not guests.takes_guests(gathering):
        return HttpResponseRedirect(gathering.entry.address)
    if is_too_young(request.POST.get("age_band", ""), request.commons):
        return render(request, "gather/guest_not_yet.html", {"gathering": gathering})
    form = GuestForm(request.POST or None, gathering=gathering)
    if request.method != "POST" or not form.is_valid():
        return _sign_up_page(request, gathering, form)
    if wait := attempts.wait(request, "guest", form.cleaned_data["email"]):
        form.add_error(None, attempts.words(wait))
        return asked_too_often(_sign_up_page(request, gathering, form), wait)
    attempts.note(request, "guest", form.cleaned_data["email"])
    guests.ask_to_come(gathering, **form.said())
    return HttpResponseRedirect(f"{gathering.entry.address}guest/?asked")


def _sign_up_page(request: Request, gathering: Gathering, form: GuestForm) -> HttpResponse:
    asked = "asked" in request.GET
    shown = {"gathering": gathering, "form": form, "asked": asked, "mail_is_stuck": asked and mail_is_stuck()}
    return render(request, "gather/guest_sign_up.html", shown, status=422 if form.errors else 200)


@never_cache
def guest(request: Request, token: str) -> HttpResponse:
    """How it stands for a guest, by the link in their letters. Looking at it changes nothing: mail scanners follow links."""
    known = whose(token)
    if known is None:
        return render(request, "people/link_lapsed.html", {"kind": "guest"}, status=404)
    if request.POST.get("answer") == "forget":
        forget_guest(known)
        messages.success(request, _("Your address and what you said are forgotten."))
        return HttpResponseRedirect("/")
    own = Coming.objects.filter(guest=known).first()
    before = own.company if own and own.answer != Answer.NO else known.company
    if request.POST.get("answer") not in SAID:
        return _page(request, known, own, CompanyForm(gathering=known.gathering, before=before))
    form = CompanyForm(request.POST, gathering=known.gathering, before=before)
    if not form.is_valid():
        return _page(request, known, own, form, status=422)
    return _say(request, known, own, form)


def _say(request: Request, known: Guest, own: Coming | None, form: CompanyForm) -> HttpResponse:
    again = HttpResponseRedirect(request.path)
    if not (may_be_written_to(known.gathering) and guests.takes_guests(known.gathering)):
        messages.warning(request, _("It is over, cancelled, or not open to guests any more."))
        return again
    try:
        said = guests.say_as_guest(known, form.cleaned_data["answer"], form.brought())
    except places.TooMany as trouble:
        form.add_error(None, str(trouble))
        return _page(request, known, own, form, status=409)
    except guests.HasAccount:
        messages.info(request, _("You have an account by this address. Sign in, and say it here."))
        return HttpResponseRedirect(known.gathering.entry.address)
    words = {
        Answer.YES: _("They know that you are coming."),
        Answer.MAYBE: _("They know that you may come."),
        Answer.WAITLISTED: _("All places are taken, so you are in line for one now."),
        Answer.OFFERED: _("You are in line, and a place is free for you."),
    }
    messages.success(request, words.get(Answer(said.answer)) or _("They know that you cannot come."))
    return again


def _page(request: Request, known: Guest, own: Coming | None, form: CompanyForm, status: int = 200) -> HttpResponse:
    gathering, stands = known.gathering, own.stands if own else ""
    if not may_be_written_to(gathering):
        return render(request, "gather/guest_closed.html", {})
    gathering.entry.as_gathering = gathering
    shown: dict[str, Any] = {
        "gathering": gathering,
        "own": own,
        "stands": stands,
        "form": form,
        "may_answer": guests.takes_guests(gathering),
        "guest": known,
        "calendars": calendar_links(gathering.entry, for_strangers=True),
        "sees_link": bool(gathering.link) and stands == Answer.YES,
    }
    return render(request, "gather/coming.html", shown, status=status)
