"""The pages of words that every commons has: norms, privacy, contact. Ours serve where the host has written none."""

from functools import lru_cache

from django.http import HttpResponse
from django.shortcuts import render

from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.ground.text import render as rendered

# The same few texts on every reading: rendered once, and again when they change.
_html = lru_cache(maxsize=16)(rendered)


def norms(request: Request) -> HttpResponse:
    """What everybody here holds to."""
    return render(request, "people/norms.html", {"written": _html(request.commons.norms)})


def privacy(request: Request) -> HttpResponse:
    """What is kept about people, and who sees it."""
    return render(request, "people/privacy.html", {"written": _html(request.commons.privacy)})


def contact(request: Request) -> HttpResponse:
    """How to reach a person."""
    hosts = Person.objects.active().filter(is_host=True).order_by("display_name")
    if request.person is None:
        hosts = hosts.filter(pk__in=Person.objects.shown_to(None).values("pk"))
    return render(request, "people/contact.html", {"written": _html(request.commons.contact), "hosts": hosts})
