"""What stands between a request and a view: who it is, and whether they have signed in."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from commonplace.commons.people.models import Commons, Person


class Request(HttpRequest):
    """A request after `WhoIsHere`: `person` is None for a stranger."""

    person: Person | None
    commons: Commons


class SignedInRequest(Request):
    """A request of somebody who has signed in."""

    person: Person


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Ask strangers to sign in, and bring them back afterwards."""

    @wraps(view)
    def at_the_door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.person is None:
            return HttpResponseRedirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))
        return view(request, *args, **kwargs)

    return at_the_door
