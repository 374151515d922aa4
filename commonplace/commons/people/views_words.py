"""The pages of words that every commons has: norms, privacy, contact. Ours serve where the host has written none."""

from functools import lru_cache

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.people.actions import agree_to_norms
from commonplace.commons.people.doors import Request, own_address
from commonplace.commons.people.models import Person
from commonplace.ground.text import render as rendered

# The same few texts on every reading: rendered once, and again when they change.
_html = lru_cache(maxsize=16)(rendered)


def norms(request: Request) -> HttpResponse:
    """What everybody here holds to. Where it has changed, whoever is here agrees to it anew."""
    onwards = own_address(request, request.POST.get("next") or request.GET.get("next") or "", "/")
    if request.method == "POST":
        if request.person is not None and request.person.is_asked_again:
            agree_to_norms(request.person)
            messages.success(request, _("Thank you. Now you can go on."))
        return redirect(onwards)
    return render(request, "people/norms.html", {"written": _html(request.commons.norms), "onwards": onwards})


def privacy(request: Request) -> HttpResponse:
    """What is kept about people, and who sees it."""
    return render(request, "people/privacy.html", {"written": _html(request.commons.privacy)})


def contact(request: Request) -> HttpResponse:
    """How to reach a person."""
    hosts = Person.objects.active().filter(is_host=True).order_by("display_name")
    if request.person is None:
        hosts = hosts.filter(pk__in=Person.objects.shown_to(None).values("pk"))
    return render(request, "people/contact.html", {"written": _html(request.commons.contact), "hosts": hosts})
