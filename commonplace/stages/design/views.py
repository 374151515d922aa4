"""Pages of a design: starting a community, reading the document, its earlier sittings."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import carrying, refuse_paused, seeing
from commonplace.commons.communities.models import Community, Form
from commonplace.commons.communities.rules import is_open, may_carry, may_start_community, refuse_closed
from commonplace.commons.entries.kinds import added
from commonplace.commons.entries.lists import with_comments, with_names
from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.entries.rules import is_author, may_edit
from commonplace.commons.people.doors import Request, SignedInRequest, holding_to_norms
from commonplace.commons.people.models import Person
from commonplace.stages.design import actions
from commonplace.stages.design.document import document_of
from commonplace.stages.design.forms import StartForm
from commonplace.stages.design.models import Design
from commonplace.stages.design.opening import lags_behind, readers_words
from commonplace.stages.design.readiness import readiness
from commonplace.stages.design.reading import read_design, read_document

MOST_NOTES = 20


@holding_to_norms
def new(request: SignedInRequest) -> HttpResponse:
    """Start a community, from a form or, with `?from=`, from another's design."""
    refuse_paused(request.person)
    if not may_start_community(request.person):
        raise PermissionDenied
    source = _source(request)
    form = StartForm(request.POST or None, person=request.person, initial=_suggestions(request, source))
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if name != "name"}
        if source is None:
            community = actions.start(request.person, name=form.cleaned_data["name"], **said)
        else:
            community = actions.start_from(source.community, request.person, name=form.cleaned_data["name"], **said)
        messages.success(
            request, _("It has begun. Everything from here on can be changed, and nothing has to be said today.")
        )
        return redirect(f"{community.address}design/edit/")
    said = actions.copied(document_of(source)) if source else {}
    parts = [part for part in read_design(source, said) if part.is_said] if source else []
    return render(
        request, "design/new.html", {"form": form, "source": source, "parts": parts}, status=422 if form.errors else 200
    )


def _source(request: SignedInRequest) -> Design | None:
    slug = request.GET.get("from", "")
    if not slug:
        return None
    community = get_object_or_404(Community.objects.visible_to(request.person), slug=slug[:60])
    return design_or_404(community, request.person)


def _suggestions(request: SignedInRequest, source: Design | None) -> dict[str, Any]:
    """What the form begins with: what the original says, or the address asks for (`?in=`, `?form=`)."""
    if source is not None:
        return {
            "purpose": source.community.purpose,
            "form": source.community.form,
            "own_form": source.community.own_form,
        }
    within = Community.objects.of(request.person).filter(slug=request.GET.get("in", "")[:60]).first()
    form = request.GET.get("form", "")
    return {"parent": within, "form": form if form in Form.values else None}


def design_or_404(community: Community, viewer: Person | None) -> Design:
    """The community's design, where `viewer` may read it."""
    entry = (
        Entry.objects.visible_to(viewer)
        .filter(as_design__community=community)
        .select_related("opened_to", "as_design")
        .first()
    )
    if entry is None:
        raise Http404
    design: Design = entry.as_design
    entry.community = design.community = community
    design.entry = entry
    return design


@seeing
def design(request: Request, community: Community) -> HttpResponse:
    """The document as it is read. Who carries a community without one can begin it here."""
    person = request.person
    if not Design.objects.filter(community=community).exists():
        if not may_carry(person, community):
            raise Http404
        if request.method == "POST" and person is not None:
            actions.begin_design(community, person)
            return redirect(f"{community.address}design/edit/")
        return render(request, "design/begin.html", {"community": community})
    found = design_or_404(community, person)
    return render(request, "design/design.html", {"community": community, **page_of(found, person)})


def page_of(found: Design, viewer: Person | None) -> dict[str, Any]:
    """What a page needs to show the document to `viewer`."""
    (entry,) = with_comments(with_names([found.entry], viewer), viewer, MOST_NOTES)
    edits = may_edit(viewer, entry) and is_open(found.community)
    said = document_of(found)
    return {
        "design": found,
        "parts": read_design(found, said),
        "notes": entry.notes,  # type: ignore[attr-defined]
        "edits": edits,
        "reports": not is_author(viewer, entry),
        "lines": readiness(found, said) if edits else [],
        "made_from": _visible_original(found, viewer),
        "readers": readers_words(found) if edits else "",
        "lags_behind": edits and lags_behind(found),
        # What later packages have for a design stands below it here, as on the page of its entry.
        "entry": entry,
        "shown_as": None,
        **added(viewer, entry),
    }


def _visible_original(found: Design, viewer: Person | None) -> Community | None:
    """The community whose design this one grew from, where its page is open to `viewer`."""
    origin = found.community.started_from_id
    return Community.objects.visible_to(viewer).filter(pk=origin).first() if origin else None


@carrying
def history(request: SignedInRequest, community: Community) -> HttpResponse:
    """The sittings in which the document was written, newest first."""
    found = design_or_404(community, request.person)
    sittings = found.entry.revisions.select_related("by").defer("words").order_by("-number")
    return render(request, "design/history.html", {"community": community, "entry": found.entry, "sittings": sittings})


@carrying
def sitting(request: SignedInRequest, community: Community, number: int) -> HttpResponse:
    """What the document said after one sitting; a POST brings it back."""
    found = design_or_404(community, request.person)
    revision = get_object_or_404(Revision.objects.select_related("by"), entry=found.pk, number=number)
    if "values" not in revision.words:
        # The first sitting of a design that was begun and not written yet holds no document.
        return redirect(f"{community.address}design/history/")
    if request.method == "POST":
        refuse_closed(community)
        if refusal := why_not_said_again(request.person, found.entry, revision.words):
            messages.warning(request, refusal)
            return redirect(f"{community.address}design/history/")
        actions.bring_back(found, request.person, revision)
        messages.success(
            request, _("It says again what it said then. What it said until now is kept among the sittings.")
        )
        return redirect(f"{community.address}design/")
    latest = found.entry.revisions.order_by("-number").values_list("number", flat=True).first()
    shown = {
        "community": community,
        "entry": found.entry,
        "sitting": revision,
        "parts": read_document(revision.words),
        "is_latest": latest == number,
    }
    return render(request, "design/sitting.html", shown)
