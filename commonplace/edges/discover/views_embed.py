"""What is open and on, as a small page that other websites may show within their own."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from commonplace.commons.entries.kept import kept
from commonplace.commons.people.doors import Request
from commonplace.edges.discover import fronts
from commonplace.ground.middleware import FRAMED
from commonplace.stages.gather import feeds

_GATHERINGS = 5


@require_safe
@xframe_options_exempt
@kept()
def embedded(request: Request) -> HttpResponse:
    """The open calls and the next open gatherings, as strangers see them, whoever looks."""
    calls, gatherings = fronts.few_calls(None), feeds.upcoming(None, _GATHERINGS)
    shown = {"calls": calls, "gatherings": gatherings, "address": settings.ADDRESS}
    response = render(request, "discover/embed.html", shown)
    response["Content-Security-Policy"] = FRAMED
    return response
