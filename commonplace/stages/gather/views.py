"""A community's gatherings: the list of them, a new one, and those of its design's days."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.doors import carrying, seeing, taking_part
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.lists import with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request, SignedInRequest
from commonplace.ground import clock, ids
from commonplace.stages.design.models import ArcDay, Design
from commonplace.stages.gather import actions, feeds
from commonplace.stages.gather.models import Gathering, UntoldMove
from commonplace.stages.gather.repeating import plan_series
from commonplace.stages.gather.repeating_forms import PlanForm
from commonplace.stages.gather.rhythms import rhythm_of
from commonplace.stages.gather.rhythms_said import said
from commonplace.stages.gather.rules import may_bring_calendar, may_move_dates, may_plan_from_design, may_plan_gathering

_MOST_AHEAD = 200
_PAST_ON_A_PAGE = 20


@seeing
def gatherings(request: Request, community: Community) -> HttpResponse:
    """What is to come in a community, and what was."""
    entries = feeds.with_rhythms(feeds.gatherings_for(request.person, community))
    now = clock.now()
    ahead = list(entries.filter(as_gathering__ends_at__gt=now)[:_MOST_AHEAD])
    past = Paginator(
        entries.filter(as_gathering__ends_at__lte=now).order_by("-as_gathering__starts_at", "-pk"), _PAST_ON_A_PAGE
    )
    page = past.get_page(request.GET.get("page"))
    rows = with_names([*ahead, *page.object_list], request.person)
    shown: dict[str, Any] = {
        "community": community,
        "ahead": rows[: len(ahead)],
        "past": rows[len(ahead) :],
        "page": page,
        "rhythms": _rhythms(rows),
        "may_plan": may_plan_gathering(request.person, community),
        "may_bring": may_bring_calendar(request.person, community),
        "has_inner": Community.objects.visible_to(request.person).filter(parent=community).exists(),
        **_moving(request, community, ahead),
        "days_waiting": may_plan_from_design(request.person, community) and _has_days_waiting(community),
    }
    return render(request, "gather/gatherings.html", shown)


def _rhythms(entries: list[Entry]) -> dict[int, str]:
    """How often each series among these takes place, in words."""
    series = {one.pk: one for entry in entries if (one := entry.as_gathering.series) and one.rule}
    return {key: said(rhythm_of(one.rule)) for key, one in series.items()}


def _moving(request: Request, community: Community, ahead: list[Entry]) -> dict[str, Any]:
    """For those who may move the dates: what has moved and was not told yet, and whether some are on other clocks."""
    if not may_move_dates(request.person, community):
        return {"may_move": False, "untold": None, "on_other_clocks": None}
    return {
        "may_move": True,
        "untold": UntoldMove.objects.filter(community=community, tells_at__gt=clock.now()).first(),
        "on_other_clocks": next(
            (one.as_gathering.zone for one in ahead if one.as_gathering.zone != community.zone), None
        ),
    }


def _has_days_waiting(community: Community) -> bool:
    """Whether the design has days with a date and a time of which no gathering was made."""
    days = ArcDay.objects.filter(design__community=community, on__isnull=False, starts__isnull=False)
    return days.filter(gatherings=None).exists()


@taking_part
def plan(request: SignedInRequest, community: Community) -> HttpResponse:
    """Plan a gathering."""
    if not may_plan_gathering(request.person, community):
        raise PermissionDenied(_("Guests come to gatherings; members plan them. Ask one of them."))
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        person=request.person,
        community=community,
        again=_planned_before(request, community),
    )
    if request.method != "POST" or not form.is_valid():
        return _plan_page(request, community, form, status=422 if form.errors else 200)
    if not form.repeats:
        gathering = actions.plan_gathering(community, request.person, **form.fields_of_gathering())
        messages.success(request, _("It stands in the calendar."))
        return HttpResponseRedirect(gathering.entry.address)
    if "show" in request.POST or not form.is_shown:
        return _plan_page(request, community, form)
    made = plan_series(
        community,
        request.person,
        rhythm=form.rhythm,
        days=form.days_chosen,
        hours=form.hours,
        **form.fields_of_each(),
    )
    words = ngettext("One gathering stands in the calendar.", "%(count)s gatherings stand in the calendar.", len(made))
    messages.success(request, words % {"count": len(made)})
    return HttpResponseRedirect(f"{community.address}gatherings/")


def _plan_page(request: SignedInRequest, community: Community, form: PlanForm, status: int = 200) -> HttpResponse:
    shown = {
        "gathering": None,
        "community": community,
        "form": form,
        "theirs": None,
        "zone": community.zone,
        "days": form.days if form.knows_days else None,
        "rhythm": _said(form) if form.knows_days else "",
    }
    return render(request, "gather/form.html", shown, status=status)


def _said(form: PlanForm) -> str:
    rhythm = form.rhythm
    return said(rhythm) if rhythm else _("On the days that you named")


def _planned_before(request: SignedInRequest, community: Community) -> Gathering | None:
    """The gathering that is planned again on another day, where the address names one of this community."""
    try:
        pk = ids.read(request.GET.get("again", ""))
    except ValueError:
        return None
    entries = Entry.objects.visible_to(request.person).filter(pk=pk, kind="gathering", community=community)
    return Gathering.objects.filter(entry__in=entries).select_related("entry").first()


@carrying
def from_design(request: SignedInRequest, community: Community) -> HttpResponse:
    """Make gatherings of the days in the design that have none yet."""
    page = HttpResponseRedirect(f"{community.address}gatherings/")
    if request.method != "POST":
        return page
    if not may_plan_from_design(request.person, community):
        refuse_closed(community)
    design = Design.objects.filter(community=community).first()
    made = actions.plan_from_design(design, request.person) if design else []
    if made:
        words = ngettext(
            "One gathering was made from the design.", "%(count)s gatherings were made from the design.", len(made)
        )
        messages.success(request, words % {"count": len(made)})
    else:
        messages.info(request, _("Every day of the design that has a date and a time stands in the calendar already."))
    return page
