"""A community's front: its purpose, values, next gathering, the end of its stream and people; and its whole stream."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonplace.commons.communities.doors import group_of, seeing, seen_by
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import may_take_part
from commonplace.commons.entries.kept import kept
from commonplace.commons.people.doors import Request
from commonplace.edges.discover import found, fronts, streams
from commonplace.ground.cards import card_answer
from commonplace.stages.gather import feeds

ENTRIES_IN_FRONT = 10
ENTRIES_A_PAGE = 25


def _beside(request: Request, community: Community) -> dict[str, Any]:
    """What stands beside the stream: the gatherings to come, and who is here."""
    return {
        "community": community,
        "membership": community.membership_of(request.person),
        "gatherings": feeds.upcoming(request.person, 3, community=community),
        "members": fronts.members_of(community, request.person),
        "few": fronts.FEW,
        "few_people": fronts.FEW_PEOPLE,
        "may_write": may_take_part(request.person, community),
    }


@kept(group_of)
@seeing
def community(request: Request, community: Community) -> HttpResponse:
    """The front of one community."""
    call = fronts.call_of(community, request.person)
    context = {
        **_beside(request, community),
        **fronts.kin_of(community, request.person),
        "values": fronts.values_of(community, request.person),
        "stream": streams.piece(community, request.person, ENTRIES_IN_FRONT, notes=2),
        "call": call,
        "address": settings.ADDRESS + community.address,
        "linked_data": found.course_of(community, call) if call and request.person is None else "",
    }
    return render(request, "discover/community.html", context)


@kept(group_of)
@seeing
def stream(request: Request, community: Community) -> HttpResponse:
    """All that has been going on in a community, a page at a time."""
    piece = streams.piece(community, request.person, ENTRIES_A_PAGE, before=request.GET.get("before", ""))
    context = {**_beside(request, community), "stream": piece, "is_first": "before" not in request.GET}
    return render(request, "discover/stream.html", context)


@require_safe
@kept(group_of)
def card(request: Request, slug: str) -> HttpResponse:
    """The share card of a community that strangers may see, whoever asks; 404 for any other."""
    return card_answer(found.card_of(seen_by(None, slug), request.commons))
