"""Asking for help, and what becomes of it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing import attempts
from commonplace.commons.people.signing.networks import network_of
from commonplace.commons.safeguard import actions, sayings
from commonplace.commons.safeguard.forms import OutsideReportForm, ReportForm, RulingForm
from commonplace.commons.safeguard.models import Report
from commonplace.commons.safeguard.rules import may_rule_on
from commonplace.commons.safeguard.targets import Target, readers_of, target_of
from commonplace.ground.models import Happening
from commonplace.ground.pages import asked_too_often


def report(request: Request) -> HttpResponse:
    """Report anything that one can see, with an account or without."""
    if request.person is None:
        return _from_outside(request)
    target = target_of(request)
    waiting = Report.objects.filter(by=request.person, state=Report.State.WAITING)
    exact = {"entry": None, "comment": None, "person": None, "saying": "", **target.given}
    if "entry" in target.given or "comment" in target.given:
        exact.pop("community", None)
    if saying := target.given.get("saying"):
        exact |= {"entry": saying.entry, "saying": saying.kind.name, "saying_id": saying.key}
    earlier = waiting.filter(**exact).first()
    if earlier is not None:
        messages.info(request, _("You have reported this already, and it waits to be read."))
        return redirect(earlier.address)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = actions.report(request.person, form.cleaned_data["words"], **target.given)
        messages.success(
            request, _("Thank you for saying so. Somebody will read it, and you will hear when they have.")
        )
        return redirect(made.address)
    return _form_page(request, target, form, status=422 if form.errors else 200)


def _form_page(request: Request, target: Target, form: ReportForm, *, status: int) -> HttpResponse:
    context = {"target": target, "form": form, "readers": readers_of(target, request.person)}
    return render(request, "safeguard/report.html", context, status=status)


def _from_outside(request: Request) -> HttpResponse:
    """The same for a stranger. What they may not see, and what is not there at all, leads to the same sign-in page."""
    try:
        target = target_of(request)
    except Http404:
        return redirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))
    form = OutsideReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, target, form, status=422 if form.errors else 200)
    whence = network_of(request) or "nowhere"
    if wait := attempts.wait(request, "report", whence):
        form.add_error(
            None, _("Many reports came from where you are. Wait a quarter of an hour, or write to a person instead.")
        )
        return asked_too_often(_form_page(request, target, form, status=429), wait)
    attempts.note(request, "report", whence)
    actions.report(None, form.cleaned_data["words"], reach=form.cleaned_data["reach"], **target.given)
    return redirect("/report/thanks/")


def thanks(request: Request) -> HttpResponse:
    """What happens next with what a stranger reported; the same words for all."""
    return render(request, "safeguard/thanks.html")


def _is_seen(report: Report, viewer: Person) -> bool:
    """Whether `viewer` may still see what the report is about: it may be hidden by now, or have another audience."""
    entry = report.comment.entry if report.comment else report.entry
    if report.saying:
        kind = next((one for one in sayings.kinds() if one.name == report.saying), None)
        if kind is None:
            return False
        # By a link, whoever reported it saw it, and what its kind is called tells nothing of it.
        was_linked = kind.by_link is not None and report.by_id == viewer.pk
        return was_linked or kind.seen_by(viewer).filter(pk=report.saying_id).exists()
    if entry is not None:
        return Entry.objects.visible_to(viewer).filter(pk=entry.pk).exists()
    if report.person is None and report.community is not None:
        return Community.objects.visible_to(viewer).filter(pk=report.community.pk).exists()
    return True


@signed_in
def one(request: SignedInRequest, report_id: int) -> HttpResponse:
    """One report: for those who rule, what was told and what can be done; for whoever reported, what became of it."""
    rows = Report.objects.select_related("by", "community", "read_by", "entry", "comment__entry", "person")
    found = get_object_or_404(rows, pk=report_id)
    rules = may_rule_on(request.person, found)
    if not rules and found.by_id != request.person.pk:
        raise Http404
    if not rules:
        return render(request, "safeguard/told.html", {"report": found, "is_seen": _is_seen(found, request.person)})
    form = RulingForm(request.POST if request.method == "POST" else None, report=found, ruler=request.person)
    if request.method == "POST" and form.is_valid():
        form.rule()
        messages.success(request, _("It is done, and written in the log."))
        return redirect(found.address)
    context = {
        "report": found,
        "form": form,
        "is_seen": _is_seen(found, request.person),
        "saying": form.saying,
        "rulings": found.rulings.select_related("by", "person", "entry").order_by("at", "pk"),
    }
    return render(request, "safeguard/one.html", context, status=422 if form.errors else 200)


@signed_in
def of_happening(request: SignedInRequest, happening_id: int) -> HttpResponse:
    """From a notice to its report, for those who read it or wrote it; for others there is none."""
    happening = get_object_or_404(Happening, pk=happening_id, kind__in=["report.written", "report.settled"])
    found = get_object_or_404(Report, pk=happening.data["report"])
    if found.by_id != request.person.pk and not may_rule_on(request.person, found):
        raise Http404
    return redirect(found.address)
