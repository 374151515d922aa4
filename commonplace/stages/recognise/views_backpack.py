"""The badges that one has, from here and from anywhere; and those that somebody shows to others."""

from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.models import Audience
from commonplace.commons.people.doors import Request, SignedInRequest, address_for_others, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.people.undoing import tell_gone
from commonplace.ground.pages import OnePage, asked_too_often
from commonplace.stages.recognise import awarding
from commonplace.stages.recognise import backpack as packing
from commonplace.stages.recognise.awarding import CannotAward
from commonplace.stages.recognise.credentials.reading import CannotBeRead
from commonplace.stages.recognise.files import as_file
from commonplace.stages.recognise.forms import ArrangeForm, BroughtForm, DidForm
from commonplace.stages.recognise.models import Award, Badge, Credential, Goal
from commonplace.stages.recognise.paper import LettersMissing, badge_on_paper
from commonplace.stages.recognise.rules import may_show_badges_openly
from commonplace.stages.recognise.sealing import CannotSign
from commonplace.stages.recognise.sharing import frame_of, profile_address
from commonplace.stages.recognise.verdicts import Shown, said_of, summed_up, verdict_of

_HERE = "/me/badges/"
# Each of them is read whole for a page, and carries its picture.
_A_PAGE, _MOST_PAGES = 25, packing.MOST // 25


def _grouped(rows: Iterable[Credential]) -> list[tuple[str, list[tuple[Credential, Shown, str]]]]:
    """Badges under their headings, each with what it says and what came of looking at it; those without a heading first."""
    return [
        (group, [(one, packing.said_by(one), summed_up(one.result)) for one in some])
        for group, some in groupby(rows, key=lambda one: one.group)
    ]


def _page_of(rows: QuerySet[Credential], request: Request) -> OnePage:
    number = OnePage.asked_for(request.GET.get("page", ""), _MOST_PAGES)
    first = (number - 1) * _A_PAGE
    some = list(rows[first : first + _A_PAGE + 1])
    return OnePage(some[:_A_PAGE], number, len(some) > _A_PAGE)


@never_cache
@signed_in
@require_safe
def backpack(request: SignedInRequest) -> HttpResponse:
    """What one is offered, what one has, and what one wants."""
    person = request.person
    offers = Award.objects.filter(person=person, said="", taken_back_at=None).select_related("badge__community", "by")
    mine = (
        Credential.objects.filter(person=person).select_related("award").order_by("group", "place", "-added_at", "pk")
    )
    page = _page_of(mine, request)
    seen = Badge.objects.visible_to(person).filter(pk=OuterRef("badge"))
    goals = Goal.objects.filter(Exists(seen), person=person).select_related("badge__community")
    shown = {
        "offers": list(offers.order_by("-offered_at")),
        "page": page,
        "groups": _grouped(page.object_list),
        "goals": list(goals.order_by("-at")),
    }
    return render(request, "recognise/backpack.html", shown)


@require_POST
@signed_in
def answer(request: SignedInRequest, award_pk: int) -> HttpResponse:
    """Say yes or no to a badge that one is offered."""
    award = get_object_or_404(Award.objects.select_related("badge__community"), pk=award_pk, person=request.person)
    refuse_paused(request.person)
    try:
        if request.POST.get("answer") == "yes":
            credential = awarding.say_yes(award, request.person)
            messages.success(request, _("It is yours."))
            return HttpResponseRedirect(credential.address)
        awarding.say_no(award, request.person)
        messages.success(request, _("You said no. Nothing of it is kept."))
    except (CannotAward, CannotSign, packing.Full) as trouble:
        messages.warning(request, str(trouble))
    return HttpResponseRedirect(_HERE)


@never_cache
@signed_in
def bring(request: SignedInRequest) -> HttpResponse:
    """Put in a badge from anywhere."""
    form = BroughtForm(request)
    if request.method == "POST" and form.is_valid():
        refuse_paused(request.person)
        try:
            credential = packing.take_in(request.person, form.text.strip(), verdict_of(form.credential))
        except (CannotBeRead, packing.Full, UnicodeError) as trouble:
            form.add_error(None, str(trouble))
        else:
            return HttpResponseRedirect(credential.address)
    page = render(request, "recognise/bring.html", {"form": form}, status=422 if form.errors else 200)
    return asked_too_often(page, form.wait) if form.wait else page


def _own(request: SignedInRequest, credential_pk: int) -> Credential:
    rows = Credential.objects.select_related("award__badge__community", "person")
    return get_object_or_404(rows, pk=credential_pk, person=request.person)


