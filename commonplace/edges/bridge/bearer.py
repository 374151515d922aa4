"""The door to what programs ask: a token shows for whom they act, and no cookie opens it.

What goes wrong is said as 1EdTech's services say it (Imsx_StatusInfo, Open Badges 3.0, appendix B.3).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.oauth2_backends import get_oauthlib_core

from commonplace.commons.people.doors import Request, View

_MINOR = {
    400: "invalid_data",
    401: "unauthorizedrequest",
    403: "forbidden",
    405: "not_allowed",
    413: "invalid_data",
    415: "not_acceptable",
    503: "server_busy",
}
# Django would read them, and a token in one would count (RFC 6750, section 2.2, advises against it).
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
MOST_BYTES = 4 * 1024 * 1024
_core = cache(get_oauthlib_core)


def trouble(status: int, words: str, minor: str = "") -> JsonResponse:
    """What went wrong, for programs and in words."""
    code = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor or _MINOR[status]}
    return JsonResponse(
        {
            "imsx_codeMajor": "failure",
            "imsx_severity": "error",
            "imsx_description": words,
            "imsx_codeMinor": {"imsx_codeMinorField": [code]},
        },
        status=status,
    )


def asked_by(**methods: tuple[str, Callable[..., HttpResponse]]) -> View:
    """A view of what programs ask, by method: the scope that each takes, and what answers. `request.person` is its owner."""

    @csrf_exempt  # nothing that a browser adds by itself opens it
    @never_cache
    def at_the_door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            refused: HttpResponse = trouble(405, _("This is not asked in that way."))
            refused.headers["Allow"] = ", ".join(methods)
            return refused
        if request.content_type in _FORMS:
            return trouble(415, _("This is not sent as a form."))
        if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
            return trouble(413, _("It is too long."))
        scope, answer = methods[request.method]
        is_good, asked = _core().verify_request(request, scopes=[scope])
        if not is_good:
            return _turned_away(getattr(asked, "oauth2_error", None) or {}, scope)
        request.person = asked.user.person
        return answer(request, *args, **kwargs)

    return at_the_door


def _turned_away(error: dict[str, str], scope: str) -> HttpResponse:
    """401 for a token that is not good, 403 for one that reaches less far (RFC 6750, section 3)."""
    what = error.get("error", "")
    if what == "insufficient_scope":
        response = trouble(403, _("Nobody allowed you this."))
        challenge = f'error="{what}", scope="{scope}"'
    else:
        response = trouble(401, _("Show a token that is good."))
        challenge = f'error="{what}"' if what else ""
    response.headers["WWW-Authenticate"] = f"Bearer {challenge}".strip()
    return response
