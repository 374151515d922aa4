"""Asking for help, and what becomes of it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard import actions
from commonplace.commons.safeguard.forms import ReportForm, RulingForm
from commonplace.commons.safeguard.models import Report
from commonplace.commons.safeguard.rules import may_rule_on
from commonplace.ground import ids
from commonplace.ground.models import Happening


@dataclass(frozen=True)
class Target:
    """What a report is about: the arguments of `actions.report`, how a page calls it, and where one came from."""

    given: dict[str, Any]
    words: str
    address: str


def _number(text: str) -> int:
    try:
        return ids.read(text)
    except ValueError as wrong:
        raise Http404 from wrong


def _target(request: SignedInRequest) -> Target:
    """What the address names, as far as this person may see it; else 404."""
    viewer, asked = request.person, request.GET
    if "comment" in asked:
        seen = Comment.objects.visible_to(viewer).filter(entry__in=Entry.objects.visible_to(viewer))
        comment = get_object_or_404(seen.select_related("entry__community", "by"), pk=_number(asked["comment"]))
        words = _("what %(name)s said to “%(entry)s”") % {"name": comment.by.display_name, "entry": comment.entry.title}
        return Target({"comment": comment}, words, comment.entry.address)
    if "entry" in asked:
        entry = get_object_or_404(
            Entry.objects.visible_to(viewer).select_related("community"), pk=_number(asked["entry"])
        )
        return Target({"entry": entry}, f"“{entry.title}”", entry.address)
    community = None
    if "community" in asked:
        community = get_object_or_404(
            Community.objects.visible_to(viewer).select_related("parent"), slug=asked["community"]
        )
    if "person" in asked:
        person = get_object_or_404(Person.objects.filter(left_at=None), name=asked["person"])
        where = community if community and community.membership_of(viewer) and community.membership_of(person) else None
        return Target({"person": person, "community": where}, person.display_name, f"/@{person.name}/")
    if community is None:
        raise Http404
    return Target({"community": community}, f"“{community.name}”", community.address)


def _readers(target: Target) -> str:
    """Who will read a report about this, and what they see of who sent it, in words."""
    given = {"entry": None, "comment": None, "person": None, "community": None, **target.given}
    about = actions.concerned(**given)
    entry = given["comment"].entry if given["comment"] else given["entry"]
    community = actions.reading_community(entry.community if entry else given["community"], about)
    if community is None:
        others = Person.objects.active().filter(is_host=True).exclude(pk__in=[person.pk for person in about])
        if not others.exists():
            return _(
                "It is about somebody who is the only host here, so they would read it: there is nobody else. "
                "They see your name, and the words as they stand now. "
                "You may rather want to tell somebody whom you trust, outside this commons."
            )
        readers = _("The hosts of this commons read it, except those whom it is about.")
    else:
        readers = _("Those who look after “%(name)s” and the hosts of this commons read it.") % {"name": community.name}
    seen = _("They see your name and the words as they stand now. Whom it is about is not told who reported it.")
    return f"{readers} {seen}"


@signed_in
def report(request: SignedInRequest) -> HttpResponse:
    """Report anything that one can see."""
    target = _target(request)
    waiting = Report.objects.filter(by=request.person, state=Report.State.WAITING)
    exact = {"entry": None, "comment": None, "person": None, **target.given}
    if "entry" in target.given or "comment" in target.given:
        exact.pop("community", None)
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
    context = {"target": target, "form": form, "readers": _readers(target)}
    return render(request, "safeguard/report.html", context, status=422 if form.errors else 200)


def _is_seen(report: Report, viewer: Person) -> bool:
    """Whether `viewer` may still see what the report is about: it may be hidden by now, or have another audience."""
    entry = report.comment.entry if report.comment else report.entry
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
        "rulings": found.rulings.select_related("by", "person").order_by("at", "pk"),
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
