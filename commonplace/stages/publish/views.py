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
from commonplace.commons.entries.merging import Document
from commonplace.commons.entries.models import Attachment, Authorship, Entry, Licence
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import AgeBand, Person
from commonplace.ground.text import clean
from commonplace.stages.design.actions import copied
from commonplace.stages.design.models import ValueChoice
from commonplace.stages.design.reading import read_document
from commonplace.stages.design.values import name_of
from commonplace.stages.make.briefs import briefs_along
from commonplace.stages.publish.actions import draft_case_study, publish_case_study, write_case_study
from commonplace.stages.publish.drafting import draft, quotable, suggestions
from commonplace.stages.publish.forms import CaseStudyForm, PublishForm, StartForm, words_of_doubt, words_of_wrong
from commonplace.stages.publish.missing import missing
from commonplace.stages.publish.models import CaseStudy, Section
from commonplace.stages.publish.reading import said_in
from commonplace.stages.publish.record import record_of
from commonplace.stages.publish.rows import Row, rows_of, said_in_rows
from commonplace.stages.publish.rules import may_start_from, may_write_case_study
from commonplace.stages.publish.starting import beginning_of, start_from_case_study
from commonplace.stages.publish.together import Typed, bring_together, marks_on, standing_for
from commonplace.stages.room.links import moment_address
from commonplace.stages.room.reading import moments_seen

_MOST_COVERS = 12
# So often somebody who writes in the very same moment is waited for.
_TRIES = 5


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
    for _try in range(_TRIES):
        typed = bring_together(written, person, request.POST)
        form, naming = CaseStudyForm(typed.data), _naming(written, typed)
        form.heed(naming)
        if typed.clashes or not form.is_valid() or naming.unsettled:
            status = 409 if typed.clashes else 422
            return _form(request, person, written, form=form, typed=typed, naming=naming, status=status)
        try:
            _keep(person, written, form, typed)
        except EditedMeanwhile as conflict:  # in this very moment: brought together once more
            written.entry, last = conflict.current, conflict
            written.entry.community = written.community
        else:
            return _kept(request, written)
    raise last


def _kept(request: Request, written: CaseStudy) -> HttpResponse:
    messages.success(request, _("What you wrote is kept."))
    if "publish" in request.POST:
        return HttpResponseRedirect(f"{written.community.address}case-study/publish/")
    moved = request.POST.get(f"section-{request.POST.get('move', '').partition(':')[0]}", "")
    return HttpResponseRedirect(
        f"{written.community.address}case-study/" + (f"#{moved}" if moved in Section.values else "")
    )


def _naming(written: CaseStudy, typed: Typed) -> Naming:
    """Names of people under 18 in what is sent, once it is read by others at once."""
    if written.entry.is_draft:
        return Naming()
    kept = [row for row in typed.rows if row.is_taken or not row.is_offered]
    texts = {name: typed.data.get(name, "") for name in ("title", "summary")}
    texts |= {f"words-{row.number}": clean(row.words).strip() for row in kept}
    known = [written.entry.title, written.entry.summary, *written.statements.values_list("words", flat=True)]
    return naming_in(written.community, texts, known, typed.data.getlist("not_them"))


def _keep(person: Person, written: CaseStudy, form: CaseStudyForm, typed: Typed) -> None:
    write_case_study(
        written,
        person,
        based_on=written.entry.version,
        statements=said_in_rows(typed.rows),
        cover=next((cover for cover in _covers(written, person) if str(cover.pk) == typed.data.get("cover")), None),
        **form.cleaned_data,
    )


def _form(
    request: Request,
    person: Person,
    written: CaseStudy,
    *,
    form: CaseStudyForm | None = None,
    typed: Typed | None = None,
    naming: Naming | None = None,
    status: int = 200,
) -> HttpResponse:
    standing, back = standing_for(written, person)
    if typed is None:
        there, record = [*standing, *back], record_of(written.community, person)
        offered = [*suggestions(draft(record), there), *quotable(record, (source for *_said, source in there))]
        rows = rows_of(standing, offered)
    else:
        taken_back = {source for _section, _words, source in back}
        rows = [row for row in typed.rows if row.source_id is None or row.source_id not in taken_back]
    named = _sources_named(person, [row.source_id for row in rows if row.source_id])
    covers = _covers(written, person)
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
        "covers": covers,
        "cover": typed.data.get("cover", "") if typed else str(written.wished_cover_id or ""),
        "marks": marks_on(written, standing),
        "theirs": _as_others_have_it(typed.clashes, covers) if typed else {},
        "values": ValueChoice.objects.filter(design__community=written.community),
        "name_of": name_of,
        "words_of_cover": words_of_cover,
    }
    return render(request, "publish/write.html", context, status=status)


def _sources_named(person: Person, keys: list[int]) -> dict[int, tuple[str, str]]:
    """Of entries and moments, as far as somebody may see them: their address, and what they are called."""
    entries = Entry.objects.visible_to(person).in_bulk(keys)
    named = {key: (entry.address, entry.title) for key, entry in entries.items()}
    for moment in moments_seen(person).filter(pk__in=keys).select_related("gathering__entry", "gathering__room"):
        entry = moment.gathering.entry
        named[moment.pk] = (moment_address(moment, entry), entry.title)
    return named


def _as_others_have_it(clashes: Document, covers: list[Attachment]) -> dict[str, list[str]]:
    """What both changed, in the words that stand now."""
    shown = {name: [words for words, _source in value] for name, value in clashes.items() if name in Section.values}
    shown |= {name: [clashes[name]] for name in ("title", "summary") if name in clashes}
    if "licence" in clashes:
        shown["licence"] = [str(Licence(clashes["licence"]).label)]
    if "cover" in clashes:
        cover = next((one for one in covers if str(one.pk) == clashes["cover"]), None)
        shown["cover"] = [words_of_cover(cover) if cover else _("No picture")]
    return {name: words or [_("Nothing: it was taken out.")] for name, words in shown.items()}


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


def words_of_cover(picture: Attachment) -> str:
    """What a picture is called where one chooses it."""
    return picture.alternative or picture.caption or _("A picture without words")


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
    along, staying = briefs_along(entry.community, request.person)
    context = {
        "entry": entry,
        "form": form,
        "parts": parts,
        "sees_design": beginning.is_design,
        "briefs": along,
        "staying": staying,
    }
    return render(request, "publish/start.html", context, status=422 if request.method == "POST" else 200)
