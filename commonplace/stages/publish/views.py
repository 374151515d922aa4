"""Pages on which a community's case study is drafted, written and published, and on which others start from it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import change_community
from commonplace.commons.communities.doors import carrying, seeing
from commonplace.commons.communities.minors import Naming, names_found, naming_in
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.models import Attachment, Authorship, Entry
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import AgeBand, Person
from commonplace.ground.text import clean
from commonplace.stages.design.actions import copied
from commonplace.stages.design.models import ValueChoice
from commonplace.stages.design.reading import read_document
from commonplace.stages.design.values import name_of
from commonplace.stages.publish.actions import draft_case_study, publish_case_study, write_case_study
from commonplace.stages.publish.drafting import draft, suggestions
from commonplace.stages.publish.forms import CaseStudyForm, PublishForm, StartForm, words_of_doubt, words_of_wrong
from commonplace.stages.publish.missing import missing
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.reading import read_each, said_in, with_sources
from commonplace.stages.publish.record import record_of
from commonplace.stages.publish.rows import Row, read_rows, rows_of, said_in_rows
from commonplace.stages.publish.rules import may_start_from, may_write_case_study
from commonplace.stages.publish.starting import beginning_of, start_from_case_study

_MOST_COVERS = 12


@dataclass(frozen=True)
class Part:
    """A section of the form: its rows, what the record offers besides, and what to do where it is empty."""

    section: Section
    rows: list[Row]
    offered: list[Row]
    missing: tuple[str, str, str] | None


@seeing
def case_study(request: Request, community: Community) -> HttpResponse:
    """For those who carry the community: draft it, then write it. For others: the case study, or what will be here."""
    if request.person is None or not may_write_case_study(request.person, community):
        seen = (
            Entry.objects.visible_to(request.person)
            .filter(kind="case study", community=community, shared_at__isnull=False)
            .first()
        )
        if seen:
            return HttpResponseRedirect(seen.address)
        return render(request, "publish/not_yet.html", {"community": community})
    written = CaseStudy.objects.filter(community=community).select_related("entry").first()
    if written:
        written.community = written.entry.community = community
        return _write(request, request.person, written)
    if request.method == "POST":
        draft_case_study(community, request.person)
        messages.success(request, _("Here is what the record says. Every word of it is yours to change."))
        return HttpResponseRedirect(f"{community.address}case-study/")
    record = record_of(community, request.person)
    drafted = draft(record)
    gaps = missing(community, {one.section for one in drafted})
    return render(request, "publish/begin.html", {"community": community, "drafted": drafted, "gaps": gaps})


def _write(request: Request, person: Person, written: CaseStudy) -> HttpResponse:
    if request.method != "POST":
        return _form(request, person, written)
    form, rows = CaseStudyForm(request.POST), read_rows(request.POST)
    naming = _naming(request, written, rows)
    form.heed(naming)
    if not form.is_valid() or naming.unsettled:
        return _form(request, person, written, form=form, rows=rows, naming=naming, status=422)
    try:
        _keep(request, person, written, form, rows)
    except EditedMeanwhile as conflict:
        written.entry = conflict.current
        return _form(request, person, written, form=form, rows=rows, is_conflict=True, status=409)
    messages.success(request, _("What you wrote is kept."))
    if "publish" in request.POST:
        return HttpResponseRedirect(f"{written.community.address}case-study/publish/")
    moved = request.POST.get(f"section-{request.POST.get('move', '').partition(':')[0]}", "")
    return HttpResponseRedirect(
        f"{written.community.address}case-study/" + (f"#{moved}" if moved in Section.values else "")
    )


def _naming(request: Request, written: CaseStudy, rows: list[Row]) -> Naming:
    """Names of people under 18 in what is sent, once it is read by others at once."""
    if written.entry.is_draft:
        return Naming()
    kept = [row for row in rows if row.is_taken or not row.is_offered]
    texts = {name: request.POST.get(name, "") for name in ("title", "summary")}
    texts |= {f"words-{row.number}": clean(row.words).strip() for row in kept}
    known = [written.entry.title, written.entry.summary, *written.statements.values_list("words", flat=True)]
    return naming_in(written.community, texts, known, request.POST.getlist("not_them"))


def _keep(request: Request, person: Person, written: CaseStudy, form: CaseStudyForm, rows: list[Row]) -> None:
    based_on = request.POST.get("based_on", "")
    write_case_study(
        written,
        person,
        based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 9 else 0,
        statements=said_in_rows(rows),
        cover=next((cover for cover in _covers(written, person) if str(cover.pk) == request.POST.get("cover")), None),
        **form.cleaned_data,
    )


def _form(
    request: Request,
    person: Person,
    written: CaseStudy,
    *,
    form: CaseStudyForm | None = None,
    rows: list[Row] | None = None,
    naming: Naming | None = None,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    each = read_each(with_sources(written.statements.all()), person)
    # What its author took back is not shown to those who write, as it is not on the page.
    standing = [(one.section, one.words, one.source_id) for one, said in each if said is not None]
    back = {one.source_id for one, said in each if said is None}
    if rows is None:
        every = [(one.section, one.words, one.source_id) for one, _said in each]
        rows = rows_of(standing, suggestions(draft(record_of(written.community, person)), every))
    rows = [row for row in rows if row.source_id is None or row.source_id not in back]
    named = Entry.objects.visible_to(person).in_bulk([row.source_id for row in rows if row.source_id])
    context: dict[str, Any] = {
        "community": written.community,
        "entry": written.entry,
        "form": form
        or CaseStudyForm(initial={name: getattr(written.entry, name) for name in ("title", "summary", "licence")}),
        "naming": naming or Naming(),
        "words_of_doubt": words_of_doubt,
        "words_of_wrong": words_of_wrong,
        "parts": _parts(written.community, rows),
        "sources": named,
        "covers": _covers(written, person),
        "cover": request.POST.get("cover", "") if request.method == "POST" else str(written.entry.cover_id or ""),
        "other": _by_section(standing) if is_conflict else None,
        "values": ValueChoice.objects.filter(design__community=written.community),
        "name_of": name_of,
    }
    return render(request, "publish/write.html", context, status=status)


def _parts(community: Community, rows: list[Row]) -> list[Part]:
    gaps = missing(community, {row.section for row in rows})
    return [
        Part(
            section,
            [row for row in rows if row.section == section and not row.is_offered],
            [row for row in rows if row.section == section and row.is_offered],
            gaps.get(section),
        )
        for section in Section
    ]


def _by_section(said: list[tuple[str, str, int | None]]) -> list[tuple[Section, list[str]]]:
    return [(section, [words for there, words, _source in said if there == section]) for section in Section]


def _covers(written: CaseStudy, person: Person) -> list[Attachment]:
    """Pictures of works that every reader may see and that only adults made."""
    seen = Entry.objects.visible_to(person).filter(
        kind="work",
        community=written.community,
        shared_at__isnull=False,
        hidden_at=None,
        audience__gte=Audience.COMMONS,
    )
    minors = Authorship.objects.exclude(person__age_band=AgeBand.ADULT).values("entry")
    pictures = Attachment.objects.filter(entry__in=seen, media_type__startswith="image/").exclude(entry__in=minors)
    return list(pictures.order_by("entry__shared_at", "place")[:_MOST_COVERS])


@carrying
def publish(request: SignedInRequest, community: Community) -> HttpResponse:
    """Put the case study into the library, having said what that means."""
    written = get_object_or_404(CaseStudy.objects.select_related("entry__cover"), community=community)
    written.community = community
    statements = list(written.statements.all())
    held = ValueChoice.objects.filter(design__community=community).prefetch_related("practices")
    texts = [written.entry.title, written.entry.summary, *(statement.words for statement in statements)]
    texts += [words for value in held for words in (str(name_of(value)), *(one.words for one in value.practices.all()))]
    names = names_found(community, texts)
    form = PublishForm(request.POST or None, community=community, person=request.person, names=names)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["audience"]
        with transaction.atomic():
            if chosen > community.audience:
                change_community(community, request.person, audience=chosen)
            publish_case_study(written, request.person, audience=chosen)
        messages.success(request, _("It is in the library. Thank you for telling what happened."))
        return HttpResponseRedirect(written.entry.address)
    context = {
        "community": community,
        "entry": written.entry,
        "form": form,
        "names": [name for name in names if name.is_certain],
        "statements": len(statements),
        "for_strangers": len(said_in([written.pk], None)[written.pk]),
        "values": [name_of(value) for value in held],
    }
    return render(request, "publish/publish.html", context, status=422 if request.method == "POST" else 200)


@signed_in
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin a community of one's own from a case study, or from the design behind it where that is open to one."""
    seen = Entry.objects.visible_to(request.person).of_kind("case study").filter(shared_at__isnull=False)
    entry = get_object_or_404(seen.select_related("community", "as_case_study"), pk=pk, community__isnull=False)
    if not may_start_from(request.person, entry):
        raise PermissionDenied(_("You are paused on this commons, so you cannot start anything now."))
    entry.as_case_study.entry, entry.as_case_study.community = entry, entry.community
    beginning = beginning_of(entry.as_case_study, request.person)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        community = start_from_case_study(entry.as_case_study, request.person, name=form.cleaned_data["name"])
        messages.success(request, _("It is begun. Change whatever does not fit."))
        return HttpResponseRedirect(f"{community.address}design/")
    parts = [part for part in read_document(copied(beginning.said)) if part.is_said]
    return render(
        request,
        "publish/start.html",
        {"entry": entry, "form": form, "parts": parts, "sees_design": beginning.is_design},
        status=422 if request.method == "POST" else 200,
    )
