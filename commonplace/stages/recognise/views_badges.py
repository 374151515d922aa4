"""Badges of a community: which there are, designing one, its page, and setting oneself one as a goal."""

from typing import Any, NoReturn

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.communities.doors import carrying, refuse_paused, seeing
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import may_carry, refuse_closed
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.recognise import designing
from commonplace.stages.recognise.forms import BadgeForm
from commonplace.stages.recognise.models import Award, Badge, Evidence, Framework, Goal, Item
from commonplace.stages.recognise.rules import may_award, may_design_badges, may_read_evidence, may_show_for
from commonplace.stages.recognise.sealing import current_seal

_MOST_LISTED = 100
_MOST_GIVEN = 200


def badge_seen(person: Person | None, pk: int) -> Badge:
    """The badge, where this person may open the page of its community; else 404."""
    return get_object_or_404(Badge.objects.visible_to(person).select_related("community"), pk=pk)


def refuse(person: Person, community: Community) -> NoReturn:
    """Say why somebody does not do here what they would."""
    refuse_paused(person)
    refuse_closed(community)
    raise PermissionDenied(_("Those who look after “%(name)s” do this. Ask one of them.") % {"name": community.name})


@seeing
@require_safe
def badges(request: Request, community: Community) -> HttpResponse:
    """What a community recognises, by name; with what comes before each."""
    rows = Badge.objects.filter(community=community).prefetch_related("comes_after").order_by("closed_at", "name")
    shown = {
        "community": community,
        "badges": list(rows[:_MOST_LISTED]),
        "may_design": may_design_badges(request.person, community),
        "has_seal": current_seal(community) is not None,
    }
    return render(request, "recognise/badges.html", shown)


@never_cache
@carrying
def new(request: SignedInRequest, community: Community) -> HttpResponse:
    """Design a badge."""
    if not may_design_badges(request.person, community):
        refuse(request.person, community)
    form = _form(request, community)
    if request.method == "POST" and form.is_valid():
        badge = designing.design_badge(community, request.person, **form.fields_of_badge())
        messages.success(request, _("The badge is there. Now it can be given."))
        return HttpResponseRedirect(badge.address)
    return _form_page(request, community, form)


def _form(request: SignedInRequest, community: Community, badge: Badge | None = None) -> BadgeForm:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return BadgeForm(*sent, community=community, by=request.person, badge=badge)


def _form_page(
    request: SignedInRequest, community: Community, form: BadgeForm, badge: Badge | None = None
) -> HttpResponse:
    shown = {"community": community, "form": form, "badge": badge}
    return render(request, "recognise/badge_form.html", shown, status=422 if form.errors else 200)


def _designed(request: SignedInRequest, badge_pk: int) -> Badge:
    badge = badge_seen(request.person, badge_pk)
    if not may_design_badges(request.person, badge.community):
        refuse(request.person, badge.community)
    return badge


