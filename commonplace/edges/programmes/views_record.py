"""Fetching a programme's record."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commonplace.commons.communities.models import Community
from commonplace.commons.people.doors import SignedInRequest
from commonplace.edges.programmes import record
from commonplace.edges.programmes.doors import leading


@require_safe
@leading
def page(request: SignedInRequest, programme: Community) -> HttpResponse:
    """What there is to fetch."""
    return render(request, "programmes/record.html", {"community": programme})


def _file(content: str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_safe
@leading
def table(request: SignedInRequest, programme: Community, name: str) -> HttpResponse:
    """One table as CSV."""
    made = record.as_csv(name, programme, request.person)
    return _file(made, "text/csv", f"{programme.slug}-{name}.csv")


@never_cache
@require_safe
@leading
def whole(request: SignedInRequest, programme: Community) -> HttpResponse:
    """Everything as JSON."""
    return _file(record.as_json(programme, request.person), "application/json", f"{programme.slug}.json")
