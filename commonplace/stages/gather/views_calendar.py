"""Calendar files: of one gathering, of a community, of everything that the reader may see."""

import hashlib
from collections.abc import Sequence
from typing import cast

from django.http import Http404, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from commonplace.commons.communities.doors import group_of, seeing
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.veil import without_calls
from commonplace.stages.gather.calendars import calendar_of
from commonplace.stages.gather.feeds import (
    MOST_IN_CALENDARS,
    RECENT,
    ended_since,
    gatherings_for,
    of_family,
)
from commonplace.stages.gather.within import Part
from commonplace.stages.gather.written import events_of, events_of_community, with_parts


def calendar_file(
    request: Request, events: Sequence[Entry | Part | str], name: str, file_name: str, *, is_private: bool = False
) -> HttpResponse:
    """A calendar file, or 304 where the reader has this very one."""
    data = calendar_of(events, name, for_strangers=is_private or request.person is None)
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slugify(without_calls(file_name))[:60] or "calendar"}.ics"'
    response["ETag"] = etag
    patch_cache_control(response, no_cache=True, private=is_private or request.person is not None)
    patch_vary_headers(response, ["Cookie"])
    unchanged = get_conditional_response(request, etag=etag, response=response)
    return cast(HttpResponse, unchanged or response)


@require_safe
def everything(request: Request) -> HttpResponse:
    """All gatherings that the reader may see; for a stranger, those on the open web."""
    recent = ended_since(gatherings_for(request.person), RECENT)
    events = events_of(request.person, recent[:MOST_IN_CALENDARS])
    return calendar_file(request, events, request.commons.name, request.commons.name)


@require_safe
@kept(group_of)
@seeing
def of_community(request: Request, community: Community) -> HttpResponse:
    """A community's gatherings, as far as the reader may see them."""
    return calendar_file(request, events_of_community(request.person, community), community.name, community.slug)


@require_safe
@kept()
@seeing
def of_programme(request: Request, community: Community) -> HttpResponse:
    """The gatherings of a community and of those that live within it, as far as the reader may see them."""
    recent = ended_since(of_family(request.person, community), RECENT)
    events = events_of(request.person, recent[:MOST_IN_CALENDARS])
    return calendar_file(request, events, community.name, f"{community.slug}-all")


@require_safe
def of_gathering(request: Request, pk: int) -> HttpResponse:
    """One gathering with what is within it, to be put into one's own calendar."""
    entry = gatherings_for(request.person).filter(pk=pk).first()
    if entry is None:
        raise Http404
    return calendar_file(request, with_parts(request.person, [(pk, entry)]), entry.title, entry.title)
