"""What stands before pages that change how somebody signs in, take everything with them, or end their account."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from commonplace.commons.people.doors import SignedInRequest, View, signed_in
from commonplace.commons.people.signing.sessions import is_confirmed

ASKED_AGAIN_AFTER = timedelta(minutes=10)


def confirmed(back: str = "") -> Callable[[View], View]:
    """Ask once more who it is, where they last showed it more than ten minutes ago; `back` is where they go on then.

    Whoever opened a form in time has as long again to send it, so that nothing they typed is lost.
    """

    def door(view: View) -> View:
        @signed_in
        @wraps(view)
        def at_the_door(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            within = ASKED_AGAIN_AFTER * (2 if request.method == "POST" else 1)
            if not is_confirmed(request, within):
                return HttpResponseRedirect("/sign-in/again/?" + urlencode({"next": back or request.get_full_path()}))
            return view(request, *args, **kwargs)

        return at_the_door

    return door
