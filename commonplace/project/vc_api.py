"""The W3C's VC API at this site, for its tests alone: nothing stands there unless `COMMONPLACE_VC_API_KEY` is set.

Whoever reaches it has anything signed with that key, so the key is one made for a test, as `commonplace badge key` makes them.
"""

import functools
from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from commonplace.project.badges import asked_of_others
from commonplace.stages.recognise.credentials.keys import secret_from_multikey
from commonplace.stages.recognise.credentials.vc_api import PATHS, Endpoints


@functools.cache
def _endpoints(key: str) -> Endpoints:
    return Endpoints(secret_from_multikey(key), asked_of_others)


@csrf_exempt
@require_POST
def answer(request: HttpRequest) -> JsonResponse:
    """What the API answers."""
    status, content = _endpoints(settings.VC_API_KEY).answer(request.path, request.body, now=datetime.now(UTC))
    return JsonResponse(content, status=status)


urlpatterns = [path(address.removeprefix("/"), answer) for address in PATHS]
