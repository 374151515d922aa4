"""What stands between a request and the pages of a programme's staff."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community, Form
from commonplace.commons.people.doors import SignedInRequest
from commonplace.edges.programmes.rules import may_lead_programme

View = Callable[..., HttpResponse]


def leading(view: View) -> View:
    """For those who carry the programme. A community of another form has no such pages."""

    @carrying
    @wraps(view)
    def at_the_door(request: SignedInRequest, programme: Community, *args: Any, **kwargs: Any) -> HttpResponse:
        if programme.form != Form.PROGRAMME or not may_lead_programme(request.person, programme):
            raise Http404
        return view(request, programme, *args, **kwargs)

    return at_the_door
