"""What stands between a request and a page of a community: whether it may be seen, and what one may do there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import is_open, may_carry, may_take_part, refuse_closed
from commonplace.commons.people.doors import Request, SignedInRequest, signed_in
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared

View = Callable[..., HttpResponse]


@prepared
def _seen(viewer: Person | None, slug: str) -> QuerySet[Community]:
    return Community.objects.visible_to(viewer).filter(slug=slug)


def seen_by(viewer: Person | None, slug: str) -> Community:
    """The community whose page `viewer` may open. Raises Http404."""
    found = _seen(viewer=viewer, slug=slug)
    if not found:
        raise Http404
    return found[0]


@prepared
def _keys(slug: str) -> QuerySet[Any]:
    return Community.objects.filter(slug=slug).values_list("pk")


def group_of(slug: str) -> int | None:
    """The number of a community, by which its pages are kept (`entries.kept`)."""
    return next((key for (key,) in _keys(slug=slug)), None)


def seeing(view: View) -> View:
    """Hand the view its community instead of the slug, where this person, or a stranger, may see its page; else 404."""

    @wraps(view)
    def at_the_door(request: Request, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        community = seen_by(request.person, slug)
        return view(request, community, *args, **kwargs)

    return at_the_door


def refuse_paused(person: Person) -> None:
    """Say to somebody who is paused why they cannot write now."""
    if person.paused_at is not None:
        reason = person.pause_reason or _("no reason was written down")
        raise PermissionDenied(
            _("You are paused on this commons: %(reason)s You can read, and take what is yours.")
            % {"reason": reason + ("" if reason.endswith(".") else ".")}
        )


def _refuse(person: Person, community: Community) -> NoReturn:
    refuse_paused(person)
    if community.membership_of(person) is None:
        raise PermissionDenied(_("Only members of “%(name)s” do this.") % {"name": community.name})
    refuse_closed(community)
    raise PermissionDenied(_("Those who look after “%(name)s” do this. Ask one of them.") % {"name": community.name})


def member(view: View) -> View:
    """For members of the community, whether or not they have agreed to its norms, and when it is closed."""

    @signed_in
    @seeing
    @wraps(view)
    def at_the_door(request: SignedInRequest, community: Community, *args: Any, **kwargs: Any) -> HttpResponse:
        if community.membership_of(request.person) is None:
            _refuse(request.person, community)
        return view(request, community, *args, **kwargs)

    return at_the_door


def taking_part(view: View) -> View:
    """For members who write, gather or make. Who has not agreed to the norms as they are is led there first, then back."""

    @signed_in
    @seeing
    @wraps(view)
    def at_the_door(request: SignedInRequest, community: Community, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_take_part(request.person, community):
            return view(request, community, *args, **kwargs)
        if community.asks_to_agree(request.person) and is_open(community) and request.person.paused_at is None:
            return HttpResponseRedirect(f"{community.address}norms/?" + urlencode({"next": request.get_full_path()}))
        _refuse(request.person, community)

    return at_the_door


def carrying(view: View) -> View:
    """For those who carry the community."""

    @signed_in
    @seeing
    @wraps(view)
    def at_the_door(request: SignedInRequest, community: Community, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_carry(request.person, community):
            _refuse(request.person, community)
        return view(request, community, *args, **kwargs)

    return at_the_door
