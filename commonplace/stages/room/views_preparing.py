"""Preparing the room of a gathering: the agenda, who is heard, and the recording."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonplace.commons.entries.actions import remove_attachments
from commonplace.commons.entries.uploading import takes_uploads
from commonplace.commons.people.doors import SignedInRequest, signed_in
from commonplace.commons.people.undoing import tell_gone
from commonplace.stages.room import actions
from commonplace.stages.room.agenda import agenda_of
from commonplace.stages.room.agenda_forms import AgendaSheet, moved_row, read_rows, rows_of
from commonplace.stages.room.doors import room_to_prepare
from commonplace.stages.room.forms import GatheringRecordingForm
from commonplace.stages.room.models import Room
from commonplace.stages.room.voices_form import VoicesForm, members_to_host


@signed_in
def agenda(request: SignedInRequest, pk: int) -> HttpResponse:
    """Plan what happens, item by item. A button moves an item, and one gives more rows; both keep what is typed."""
    gathering = room_to_prepare(request, pk).gathering
    if request.method != "POST":
        return _agenda_page(request, AgendaSheet(gathering, request.person, rows_of(gathering)))
    with transaction.atomic():
        actions.locked_room(gathering)
        sheet = AgendaSheet(gathering, request.person, read_rows(request.POST), request.POST)
        if sheet.clashes:
            return _agenda_page(request, sheet, status=409)
        planned = sheet.planned()
        if planned is None:
            return _agenda_page(request, sheet, status=422)
        actions.write_agenda(gathering, request.person, planned)
    if "move" in request.POST or "more" in request.POST:
        return HttpResponseRedirect(f"{gathering.entry.address}room/agenda/#row-{_goes_on_at(request, sheet)}")
    messages.success(request, _("The agenda is kept. It moves along when the gathering does."))
    return HttpResponseRedirect(gathering.entry.address)


def _goes_on_at(request: SignedInRequest, sheet: AgendaSheet) -> int:
    """The row to look at next: the one that was moved, else the first that is empty."""
    moved = moved_row(request.POST)
    return len(sheet.rows) if moved is None else moved[1]


def _agenda_page(request: SignedInRequest, sheet: AgendaSheet, status: int = 200) -> HttpResponse:
    gathering = sheet.gathering
    timed = agenda_of(gathering)
    over = timed[-1].ends_at if timed and timed[-1].ends_at > gathering.ends_at else None
    shown = {"entry": gathering.entry, "gathering": gathering, "sheet": sheet, "timed": timed, "over": over}
    return render(request, "room/agenda.html", shown, status=status)


@signed_in
def voices(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name hosts and guests, and what one can read on it."""
    room = room_to_prepare(request, pk)
    gathering = room.gathering
    if request.method != "POST":
        return _voices_page(request, VoicesForm(person=request.person, room=room, members=members_to_host(gathering)))
    with transaction.atomic():
        # Nobody else names anybody from here on, so that what stands now is what is brought together.
        room = actions.locked_room(gathering)
        form = VoicesForm(request.POST, person=request.person, room=room, members=members_to_host(gathering))
        form.bring_together()
        if form.theirs or not form.is_valid():
            return _voices_page(request, form, status=422 if form.errors else 409)
        said = form.cleaned_data
        resources = [*said["resources"], *form.kept]
        actions.name_voices(
            gathering, request.person, hosts=said["hosts"], guests=form.guests_named(), resources=resources
        )
    messages.success(request, _("It stands on the page of the gathering."))
    return HttpResponseRedirect(gathering.entry.address)


def _voices_page(request: SignedInRequest, form: VoicesForm, status: int = 200) -> HttpResponse:
    return render(request, "room/voices.html", {"entry": form.entry, "form": form}, status=status)


@signed_in
@takes_uploads
def recording(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the recording, with captions and what is said in it; or take it away."""
    room = room_to_prepare(request, pk)
    data = (request.POST, request.files_sent) if request.method == "POST" else ()
    form = GatheringRecordingForm(*data, person=request.person, room=room)
    form.bring_together_by_marks()
    if form.is_overtaken:
        return _recording_page(request, room, form, status=409)
    if request.method != "POST" or not form.is_valid():
        return _recording_page(request, room, form, status=form.trouble_status if form.errors else 200)
    try:
        _keep(request, room, form)
    except OSError as failure:
        form.say_no_room("recording", failure)
        return _recording_page(request, room, form, status=form.trouble_status)
    messages.success(request, _("What you changed is kept."))
    return HttpResponseRedirect(f"{room.gathering.entry.address}room/")


def _keep(request: SignedInRequest, room: Room, form: GatheringRecordingForm) -> None:
    gathering, said = room.gathering, form.cleaned_data
    if said.get("remove") and room.recording is not None:
        tell_gone(request, remove_attachments(gathering.entry, [room.recording], request.person))
    if said.get("remove_captions"):
        tell_gone(request, actions.take_captions_away(gathering, request.person))
    actions.keep_recording(
        gathering,
        request.person,
        recorded=said.get("recording"),
        captions=said["captions"],
        link=said["link"],
        recording_begins=said["begins"],
        transcript=said["transcript"],
        only_adults=said["only_adults"],
    )


def _recording_page(
    request: SignedInRequest, room: Room, form: GatheringRecordingForm, status: int = 200
) -> HttpResponse:
    shown = {"entry": room.gathering.entry, "room": room, "form": form}
    return render(request, "room/recording.html", shown, status=status)
