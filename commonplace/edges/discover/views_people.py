"""Pages of interests."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from commonplace.commons.communities.models import Community
from commonplace.commons.entries import kinds, lists
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import Person, Stance
from commonplace.edges.discover import fronts
from commonplace.ground.text import clean_line
from commonplace.stages.gather import feeds


def interests(request: Request) -> HttpResponse:
    """Every interest that somebody has, by name."""
    page = Paginator(fronts.interests_met(request.person).order_by("name"), 120).get_page(request.GET.get("page"))
    return render(request, "discover/interests.html", {"page": page})


def interest(request: Request, slug: str) -> HttpResponse:
    """Who is curious about something, who can help, what was made, and what is on."""
    found = get_object_or_404(fronts.interests_met(request.person), slug=clean_line(slug))
    people = Person.objects.shown_to(request.person).filter(person_interests__interest=found).order_by("display_name")
    entries = Entry.objects.visible_to(request.person).filter(interests=found, shared_at__isnull=False)
    made = entries.of_kind(*kinds.streamed()).newest_first()
    return render(
        request,
        "discover/interest.html",
        {
            "interest": found,
            "curious": people.filter(person_interests__stance=Stance.CURIOUS).distinct()[:60],
            "helps": people.filter(person_interests__stance=Stance.HELPS).distinct()[:60],
            "made": lists.with_names(lists.lean(made)[:20], request.person),
            "communities": fronts.lean(Community.objects.visible_to(request.person))
            .filter(interests=found)
            .order_by("name")[:20],
            "gatherings": feeds.upcoming(request.person, 10, interest=found),
            "mine": set(request.person.person_interests.filter(interest=found).values_list("stance", flat=True))
            if request.person
            else set(),
        },
    )
