"""Pages on which somebody looks back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import taking_part
from commonplace.commons.communities.models import Audience, Community, Team
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.lists import lean, with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.recordings import take_in_recording
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.design.models import Prediction
from commonplace.stages.gather.models import Gathering
from commonplace.stages.reflect.actions import change_reflection, write_reflection
from commonplace.stages.reflect.came import mark_of
from commonplace.stages.reflect.forms import ReflectionForm
from commonplace.stages.reflect.kept_private import kept_private
from commonplace.stages.reflect.models import QUESTIONS, Reflection
from commonplace.stages.reflect.prompts import asked_after

_MOST_LISTED = 30


@taking_part
def reflect(request: SignedInRequest, community: Community) -> HttpResponse:
    """Look back at one gathering (`?gathering=`), or at the whole."""
    gathering = _gathering(request, community)
    begun = _own(request.person, community, gathering)
    if begun and request.method != "POST":
        return HttpResponseRedirect(f"{begun.entry.address}reflection/")
    team = _team(request.person, community)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReflectionForm(
        *data,
        person=request.person,
        community=community,
        team=team,
        gathering=gathering,
        asked=asked_after(gathering),
        expected=[] if gathering else expected_of(community, request.person),
    )
    if request.method != "POST":
        return _page(request, form, community, gathering)
    is_valid = form.is_valid()
    if not is_valid and form.recorded is None:
        return _page(request, form, community, gathering, status=422)
    return _keep(request, form, community, gathering, team, is_valid=is_valid)


def _keep(
    request: SignedInRequest,
    form: ReflectionForm,
    community: Community,
    gathering: Gathering | None,
    team: Team | None,
    *,
    is_valid: bool,
) -> HttpResponse:
    reflection = write_reflection(
        request.person,
        community=community,
        gathering=gathering,
        team=team,
        # What came with a recording is kept, so that nobody speaks in vain; by nobody else is it seen before it is right.
        audience=form.cleaned_data["audience"] if is_valid else Audience.ONLY_ME,
        may_quote=is_valid and form.cleaned_data["may_quote"],
        asked=form.asked,
        came=form.came(),
        **form.words(),
    )
    if not take_in_recording(reflection.entry, form) or not is_valid:
        status = form.trouble_status
        return _page(request, form, community, gathering, reflection, is_kept=not is_valid, status=status)
    messages.success(request, _("It is kept. Who can see it is yours to change at any time."))
    return HttpResponseRedirect(reflection.entry.address)


@signed_in
def edit_reflection(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what one wrote when looking back, and whether it may be quoted."""
    seen = Entry.objects.visible_to(request.person).of_kind("reflection")
    entry = get_object_or_404(seen.select_related("community", "as_reflection__gathering__entry"), pk=pk)
    if not may_edit(request.person, entry) or entry.community is None:
        raise PermissionDenied(why_not_changed(request.person, entry, _("Only whoever wrote a reflection changes it.")))
    reflection: Reflection = entry.as_reflection
    reflection.entry = entry
    initial = {
        "body": entry.body,
        "may_quote": reflection.may_quote,
        **{name: getattr(reflection, name) for name in QUESTIONS},
        **{f"came_{mark}": answer for mark, answer in reflection.came.items()},
    }
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReflectionForm(
        *data,
        person=request.person,
        community=entry.community,
        team=None,
        gathering=reflection.gathering,
        asked=reflection.asked,
        expected=[] if reflection.gathering else expected_of(entry.community, request.person),
        entry=entry,
        initial=initial,
    )
    if request.method != "POST":
        return _page(request, form, entry.community, reflection.gathering, reflection)
    form.bring_together(entry.version)
    return _change(request, form, entry.community, reflection)