@never_cache
@signed_in
def change(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Change a badge. Two who do so at once are told of each other."""
    badge = _designed(request, badge_pk)
    form = _form(request, badge.community, badge)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            designing.change_badge(
                badge,
                request.person,
                based_on=said["based_on"] or 0,
                keeps_picture=bool(said.get("keeps_picture")),
                **form.fields_of_badge(),
            )
        except designing.ChangedMeanwhile as meanwhile:
            return _overtaken(request, meanwhile.badge)
        messages.success(request, _("It is changed. What was given before says what it said then."))
        return HttpResponseRedirect(badge.address)
    return _form_page(request, badge.community, form, badge)


def _overtaken(request: SignedInRequest, badge: Badge) -> HttpResponse:
    """What somebody typed, on a form that is based on how the badge stands now, beside what stands there."""
    sent = request.POST.copy()
    sent["based_on"] = str(badge.version)
    form = BadgeForm(sent, None, community=badge.community, by=request.person, badge=badge)
    shown = {"community": badge.community, "form": form, "badge": badge, "overtaken": True}
    return render(request, "recognise/badge_form.html", shown, status=409)


@never_cache
@require_safe
def badge(request: Request, badge_pk: int) -> HttpResponse:
    """What a badge is, and what one can do with it."""
    found = badge_seen(request.person, badge_pk)
    person, community = request.person, found.community
    shown: dict[str, Any] = {
        "badge": found,
        "community": community,
        "before": list(found.comes_after.order_by("name")),
        "after": list(found.leads_to.order_by("name")),
        "aligned": aligned_to(found, person),
        "may_design": may_design_badges(person, community),
        "may_award": may_award(person, found),
        "may_show": may_show_for(person, found),
        "is_goal": person is not None and Goal.objects.filter(badge=found, person=person).exists(),
        "waiting": _waiting(found, person),
        "given": list(_given(found)) if may_carry(person, community) else [],
        "may_delete": not found.awards.exists() and not found.shown_for_it.exists(),
        "has_seal": current_seal(community) is not None,
    }
    shown["mine"] = Evidence.objects.filter(badge=found, person=person, given_at=None).first() if person else None
    return render(request, "recognise/badge.html", shown)


def aligned_to(badge: Badge, person: Person | None) -> list[tuple[Item, bool]]:
    """What a badge stands for, each with whether this person may open its page."""
    seen = Exists(Framework.objects.visible_to(person).filter(pk=OuterRef("framework")))
    rows = Item.objects.filter(alignments__badge=badge).order_by("alignments__pk").annotate(is_seen=seen)
    rows = rows.select_related("framework").defer("said", "framework__said")
    return [(one, one.is_seen) for one in rows]


def _waiting(badge: Badge, person: Person | None) -> list[Evidence]:
    """What somebody could read now, of people whom they may meet; what they read already last."""
    if person is None or community_is_not_theirs(badge, person):
        return []
    rows = Evidence.objects.filter(badge=badge, given_at=None, person__in=Person.objects.shown_to(person))
    rows = rows.select_related("person", "badge__community").order_by("at")[:_MOST_LISTED]
    for one in rows:
        one.badge = badge
    return [one for one in rows if may_read_evidence(person, one)]


def community_is_not_theirs(badge: Badge, person: Person) -> bool:
    """Whether somebody does not belong to the community of a badge."""
    return badge.community.membership_of(person) is None


def _given(badge: Badge) -> QuerySet[Award]:
    """Whom it was offered, for those who look after the community, since they can take it back; newest first."""
    return badge.awards.select_related("person").order_by("-offered_at", "-pk")[:_MOST_GIVEN]


@require_safe
def picture(request: Request, badge_pk: int, ending: str) -> HttpResponse:
    """The picture of a badge."""
    found = badge_seen(request.person, badge_pk)
    if ending == "svg" and not found.picture:
        response = HttpResponse(found.svg, content_type="image/svg+xml")
    elif ending == "png" and found.picture:
        try:
            with found.picture.open() as file:
                response = HttpResponse(file.read(), content_type="image/png")
        except FileNotFoundError as gone:
            raise Http404 from gone
    else:
        raise Http404
    patch_cache_control(response, private=True, max_age=300)
    return response


@require_POST
@signed_in
def close(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Award it no more."""
    badge = _designed(request, badge_pk)
    kept = designing.close_badge(badge, request.person)
    if kept is not None:
        tell_gone(request, kept)
    return HttpResponseRedirect(badge.address)


@require_POST
@signed_in
def delete(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Delete a badge that nobody was offered."""
    badge = _designed(request, badge_pk)
    tell_gone(request, designing.delete_badge(badge, request.person))
    return HttpResponseRedirect(f"{badge.community.address}badges/")


@require_POST
@signed_in
def goal(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Set oneself a badge as a goal, or no more."""
    badge = badge_seen(request.person, badge_pk)
    refuse_paused(request.person)
    designing.set_goal(badge, request.person, wants=request.POST.get("wants") == "1")
    return HttpResponseRedirect(badge.address)
