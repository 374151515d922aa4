"""The room of a gathering: to read while it is on and afterwards, and to keep moments in."""

from typing import Any

from django.contrib import messages as told
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonplace.commons.entries.listening import live_part
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.ground import clock, ids
from commonplace.stages.gather.kind import when_of
from commonplace.stages.gather.models import Gathering
from commonplace.stages.room import actions, seconds
from commonplace.stages.room.doors import gathering_of, room_seen, room_to_write_in
from commonplace.stages.room.forms import MomentForm
from commonplace.stages.room.models import Room
from commonplace.stages.room.reading import read_by, room_of, shown_of
from commonplace.stages.room.rules import (
    may_hear,
    may_prepare_room,
    may_see_earlier_notes,
    may_take_moment_away,
    may_write_in_room,
)

_HOUR = 60 * 60
_LONGEST = 24 * _HOUR


def _now(gathering: Gathering) -> int | None:
    """How many seconds ago a gathering began that is on; None where it is not."""
    now = clock.now()
    is_on = gathering.starts_at <= now < gathering.ends_at
    return int((now - gathering.starts_at).total_seconds()) if is_on else None


@require_safe
def room(request: Request, pk: int) -> HttpResponse:
    """The room: while the gathering is on to write in, afterwards its record, to read as one reads a chapter."""
    gathering = gathering_of(request, pk)
    live = live_part(gathering.entry, request.person)
    return _page(request, room_of(gathering), live=live)


def _page(
    request: Request, found: Room, form: MomentForm | None = None, status: int = 200, live: str = ""
) -> HttpResponse:
    """The page; what answers a form is not live, since its address leads elsewhere."""
    gathering, viewer = found.gathering, request.person
    asked = request.GET.get("at", "")
    begins_at = min(int(asked), _LONGEST) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 0
    may_write = may_write_in_room(viewer, gathering)
    if form is None and may_write and viewer is not None:
        form = MomentForm(person=viewer, room=found, now=_now(gathering))
    shown: dict[str, Any] = {
        "entry": gathering.entry,
        "gathering": gathering,
        "live": live,
        "when": when_of(gathering),
        "shown": shown_of(found, gathering.entry, viewer, begins_at),
        "form": form,
        "may_write": may_write,
        "sees_earlier": found.version > 0 and may_see_earlier_notes(viewer, gathering),
        "may_prepare": may_prepare_room(viewer, gathering),
        "may_hear": may_hear(viewer, found),
        "said": seconds.said,
    }
    return render(request, "room/room.html", shown, status=status)


@signed_in
def moments(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a moment; or take the time first, and write in peace."""
    found = room_to_write_in(request, pk)
    gathering, now = found.gathering, _now(found.gathering)
    page = f"{gathering.entry.address}room/"
    if request.method != "POST":
        return HttpResponseRedirect(page)
    if "take" in request.POST and now is not None:
        form = MomentForm(person=request.person, room=found, now=now)
        form.initial = {"at": seconds.said(now - found.recording_begins), "words": request.POST.get("words", "")[:600]}
        return _page(request, found, form)
    form = MomentForm(request.POST, person=request.person, room=found, now=now)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    said = form.cleaned_data
    kept = actions.keep_moment(gathering, request.person, second=said["at"], words=said["words"])
    told.success(request, _("The moment is kept."))
    return HttpResponseRedirect(f"{page}#m{ids.written(kept.pk)}")


@signed_in
def moment_deletion(request: SignedInRequest, pk: int, moment_pk: int) -> HttpResponse:
    """Ask, then take a moment away."""
    found = room_seen(request, pk)
    gathering = found.gathering
    seen = gathering.moments.filter(read_by(request.person)).select_related("by")
    moment = get_object_or_404(seen, pk=moment_pk)
    moment.gathering = gathering
    if not may_take_moment_away(request.person, moment):
        raise PermissionDenied(_("Whoever kept this moment takes it away, or those who look after the gathering."))
    if request.method == "POST":
        tell_gone(request, actions.take_moment_away(moment, request.person))
        return HttpResponseRedirect(f"{gathering.entry.address}room/")
    second = moment.second - found.recording_begins
    shown = {"entry": gathering.entry, "moment": moment, "second": second, "said": seconds.said}
    return render(request, "room/moment_deletion.html", shown)


@require_safe
def captions(request: Request, pk: int) -> HttpResponse:
    """The captions, for whoever may hear the recording."""
    found = room_seen(request, pk)
    if not found.captions or not may_hear(request.person, found):
        raise Http404
    response = HttpResponse(found.captions, content_type="text/vtt; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie"
    return response