@never_cache
@signed_in
def credential(request: SignedInRequest, credential_pk: int) -> HttpResponse:
    """A badge of one's own: what it says, whether it holds, where it stands, taking it along."""
    found = _own(request, credential_pk)
    form = ArrangeForm(request.POST if request.method == "POST" else None, credential=found)
    if request.method == "POST" and form.is_valid():
        packing.arrange(found, **form.cleaned_data)
        messages.success(request, _("It is kept so."))
        return HttpResponseRedirect(found.address)
    return _page(request, found, form=form)


def _page(
    request: SignedInRequest, found: Credential, *, form: ArrangeForm | None = None, did: DidForm | None = None
) -> HttpResponse:
    link, badge = packing.link_to(found), packing.said_by(found)
    link = (address_for_others(request, link) or request.build_absolute_uri(link)) if link else ""
    may_hand_on = may_show_badges_openly(request.person)
    is_seen = bool(link) and may_hand_on and found.hidden_at is None
    shown = {
        "credential": found,
        "badge": badge,
        "checks": [said_of(check) for check in packing.checks_of(found)],
        "summed_up": summed_up(found.result),
        "form": form or ArrangeForm(credential=found),
        "did_form": did or DidForm(),
        "may_hand_on": may_hand_on,
        "link": link,
        "frame": frame_of(link, badge.name or _("A badge")) if is_seen else "",
        "profile_address": profile_address(found, badge, link) if is_seen and badge.name else "",
        "is_ours": found.award is not None and found.award.taken_back_at is None,
        "award": found.award,
    }
    has_errors = (form is not None and form.errors) or (did is not None and did.errors)
    return render(request, "recognise/credential.html", shown, status=422 if has_errors else 200)


@require_POST
@signed_in
def again(request: SignedInRequest, credential_pk: int) -> HttpResponse:
    """Find out anew whether it holds."""
    found = packing.look_again(_own(request, credential_pk))
    messages.success(request, summed_up(found.result))
    return HttpResponseRedirect(found.address)


@require_POST
@signed_in
def link(request: SignedInRequest, credential_pk: int) -> HttpResponse:
    """Make a link to it, or make it worthless."""
    found = _own(request, credential_pk)
    wants = request.POST.get("wants") == "1"
    if wants and not may_show_badges_openly(request.person):
        raise Http404
    packing.hand_on(found, by_link=wants)
    messages.success(request, _("Whoever has the link sees it.") if wants else _("The link leads nowhere any more."))
    return HttpResponseRedirect(found.address)


@require_POST
@signed_in
def about_did(request: SignedInRequest, credential_pk: int) -> HttpResponse:
    """Have it signed anew, about a DID of one's own."""
    found = _own(request, credential_pk)
    form = DidForm(request.POST)
    if form.is_valid():
        try:
            made = awarding.about_a_did(found, request.person, form.cleaned_data["did"])
        except (CannotAward, CannotSign, packing.Full) as trouble:
            form.add_error("did", str(trouble))
        else:
            messages.success(request, _("It is signed anew, about your DID. The one before is still there."))
            return HttpResponseRedirect(made.address)
    return _page(request, found, did=form)


@require_POST
@signed_in
def out(request: SignedInRequest, credential_pk: int) -> HttpResponse:
    """Take it out of one's backpack."""
    tell_gone(request, packing.take_out(_own(request, credential_pk), request.person))
    return HttpResponseRedirect(_HERE)


@require_safe
@signed_in
def file(request: SignedInRequest, credential_pk: int, ending: str) -> HttpResponse:
    """The badge as a file."""
    found = _own(request, credential_pk)
    return _on_paper(request, found) if ending == "pdf" else as_file(found, ending)


def _on_paper(request: SignedInRequest, found: Credential) -> HttpResponse:
    try:
        made = badge_on_paper(found, request.person)
    except LettersMissing:
        messages.warning(
            request, _("No font at hand has the letters of this badge’s name, so it cannot be put on paper here.")
        )
        return HttpResponseRedirect(found.address)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="badge.pdf"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_safe
def of_somebody(request: Request, name: str) -> HttpResponse:
    """The badges that somebody shows to whoever reads."""
    owner = get_object_or_404(Person.objects.shown_to(request.person), name=name)
    rows = Credential.objects.visible_to(request.person).filter(person=owner).exclude(shown_to=Audience.ONLY_ME)
    page = _page_of(rows.order_by("group", "place", "-added_at", "pk"), request)
    shown = {"owner": owner, "page": page, "groups": _grouped(page.object_list)}
    return render(request, "recognise/of_somebody.html", shown)
