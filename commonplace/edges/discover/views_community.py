"""A community's front: its purpose, values, next gathering, the end of its stream and people; and its whole stream."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from commonplace.commons.communities.doors import seeing
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.communities.rules import may_see_members, may_take_part
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.edges.discover import fronts, streams
from commonplace.stages.design.models import ValueChoice
from commonplace.stages.design.values import name_of
from commonplace.stages.gather import feeds

# A front shows a little of each part, and leads on to all of it.
FEW = 6
FEW_PEOPLE = 12
ENTRIES_IN_FRONT = 10
ENTRIES_A_PAGE = 20


def _members(community: Community, viewer: Person | None) -> list[Membership]:
    met = Person.objects.shown_to(viewer).values("pk")
    rows = community.memberships.filter(left_at=None, person__in=met, is_listed=True).select_related("person")
    return list(rows.order_by("person__display_name")[: FEW_PEOPLE + 1])


def _values(community: Community, request: Request) -> list[ValueChoice]:
    """The design's values with their practices, for those who may read the design."""
    choices = ValueChoice.objects.filter(
        design__community=community, design__entry__in=Entry.objects.visible_to(request.person).values("pk")
    )
    return list(choices.prefetch_related("practices"))


def community(request: Request, slug: str) -> HttpResponse:
    """The front of one community."""
    found = get_object_or_404(
        Community.objects.visible_to(request.person).select_related("parent", "started_from"), slug=slug
    )
    call = fronts.open_calls(request.person).filter(community=found).first()
    upcoming = feeds.upcoming(request.person, 3, community=found)
    return render(
        request,
        "discover/community.html",
        {
            "community": found,
            "membership": found.membership_of(request.person),
            "values": _values(found, request),
            "value_name": name_of,
            "stream": streams.piece(found, request.person, ENTRIES_IN_FRONT, notes=2),
            "gatherings": upcoming,
            "call": call,
            "call_html": call.words_html if call else "",
            "members": _members(found, request.person) if may_see_members(request.person, found) else [],
            "few": FEW,
            "few_people": FEW_PEOPLE,
            "may_write": may_take_part(request.person, found),
            "children": fronts.lean(Community.objects.visible_to(request.person))
            .filter(parent=found)
            .order_by("name")[: FEW + 1],
            "grown": fronts.lean(Community.objects.visible_to(request.person))
            .filter(started_from=found)
            .order_by("name")[: FEW + 1],
            "origin": Community.objects.visible_to(request.person).filter(pk=found.started_from_id).first()
            if found.started_from_id
            else None,
        },
    )


@seeing
def stream(request: Request, community: Community) -> HttpResponse:
    """All that has been going on in a community, a page at a time."""
    piece = streams.piece(community, request.person, ENTRIES_A_PAGE, before=request.GET.get("before", ""))
    context = {"community": community, "stream": piece, "is_first": "before" not in request.GET}
    return render(request, "discover/stream.html", context)
