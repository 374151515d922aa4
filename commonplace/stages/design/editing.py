"""The page on which a design is written: the whole document in one form."""

import json
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.communities.doors import refuse_paused, seeing
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.lists import with_comments
from commonplace.commons.entries.merging import marks_of
from commonplace.commons.entries.rules import may_edit
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.ground import clock, moments
from commonplace.stages.design.comparing import part_name, part_words
from commonplace.stages.design.forms_of_community import hint
from commonplace.stages.design.models import Design
from commonplace.stages.design.prompts import SECTIONS
from commonplace.stages.design.readiness import readiness
from commonplace.stages.design.saving import Saved, save
from commonplace.stages.design.sheet import Sheet
from commonplace.stages.design.views import MOST_NOTES, design_or_404, refuse_closed

# Whoever saved something so shortly ago is taken to be writing still.
_JUST_NOW = timedelta(minutes=2)


@signed_in
@seeing
def edit(request: SignedInRequest, community: Community) -> HttpResponse:
    """Write the document. A script saves with `Accept: application/json`; buttons `add` and `take_out` change rows."""
    found = design_or_404(community, request.person)
    refuse_paused(request.person)
    refuse_closed(community)
    if not may_edit(request.person, found.entry):
        raise PermissionDenied(
            _("Those who carry this community write its design. You can say something in its margin.")
        )
    if request.method != "POST":
        sheet = Sheet(found, request.person)
        return _page(request, sheet, marks=json.dumps(marks_of(sheet.standing)))
    if "add" in request.POST or "take_out" in request.POST:
        return _with_other_rows(request, found)
    saved = save(found, request.person, request.POST)
    if request.headers.get("Accept") == "application/json":
        return _as_json(saved, request.person)
    return _after_saving(request, saved)


def _with_other_rows(request: SignedInRequest, found: Design) -> HttpResponse:
    sheet = Sheet(found, request.person, request.POST)
    sheet.add(request.POST.get("add", ""))
    sheet.take_out(request.POST.get("take_out", ""))
    sheet.put_focus()
    # The form is as old as it was before: what others change meanwhile is still noticed when it is saved.
    return _page(request, sheet, marks=request.POST.get("marks", ""), based_on=request.POST.get("based_on", ""))


def _after_saving(request: SignedInRequest, saved: Saved) -> HttpResponse:
    community = saved.sheet.design.community
    if saved.is_whole:
        messages.success(request, _saved_words() + _theirs_words(saved))
        return redirect(f"{community.address}design/")
    marks = json.dumps(saved.marks(clashes_were_seen=True))
    status = 409 if saved.merged.clashes else 422
    return _page(request, saved.sheet, marks=marks, status=status, saved=saved)


def _as_json(saved: Saved, by: Person) -> HttpResponse:
    """What a script tells whoever writes: when it was saved, and what could not be."""
    clashes = [part_name(part) for part in saved.merged.clashes]
    trouble = [f"{bound.label}: {error}" for bound in saved.sheet.wrong() for error in bound.errors]
    if clashes:
        trouble.append(
            _("Somebody else changed this as well: %(parts)s. Press “Save” to see both.")
            % {"parts": ", ".join(clashes)}
        )
    answer = {
        "version": saved.sheet.design.entry.version,
        "marks": json.dumps(saved.marks(clashes_were_seen=False)),
        "saved_at_words": _saved_words() + _theirs_words(saved),
        "trouble": trouble,
        "others": _others_words(saved.sheet.design, by),
    }
    return JsonResponse(answer, status=409 if clashes else 200)


def _saved_words() -> str:
    now = clock.now()
    return _("Saved at %(time)s, %(zone)s.") % {"time": moments.time(now), "zone": moments.zone_name(now)}


def _theirs_words(saved: Saved) -> str:
    if not saved.merged.theirs:
        return ""
    parts = ", ".join(part_name(part) for part in saved.merged.theirs)
    return " " + _("Meanwhile somebody else changed: %(parts)s. Both are kept.") % {"parts": parts}


def _others_words(found: Design, person: Person) -> str:
    """Who else saved something within the last moments, so that two who write at once know of each other."""
    writing = found.entry.revisions.filter(at__gt=clock.now() - _JUST_NOW).exclude(by=person)
    others = Person.objects.shown_to(person).filter(pk__in=writing.values("by"), left_at=None)
    names = sorted((other.display_name for other in others), key=str.casefold)
    if not names:
        return ""
    words = ngettext("%(names)s is writing here too.", "%(names)s are writing here too.", len(names))
    return words % {"names": ", ".join(f"\u2068{name}\u2069" for name in names)}


def _page(
    request: SignedInRequest,
    sheet: Sheet,
    *,
    marks: str,
    based_on: str = "",
    status: int = 200,
    saved: Saved | None = None,
) -> HttpResponse:
    found = sheet.design
    (entry,) = with_comments([found.entry], request.person, MOST_NOTES)
    wrong = sheet.wrong() if saved else []
    shown: dict[str, Any] = {
        "community": found.community,
        "design": found,
        "sheet": sheet,
        "sections": SECTIONS,
        "hint": lambda name: hint(found.community.form, name),
        "marks": marks,
        "based_on": based_on or found.entry.version,
        "wrong": wrong,
        "clashes": _clashes(saved) if saved else [],
        "lines": readiness(found),
        "notes": entry.notes,  # type: ignore[attr-defined]
        "sittings": found.entry.revisions.count(),
        "saved_words": _last_saved(found, just_now=saved is not None),
        "others": _others_words(found, request.person),
        "is_typed": sheet.is_typed,
        "trouble_words": _trouble_words(len(wrong)),
    }
    return render(request, "design/edit.html", shown, status=status)


def _clashes(saved: Saved) -> list[dict[str, str]]:
    sheet = saved.sheet
    return [
        {"name": part_name(part), "yours": part_words(part, sheet.typed), "theirs": part_words(part, sheet.standing)}
        for part in saved.merged.clashes
    ]


def _trouble_words(count: int) -> str:
    return ngettext("One thing cannot be saved yet.", "%(count)s things cannot be saved yet.", count) % {"count": count}


def _last_saved(found: Design, *, just_now: bool) -> str:
    if just_now:
        return _saved_words()
    if found.entry.version == 1:
        return _("Nothing is written yet.")
    changed = found.entry.changed_at
    if timezone.localtime(changed).date() == timezone.localtime(clock.now()).date():
        return _("Saved at %(time)s, %(zone)s.") % {"time": moments.time(changed), "zone": moments.zone_name(changed)}
    return _("Saved on %(when)s.") % {"when": moments.when(changed)}
