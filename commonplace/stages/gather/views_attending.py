"""Checking in: by the list, by the code on the wall, by oneself; and whom nobody has seen for a while."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonplace.commons.communities.doors import carrying, refuse_paused
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.communities.views.door import qr_code
from commonplace.commons.entries.listening import live_part
from commonplace.commons.people.doors import SignedInRequest, address_for_others, signed_in
from commonplace.stages.gather import attending
from commonplace.stages.gather.models import Attendance, Gathering
from commonplace.stages.gather.rules import may_check_in, may_see_whom_nobody_saw, may_tick_who_is_here
from commonplace.stages.gather.views_entry import gathering_seen

How = Attendance.How


@never_cache
@signed_in
def check_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list of those who are expected, to be ticked; and the code for the wall."""
    gathering = gathering_seen(request, pk)
    if not may_tick_who_is_here(request.person, gathering):
        refuse_paused(request.person)
        refuse_closed(gathering.entry.community)
        raise PermissionDenied(_("Whoever planned it ticks who is there, or those who look after the community."))
    if request.method == "POST":
        who = attending.named(gathering, request.POST.get("who", ""))
        if who is None:
            messages.warning(request, _("They are not in this list any more. Here it is as it stands now."))
        elif request.POST.get("said") == "undo":
            attending.undo_check_in(gathering, who, by=request.person)
        else:
            attending.check_in(gathering, who, how=How.LIST, by=request.person)
        return HttpResponseRedirect(f"{gathering.entry.address}check-in/")
    return _list_page(request, gathering)


def _list_page(request: SignedInRequest, gathering: Gathering) -> HttpResponse:
    path = f"{gathering.entry.address}here/?code={attending.code_of(gathering)}"
    address = address_for_others(request, path) or request.build_absolute_uri(path)
    live = live_part(gathering.entry, request.person)
    listed = attending.expected(gathering)
    shown: dict[str, Any] = {
        "gathering": gathering,
        "live": live,
        "listed": listed,
        "arrived": sum(line.is_here for line in listed),
        "others": attending.others(gathering, listed),
        "address": address,
        "qr": qr_code(address),
    }
    return render(request, "gather/check_in.html", shown)


@never_cache
@signed_in
def here(request: SignedInRequest, pk: int) -> HttpResponse:
    """One button: I am here. The code on the wall leads to it; looking at it changes nothing."""
    gathering = gathering_seen(request, pk)
    may = may_check_in(request.person, gathering)
    if request.method != "POST":
        is_here = gathering.attendances.filter(person=request.person).exists()
        shown = {"gathering": gathering, "is_here": is_here, "may_check_in": may}
        return render(request, "gather/here.html", shown)
    if not may:
        refuse_paused(request.person)
        refuse_closed(gathering.entry.community)
        messages.warning(request, _("You can say so from an hour before it begins until it ends."))
    elif request.POST.get("said") == "undo":
        attending.undo_check_in(gathering, request.person, by=request.person)
    else:
        given = request.GET.get("code", "").encode()
        has_code = secrets.compare_digest(given, attending.code_of(gathering).encode())
        attending.check_in(gathering, request.person, how=How.CODE if has_code else How.SELF, by=request.person)
    return HttpResponseRedirect(request.get_full_path())


@carrying
def not_seen(request: SignedInRequest, community: Community) -> HttpResponse:
    """Who was at none of the last gatherings: a reason to write to them, and nothing else."""
    if not may_see_whom_nobody_saw(request.person, community):
        raise PermissionDenied
    lately, missed = attending.not_seen(community)
    return render(request, "gather/not_seen.html", {"community": community, "lately": lately, "missed": missed})
