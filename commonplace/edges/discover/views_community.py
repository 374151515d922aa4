"""A community's front: its purpose, values, next gathering, stream and people."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.communities.rules import may_see_members, may_take_part
from commonplace.commons.entries import kinds, lists
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.veil import veil
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person
from commonplace.edges.discover import fronts
from commonplace.stages.design.models import ValueChoice
from commonplace.stages.design.values import name_of
from commonplace.stages.gather import feeds

ENTRIES_A_PAGE = 25


def _members(community: Community, viewer: Person | None) -> list[Membership]:
    met = Person.objects.shown_to(viewer).values("pk")
    rows = community.memberships.filter(left_at=None, person__in=met, is_listed=True).select_related("person")
    return list(rows.order_by("person__display_name")[:60])


def _values(community: Community, request: Request) -> list[ValueChoice]:
    """The design's values with their practices, for those who may read the design.

    Strangers read neither in them nor in the purpose whom open pages may not name.
    """
    choices = ValueChoice.objects.filter(
        design__community=community, design__entry__in=Entry.objects.visible_to(request.person).values("pk")
    )
    held = list(choices.prefetch_related("practices"))
    if request.person is None:
        practices = [practice for choice in held for practice in choice.practices.all()]
        veiled = veil([community.purpose, *(practice.words for practice in practices)])
        community.purpose = veiled(community.purpose)
        for practice in practices:
            practice.words = veiled(practice.words)
    return held


def community(request: Request, slug: str) -> HttpResponse:
    """The front of one community."""
    found = get_object_or_404(
        Community.objects.visible_to(request.person).select_related("parent", "started_from"), slug=slug
    )
    entries = Entry.objects.visible_to(request.person).filter(community=found).of_kind(*kinds.streamed())
    entries = entries.filter(shared_at__isnull=False).newest_first()
    page = Paginator(lists.for_stream(entries), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    rows = lists.with_comments(lists.with_names(page.object_list, request.person), request.person)
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
            "page": page,
            "entries": rows,
            "gatherings": upcoming,
            "call": call,
            "call_html": (call.words_html if request.person else veil([call.words_html])(call.words_html))
            if call
            else "",
            "members": _members(found, request.person) if may_see_members(request.person, found) else [],
            "may_write": may_take_part(request.person, found),
            "children": fronts.lean(Community.objects.visible_to(request.person))
            .filter(parent=found)
            .order_by("name")[:60],
            "grown": fronts.lean(Community.objects.visible_to(request.person))
            .filter(started_from=found)
            .order_by("name")[:20],
            "origin": Community.objects.visible_to(request.person).filter(pk=found.started_from_id).first()
            if found.started_from_id
            else None,
        },
    )
