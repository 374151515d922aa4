"""What stands between a request and a page of an open space."""

from typing import Any, NoReturn, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import Request, SignedInRequest
from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.views_entry import gathering_seen
from commonplace.stages.open_space.models import OpenSpace, Proposal
from commonplace.stages.open_space.own import read_by
from commonplace.stages.open_space.rules import may_arrange_open_space


def gathering_of(request: Request, pk: int) -> Gathering:
    """A gathering that this person, or a stranger, may see; else 404. Drafts have no open space for strangers either."""
    return gathering_seen(cast(SignedInRequest, request), pk)


def space_of(gathering: Gathering) -> OpenSpace | None:
    """Its open space, if it has one."""
    space = OpenSpace.objects.filter(pk=gathering.pk).first()
    if space is not None:
        space.gathering = gathering
    return space


def space_seen(request: Request, pk: int) -> OpenSpace:
    """The open space of a gathering that this person may see; else 404."""
    space = space_of(gathering_of(request, pk))
    if space is None:
        raise Http404
    return space


def space_to_arrange(request: SignedInRequest, pk: int) -> OpenSpace:
    """The same, for those who make its board; 403 for others."""
    space = space_seen(request, pk)
    if not may_arrange_open_space(request.person, space.gathering):
        refuse(
            request.person,
            space,
            _("Whoever planned the gathering makes the board, or those who look after the community."),
        )
    return space


def refuse(person: Person, space: OpenSpace, otherwise: str) -> NoReturn:
    """Say why somebody may not do this."""
    refuse_paused(person)
    community: Any = space.gathering.entry.community
    refuse_closed(community)
    if space.agreed_at is not None:
        raise PermissionDenied(_("The board is agreed on, so proposals and wishes are closed."))
    raise PermissionDenied(otherwise)


def session_of(space: OpenSpace, key: int, viewer: Person | None) -> Proposal:
    """A session that was proposed there, as far as it is not hidden from `viewer`; else 404."""
    proposal = (
        space.proposals.filter(read_by(viewer)).select_related("by").prefetch_related("hosts").filter(pk=key).first()
    )
    if proposal is None:
        raise Http404
    proposal.space = space
    return proposal
