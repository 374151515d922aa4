"""Does a badge hold, whoever gave it. For everybody, without a script."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commonplace.commons.people.doors import Request
from commonplace.ground import clock
from commonplace.ground.pages import asked_too_often
from commonplace.stages.recognise.credentials.reading import CannotBeRead
from commonplace.stages.recognise.forms import BroughtForm
from commonplace.stages.recognise.verdicts import said_of, shown_of, summed_up, verdict_of


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: Request) -> HttpResponse:
    """Take a badge in, and say what was looked at and what came of it. Nothing of it is kept."""
    form = BroughtForm(request)
    shown: dict[str, Any] = {"form": form, "result": ""}
    if request.method == "POST" and form.is_valid():
        try:
            verdict = verdict_of(form.credential)
        except CannotBeRead as trouble:
            form.add_error(None, str(trouble))
        else:
            result = str(verdict.result)
            shown |= {
                "badge": shown_of(verdict.credential),
                "checks": [said_of(check) for check in verdict.checks],
                "result": result,
                "summed_up": summed_up(result),
                "at": clock.now(),
                "form": BroughtForm(request, is_empty=True),
            }
    page = render(request, "recognise/verify.html", shown, status=422 if form.errors else 200)
    return asked_too_often(page, form.wait) if form.wait else page
