"""The stream that tells whoever looks at a page about an entry that something happened to it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase

from commonplace.commons.entries.listening import asking_again, entry_to_hear
from commonplace.commons.entries.rules import may_listen
from commonplace.commons.people.doors import Request
from commonplace.ground import live


def stream(request: Request, pk: int) -> HttpResponseBase:
    """Listen to an entry, for as long as one may."""
    person = request.person
    entry = entry_to_hear(person, pk)
    if entry is None:
        raise Http404
    if not live.wants_stream(request):
        return HttpResponseRedirect(entry.address)
    if person is None or not may_listen(person, entry):
        raise PermissionDenied
    may_still = asking_again(person, request.session.session_key or "", pk)
    return live.stream(request, pk, entry.community_id or 0, whose=str(person.pk), may_still=may_still)
