"""How a programme stands, for those who carry it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonplace.commons.communities.models import Community
from commonplace.commons.people.doors import SignedInRequest
from commonplace.edges.programmes import quiet, teams
from commonplace.edges.programmes.doors import leading
from commonplace.edges.programmes.patterns import patterns_in


def _weeks(asked: str) -> int:
    return int(asked) if asked in map(str, quiet.WEEKS) else quiet.USUAL


@require_safe
@leading
def overview(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Every team with its stage, its next gathering and what waits there; and who has not been heard from."""
    by_stage = request.GET.get("by") == "stage"
    weeks = _weeks(request.GET.get("weeks", ""))
    waits_here, lines = teams.overview(programme, request.person, by_stage=by_stage)
    shown = [line.community for line in lines]
    context = {
        "community": programme,
        "waits_here": waits_here,
        "lines": lines,
        "by_stage": by_stage,
        "closed_to": teams.closed_to(programme, lines),
        "weeks": weeks,
        "choices": quiet.WEEKS,
        "quiet": quiet.not_heard_from(programme, shown, request.person, weeks),
        "somebody_is_here": quiet.looked_after(programme).exists(),
    }
    return render(request, "programmes/overview.html", context)


@require_safe
@leading
def patterns(request: SignedInRequest, programme: Community) -> HttpResponse:
    """What the teams expected and what came of it, by value."""
    found = patterns_in(programme, request.person)
    return render(request, "programmes/patterns.html", {"community": programme, "patterns": found})
