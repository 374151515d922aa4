"""Showing what one did for a badge, and reading what others show."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.stages.recognise import awarding
from commonplace.stages.recognise.awarding import CannotAward
from commonplace.stages.recognise.forms import EvidenceForm, ReadingForm
from commonplace.stages.recognise.models import Evidence
from commonplace.stages.recognise.rules import may_read_evidence, may_show_for
from commonplace.stages.recognise.sealing import CannotSign
from commonplace.stages.recognise.views_badges import badge_seen, refuse

_MOST_OFFERED = 100
_SHOWS = ("work", "post", "question", "brief", "reflection", "collection")


def _mine(person: Person) -> list[Entry]:
    """What somebody made and shared with others, newest first."""
    rows = Entry.objects.filter(authorships__person=person, shared_at__isnull=False, kind__in=_SHOWS)
    return list(rows.only("pk", "title").order_by("-shared_at")[:_MOST_OFFERED])


@never_cache
@signed_in
def show(request: SignedInRequest, badge_pk: int) -> HttpResponse:
    """Show what one did, so that others read it."""
    badge = badge_seen(request.person, badge_pk)
    if not may_show_for(request.person, badge):
        if badge.community.membership_of(request.person) is None:
            raise PermissionDenied(_("Only members of “%(name)s” do this.") % {"name": badge.community.name})
        refuse(request.person, badge.community)
    before = Evidence.objects.filter(badge=badge, person=request.person, given_at=None).first()
    initial = {"words": before.words, "entry": str(before.entry_id or "")} if before else None
    form = EvidenceForm(request.POST if request.method == "POST" else None, mine=_mine(request.person), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            evidence = awarding.show_for(badge, request.person, **form.shown())
        except CannotAward as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("It is shown. You are told when somebody read it."))
            return HttpResponseRedirect(evidence.address)
    shown = {"badge": badge, "community": badge.community, "form": form, "before": before}
    return render(request, "recognise/show.html", shown, status=422 if form.errors else 200)


def _evidence(request: SignedInRequest, evidence_pk: int) -> Evidence:
    """One's own, and what one may read; of people on either side of a block neither. Else 404."""
    found = get_object_or_404(Evidence.objects.select_related("badge__community", "person", "entry"), pk=evidence_pk)
    meets = Person.objects.shown_to(request.person).filter(pk=found.person_id).exists()
    is_theirs = found.person_id == request.person.pk
    if not is_theirs and not (meets and may_read_evidence(request.person, found)):
        raise Http404
    return found


@never_cache
@signed_in
def evidence(request: SignedInRequest, evidence_pk: int) -> HttpResponse:
    """What somebody shows, what was said of it, and saying what one sees oneself."""
    found = _evidence(request, evidence_pk)
    is_own = found.person_id == request.person.pk
    said = found.readings.filter(by=request.person).first()
    initial = {"sees_it": "yes" if said.sees_it else "", "words": said.words} if said else None
    form = ReadingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and not is_own and form.is_valid():
        refuse_paused(request.person)
        try:
            given = awarding.read_evidence(
                found,
                request.person,
                sees_it=form.cleaned_data["sees_it"] == "yes",
                words=form.cleaned_data["words"],
            )
        except (CannotAward, CannotSign) as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The badge is theirs now.") if given else _("They read what you said."))
            return HttpResponseRedirect(found.badge.address)
    entry = Entry.objects.visible_to(request.person).filter(pk=found.entry_id or 0).first()
    readers = Person.objects.shown_to(request.person)
    shown = {
        "evidence": found,
        "entry": entry,
        "badge": found.badge,
        "community": found.badge.community,
        "is_own": is_own,
        "readings": list(found.readings.filter(by__in=readers).select_related("by")) if is_own else [],
        "form": form,
    }
    return render(request, "recognise/evidence.html", shown, status=422 if form.errors else 200)


@require_POST
@signed_in
def back(request: SignedInRequest, evidence_pk: int) -> HttpResponse:
    """Show it no more."""
    found = get_object_or_404(
        Evidence.objects.select_related("badge__community"), pk=evidence_pk, person=request.person
    )
    awarding.take_evidence_back(found, request.person)
    messages.success(request, _("It is shown to nobody any more."))
    return HttpResponseRedirect(found.badge.address)
