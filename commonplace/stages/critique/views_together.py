"""A protocol done together in a gathering: the page that all look at."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonplace.commons.entries.listening import live_part
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.stages.critique.forms_rounds import TogetherForm
from commonplace.stages.critique.models import Sitting
from commonplace.stages.critique.own_protocols import all_for, protocol_of
from commonplace.stages.critique.rules import may_keep_time
from commonplace.stages.critique.together import add_minute, begin_together, end_together, go_on, turn_of
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room.doors import gathering_of

_MOST_OFFERED = 30


@signed_in
@require_safe
def together(request: SignedInRequest, pk: int) -> HttpResponse:
    """The step that is on, how long it lasts, and the others; or the form to begin with."""
    gathering = gathering_of(request, pk)
    return _page(request, gathering, live=live_part(gathering.entry, request.person))


def _page(
    request: SignedInRequest, gathering: Gathering, form: TogetherForm | None = None, live: str = "", status: int = 200
) -> HttpResponse:
    sitting = Sitting.objects.filter(pk=gathering.pk).first()
    turn = turn_of(sitting) if sitting else None
    may_keep = may_keep_time(request.person, gathering)
    if form is None and turn is None and may_keep:
        form = TogetherForm(**_choices(gathering, request.person))
    of = (
        Entry.objects.visible_to(request.person).filter(pk=sitting.of_id).first() if sitting and sitting.of_id else None
    )
    context = {
        "entry": gathering.entry,
        "gathering": gathering,
        "live": live,
        "sitting": sitting,
        "turn": turn,
        "protocol": protocol_of(sitting.protocol) if sitting else None,
        "of": of,
        "may_keep": may_keep,
        "form": form,
    }
    return render(request, "critique/together.html", context, status=status)


def _choices(gathering: Gathering, person: Person) -> dict[str, list]:
    """The protocols with steps, and what is asked about in the community of a gathering, newest first."""
    community = gathering.entry.community
    seen = Entry.objects.visible_to(person).filter(community=community, asks_for_critique__isnull=False)
    protocols = [one for one in all_for(community) if one.steps]
    return {"protocols": protocols, "entries": list(seen.newest_first().only("id", "title")[:_MOST_OFFERED])}


def _kept_by(request: SignedInRequest, pk: int) -> Gathering:
    gathering = gathering_of(request, pk)
    if not may_keep_time(request.person, gathering):
        raise PermissionDenied(_("Members who take part keep the time. You can read along."))
    return gathering


@signed_in
@require_POST
def begin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin with the first step."""
    gathering = _kept_by(request, pk)
    there = Sitting.objects.filter(pk=gathering.pk).first()
    if there is not None and turn_of(there) is not None:  # somebody else has begun meanwhile
        return HttpResponseRedirect(f"{gathering.entry.address}together/")
    form = TogetherForm(request.POST, **_choices(gathering, request.person))
    if not form.is_valid():
        return _page(request, gathering, form, status=422)
    of = next((one for one in form.entries if one.pk == form.cleaned_data["of"]), None)
    begin_together(gathering, request.person, protocol=protocol_of(form.cleaned_data["protocol"]), of=of)
    return HttpResponseRedirect(f"{gathering.entry.address}together/")


@signed_in
@require_POST
def turn(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go on, add a minute, or end it; told by the button that was pressed and the step that was on."""
    gathering = _kept_by(request, pk)
    sitting = get_object_or_404(Sitting, pk=gathering.pk)
    sitting.gathering = gathering
    said = request.POST.get("step", "")
    seen = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else -1
    pressed = request.POST.get("press", "")
    if pressed == "on":
        go_on(sitting, request.person, seen=seen)
    elif pressed == "minute":
        add_minute(sitting, request.person, seen=seen)
    elif pressed == "end":
        end_together(sitting, request.person)
    return HttpResponseRedirect(f"{gathering.entry.address}together/")
