"""Giving badges: to people by name or e-mail, by a code, and taking them back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.rules import may_carry
from commonplace.commons.communities.views.door import qr_code
from commonplace.commons.people.doors import SignedInRequest, address_for_others, signed_in
from commonplace.commons.people.models import Person
from commonplace.ground.text import clean_line
from commonplace.stages.recognise import awarding
from commonplace.stages.recognise.awarding import CannotAward
from commonplace.stages.recognise.bulk import AT_ONCE, begin_bulk, work_through, work_through_bulk
from commonplace.stages.recognise.forms import ClaimForm, CodeForm, GiveForm, TakeBackForm
from commonplace.stages.recognise.models import Award, Badge, ClaimCode
from commonplace.stages.recognise.rules import may_award, may_take_award_back
from commonplace.stages.recognise.sealing import CannotSign, current_seal
from commonplace.stages.recognise.views_badges import badge_seen, refuse

_MOST_TOLD = 10


def _awarded(request: SignedInRequest, badge_pk: int) -> Badge:
    badge = badge_seen(request.person, badge_pk)
    if not may_award(request.person, badge):
        refuse(request.person, badge.community)
    if current_seal(badge.community) is None:
        raise PermissionDenied(_("This community has no seal yet. Those who look after it can make one."))
    return badge


@never_cache
@signed_in
def give(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Offer a badge to one or many. A long list is worked through by a task, and this page shows how far it is."""
    badge = _awarded(request, badge_pk)
    form = GiveForm(request.POST if request.method == "POST" else None, badge=badge, by=request.person)
    if request.method == "POST" and form.is_valid():
        bulk = begin_bulk(badge, request.person, form.cleaned_data["lines"])
        if bulk.total <= AT_ONCE:
            work_through(bulk)
        else:
            work_through_bulk.enqueue(bulk.pk)
        messages.success(request, _("It is theirs once they say yes."))
        return HttpResponseRedirect(f"{badge.address}give/")
    mine = badge.bulks.filter(by=request.person).order_by("-begun_at")[:_MOST_TOLD]
    shown = {"badge": badge, "community": badge.community, "form": form, "bulks": mine}
    return render(request, "recognise/give.html", shown, status=422 if form.errors else 200)


def _codes_of(badge: Badge, person: Person) -> QuerySet[ClaimCode]:
    """Codes that were not ended: one's own; all of them for those who look after the community."""
    standing = badge.codes.select_related("by").filter(ended_at=None)
    return standing if may_carry(person, badge.community) else standing.filter(by=person)


@never_cache
@signed_in
def codes(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Make a code that is read out, or shown as a square; those that are good now."""
    badge = _awarded(request, badge_pk)
    form = CodeForm(request.POST if request.method == "POST" else None, badge=badge, by=request.person)
    if request.method == "POST" and form.is_valid():
        awarding.make_code(badge, request.person, **form.cleaned_data)
        return HttpResponseRedirect(f"{badge.address}codes/")
    good = [code for code in _codes_of(badge, request.person).order_by("-pk") if code.is_good]
    drawn = []
    for code in good:
        address = address_for_others(request, f"/badges/claim/{code.code}/")
        drawn.append((code, address, qr_code(address) if address else ""))
    shown = {"badge": badge, "community": badge.community, "form": form, "codes": drawn}
    return render(request, "recognise/codes.html", shown, status=422 if form.errors else 200)


@require_POST
@signed_in
def code_end(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Let nobody say yes by a code any more."""
    badge = _awarded(request, badge_pk)
    code = get_object_or_404(_codes_of(badge, request.person), code=clean_line(request.POST.get("code", "")))
    awarding.end_code(code, request.person)
    messages.success(request, _("The code is good for nobody any more."))
    return HttpResponseRedirect(f"{badge.address}codes/")


@never_cache
@signed_in
def claim_code(request: SignedInRequest) -> HttpResponse:
    """Type a code that was read out."""
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = awarding.code_called(form.cleaned_data["code"])
        if code is not None:
            return HttpResponseRedirect(f"/badges/claim/{code.code}/")
        form.add_error("code", _("There is no such code, or its time is over. Ask whoever read it out."))
    return render(request, "recognise/claim_code.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@signed_in
def claim(request: SignedInRequest, token: str) -> HttpResponse:
    """What a code is for, and saying yes to it. Looking changes nothing."""
    code = awarding.code_called(token)
    if code is None:
        return render(request, "recognise/claim.html", {"code": None, "badge": None}, status=404)
    if request.method == "POST":
        refuse_paused(request.person)
        try:
            credential = awarding.claim(code, request.person)
        except (CannotAward, CannotSign) as trouble:
            messages.warning(request, str(trouble))
            return HttpResponseRedirect("/me/badges/")
        messages.success(request, _("It is yours."))
        return HttpResponseRedirect(credential.address)
    return render(request, "recognise/claim.html", {"code": code, "badge": code.badge})


@never_cache
@signed_in
def take_back(request: SignedInRequest, award_pk: int) -> HttpResponse:
    """Take back what was offered or given, with a reason."""
    award = get_object_or_404(Award.objects.select_related("badge__community", "person"), pk=award_pk)
    badge_seen(request.person, award.badge_id)
    if not may_take_award_back(request.person, award):
        refuse_paused(request.person)
        raise PermissionDenied(_("Those who look after the community take badges back, and each of them once."))
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            awarding.take_back(award, request.person, form.cleaned_data["why"])
        except CannotSign as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("It is taken back. Whoever looks whether it holds is told so."))
            return HttpResponseRedirect(award.badge.address)
    shown = {"award": award, "badge": award.badge, "community": award.badge.community, "form": form}
    return render(request, "recognise/take_back.html", shown, status=422 if form.errors else 200)
