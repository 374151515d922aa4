"""What stands between a request and the room of a gathering."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.entries.views.page import entry_seen
from commonplace.commons.people.doors import Request, SignedInRequest
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.views_entry import gathering_to_change
from commonplace.stages.room.models import Room
from commonplace.stages.room.reading import room_of
from commonplace.stages.room.rules import may_write_in_room


def gathering_of(request: Request, pk: int) -> Gathering:
    """A gathering that whoever asks may see; else 404."""
    entry = entry_seen(request, pk)
    if entry.kind != "gathering":
        raise Http404
    gathering = Gathering.objects.get(pk=pk)
    gathering.entry = entry
    return gathering


def room_seen(request: Request, pk: int) -> Room:
    """The room of a gathering that whoever asks may see; else 404."""
    return room_of(gathering_of(request, pk))


def room_to_write_in(request: SignedInRequest, pk: int) -> Room:
    """The same, for those who may write in its notes and keep moments."""
    room = room_seen(request, pk)
    gathering = room.gathering
    if not may_write_in_room(request.person, gathering):
        refuse_paused(request.person)
        refuse_closed(gathering.entry.community)
        if gathering.cancelled_at:
            raise PermissionDenied(_("This gathering was cancelled, so nothing is written of it."))
        raise PermissionDenied(_("Members of the community write here. You can read along."))
    return room


def room_to_prepare(request: SignedInRequest, pk: int) -> Room:
    """The same, for those who may change the gathering."""
    gathering = gathering_to_change(request, pk)
    if gathering.entry.community is None:
        raise PermissionDenied(_("Its community is gone, so it stays as it is."))
    return room_of(gathering)