def _change(
    request: SignedInRequest, form: ReflectionForm, community: Community, reflection: Reflection
) -> HttpResponse:
    entry = reflection.entry
    if not form.is_valid():
        take_in_recording(entry, form)
        return _page(request, form, community, reflection.gathering, reflection, status=form.trouble_status)
    given = form.data.get("based_on", "")
    try:
        change_reflection(
            reflection,
            request.person,
            based_on=int(given) if given.isdecimal() and len(given) < 9 else 0,
            may_quote=form.cleaned_data["may_quote"],
            # Of what is expected no longer, what was said stays.
            came={**_of_others(reflection, form), **form.came()},
            **form.words(),
        )
    except EditedMeanwhile:
        take_in_recording(entry, form)
        other = Reflection.objects.select_related("entry__community", "gathering__entry").get(pk=entry.pk)
        return _page(request, form, community, other.gathering, other, is_conflict=True, status=409)
    if not take_in_recording(entry, form):
        return _page(request, form, community, reflection.gathering, reflection, status=form.trouble_status)
    messages.success(request, _("What you changed is kept."))
    return HttpResponseRedirect(entry.address)


def _of_others(reflection: Reflection, form: ReflectionForm) -> dict[str, str]:
    asked = {mark_of(words) for words in form.expected.values()}
    return {mark: answer for mark, answer in reflection.came.items() if mark not in asked}


def _page(
    request: SignedInRequest,
    form: ReflectionForm,
    community: Community,
    gathering: Gathering | None,
    reflection: Reflection | None = None,
    *,
    is_conflict: bool = False,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "community": community,
        "gathering": gathering,
        "reflection": reflection,
        "is_conflict": is_conflict,
        "is_kept": is_kept,
        "recordings": [one for one in reflection.entry.attachments.all() if one.sort == "recording"]
        if reflection
        else [],
        "gatherings": [] if reflection else _unreflected(request.person, community, gathering),
        "opened": [] if reflection else _opened(request.person, community),
        "kept": None if reflection else kept_private(request.person, community),
    }
    return render(request, "reflect/reflect.html", context, status=status)


def expected_of(community: Community, person: Person | None) -> list[str]:
    """What the design expected, for those who may read the design."""
    designs = Entry.objects.visible_to(person).filter(kind="design", community=community).values("pk")
    return list(Prediction.objects.filter(design__in=designs).values_list("words", flat=True))


def _gathering(request: SignedInRequest, community: Community) -> Gathering | None:
    given = request.GET.get("gathering", "")
    if not given:
        return None
    try:
        pk = int(given) if given.isdecimal() and len(given) != ids.LENGTH else ids.read(given)
    except ValueError:
        pk = 0
    if pk >= 2**63:  # no column holds it
        raise Http404
    seen = Entry.objects.visible_to(request.person).filter(community=community)
    return get_object_or_404(Gathering.objects.filter(entry__in=seen).select_related("entry"), pk=pk)


def _own(person: Person, community: Community, gathering: Gathering | None) -> Reflection | None:
    mine = Reflection.objects.filter(entry__authorships__person=person, entry__community=community, gathering=gathering)
    return mine.select_related("entry").order_by("-entry__created_at").first()


def _team(person: Person, community: Community) -> Team | None:
    """Somebody's team in a community, where they have just one."""
    teams = list(person.teams.filter(community=community)[:2])
    return teams[0] if len(teams) == 1 else None


def _unreflected(person: Person, community: Community, now_at: Gathering | None) -> list[Gathering]:
    """Past gatherings that somebody has not looked back at, newest first."""
    seen = Entry.objects.visible_to(person).filter(community=community, shared_at__isnull=False)
    past = Gathering.objects.filter(entry__in=seen, cancelled_at=None, starts_at__lte=clock.now())
    mine = Reflection.objects.filter(entry__authorships__person=person, gathering__isnull=False).values("gathering")
    rows = past.exclude(pk__in=mine).exclude(pk=now_at.pk if now_at else 0)
    return list(rows.select_related("entry").order_by("-starts_at")[:8])


def _opened(person: Person, community: Community) -> list[Entry]:
    """What others opened to this person, and nothing else."""
    seen = Entry.objects.visible_to(person).filter(kind="reflection", community=community, shared_at__isnull=False)
    return with_names(lean(seen.exclude(authorships__person=person).newest_first())[:_MOST_LISTED], person)
