"""Staff write to many: shown first, with how many it reaches."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import SignedInRequest
from commonplace.edges.programmes import circulars
from commonplace.edges.programmes.doors import leading
from commonplace.edges.programmes.forms import CircularForm
from commonplace.edges.programmes.rules import may_write_circular
from commonplace.ground.text import clean
from commonplace.ground.text import render as rendered

_EARLIER = 20


def _shown(programme: Community, by: SignedInRequest, form: CircularForm, teams: list[Community]) -> dict[str, Any]:
    """What is about to go out, as it will be read, and whom it reaches."""
    to = circulars.chosen(form.cleaned_data["to"], teams)
    return {
        "title": form.cleaned_data["title"],
        "body_html": rendered(clean(form.cleaned_data["body"])),
        "teams": to,
        "reach": circulars.reach(programme, to, by.person),
    }


@leading
def write(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Write to everybody, to the teams of one stage, or to one team. Nothing goes out that was not shown before."""
    if request.method == "POST":
        refuse_closed(programme)
    teams = list(circulars.teams_to_write_to(programme, request.person))
    initial = {"to": request.GET.get("to", circulars.EVERYBODY)}
    form = CircularForm(request.POST if request.method == "POST" else None, teams=teams, initial=initial)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = _shown(programme, request, form, teams)
        if (key := form.cleaned_data["send"]) and shown["reach"].people:
            words = {name: form.cleaned_data[name] for name in ("title", "body")}
            circulars.write_circular(programme, request.person, key=key, teams=shown["teams"], **words)
            messages.success(request, _("It is on its way. It stands below as soon as it is out."))
            return HttpResponseRedirect(f"{programme.address}programme/write/")
    context = {
        "community": programme,
        "form": form,
        "shown": shown,
        "writes": may_write_circular(request.person, programme),
        "earlier": circulars.sent_from(programme, request.person)[:_EARLIER],
    }
    return render(request, "programmes/write.html", context, status=422 if form.errors else 200)
