"""Who can see an entry: changing it, and looking at the page as somebody else would."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries import rules
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.entries.audience import WRITTEN_TOGETHER
from commonplace.commons.entries.forms import AudienceForm
from commonplace.commons.entries.lists import with_names
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.views.page import entry_seen, page_of
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import AgeBand, Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.commons.people.veil import veil_response
from commonplace.ground import clock, ids
from commonplace.ground.passing import rows_for_a_moment


def _entry_to_open(request: SignedInRequest, pk: int) -> Entry:
    entry = entry_seen(request, pk)
    if not rules.may_change_audience(request.person, entry):
        raise PermissionDenied(_("Only those who wrote it decide who can see it."))
    return entry


@signed_in
@require_http_methods(["GET", "POST"])
def audience(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide who can see an entry, with each level in plain words."""
    entry = _entry_to_open(request, pk)
    form = AudienceForm(request.POST if request.method == "POST" else None, person=request.person, entry=entry)
    if request.method == "POST" and form.is_valid():
        outer = entry.community.parent if entry.community and form.cleaned_data.get("outer") else None
        change_audience(entry, request.person, form.cleaned_data["audience"], opened_to=outer)
        messages.success(request, _("Changed."))
        return redirect(entry.address)
    chosen = form["audience"].value()
    context = {
        "entry": entry,
        "form": form,
        "levels": [
            (value, label, level_words(entry, value), str(value) == str(chosen)) for value, label in form.offered
        ],
        "is_minor": request.person.is_minor,
        "may_be_watched": entry.kind not in WRITTEN_TOGETHER,
    }
    return render(request, "entries/audience.html", context, status=422 if form.errors else 200)


def level_words(entry: Entry, level: int) -> str:
    """Who exactly sees an entry at this level."""
    community = entry.community
    if level == Audience.ONLY_ME:
        return _("Nobody but those who wrote it.")
    if level == Audience.TEAM:
        if entry.team is not None:
            return _("The people of the team “%(name)s”.") % {"name": entry.team.name}
        return _("Those who look after “%(name)s”.") % {"name": community.name if community else ""}
    if level == Audience.COMMUNITY:
        return _members_words(entry)
    if level == Audience.COMMONS:
        return _("Everybody who has signed in here.")
    return _("Everybody, signed in or not, and search engines. Of people under 18 no name, picture or voice is there.")


def _members_words(entry: Entry) -> str:
    if entry.community is None:
        return _("It is in no community, so nobody but those who wrote it.")
    members = Membership.objects.filter(community=entry.community_id, left_at=None).count()
    if members < FEWEST_COUNTED:
        return _("The people of “%(name)s”, and whoever joins later.") % {"name": entry.community.name}
    return _("The %(count)s people of “%(name)s”, and whoever joins later.") % {
        "count": members,
        "name": entry.community.name,
    }


@contextmanager
def _somebody_of(entry: Entry) -> Iterator[Person]:
    """A person who exists only while the page is made: a member of the entry's community, or of the commons.

    The rule about who sees what is asked about real rows, so that it need not be written a second time.
    """
    key = ids.new_id()
    passing = Person(
        pk=key, name=f"passing-{ids.written(key)}", display_name=_("Another member"), age_band=AgeBand.ADULT
    )
    belonging = (
        [Membership(pk=key, community=entry.community, person=passing, agreed_norms_at=clock.now())]
        if entry.community
        else []
    )
    with rows_for_a_moment(passing, *belonging):
        yield passing


@signed_in
@require_safe
def seen_as(request: SignedInRequest, pk: int, whom: str) -> HttpResponse:
    """The page as a stranger or as another member would see it."""
    entry = _entry_to_open(request, pk)
    if whom == "stranger":
        return _shown_to(request, entry, None, _("a stranger"))
    if whom == "member":
        words = (
            _("another member of “%(name)s”") % {"name": entry.community.name}
            if entry.community
            else _("somebody who has signed in")
        )
        with _somebody_of(entry) as passing:
            return _shown_to(request, entry, passing, words)
    raise Http404


def _shown_to(request: SignedInRequest, entry: Entry, viewer: Person | None, words: str) -> HttpResponse:
    theirs: Request = copy.copy(request)
    theirs.person = viewer
    found = Entry.objects.visible_to(viewer).select_related("community__parent", "team").filter(pk=entry.pk).first()
    bar: dict[str, Any] = {"words": words, "address": entry.address}
    if found is None:
        return render(request, "entries/unseen.html", {"entry": entry, "shown_as": bar})
    response = page_of(theirs, with_names([found], viewer)[0], shown_as=bar, live="")
    if viewer is None:
        veil_response(theirs, response)
    return response
