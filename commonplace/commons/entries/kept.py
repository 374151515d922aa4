"""Pages that are kept until something on them changes.

A page is kept for one reader, or for all strangers together, under the editions that it depends on, its address, the
language and the zone. What passes by itself, such as a gathering that ends, shows at the latest when the next five
minutes begin. Form tokens are put in anew each time.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.core.cache import cache
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from commonplace.commons.entries.context import unread_of
from commonplace.commons.people.doors import Request
from commonplace.commons.people.middleware import look_again
from commonplace.commons.people.veil import veil_response
from commonplace.ground import clock
from commonplace.ground.editions import editions_of

_STEP = 300
# Begins with plain letters, so that a page without forms is passed over at once.
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')
# Larger pages are made anew each time: some hundreds are kept.
_LARGEST = 256 * 1024
_LONGEST_ADDRESS = 300

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Held:
    """A page as it was made, in pieces: between them go the tokens of its forms."""

    pieces: list[bytes]
    headers: dict[str, str]
    digest: str

    @classmethod
    def of(cls, response: HttpResponse) -> "Held":
        pieces, begins = [], 0
        for token in _TOKEN.finditer(response.content):
            pieces.append(response.content[begins : token.end(1)])
            begins = token.end()
        pieces.append(response.content[begins:])
        return cls(pieces, dict(response.items()), hashlib.sha256(b"\0".join(pieces)).hexdigest()[:32])

    def answer(self, request: Request) -> HttpResponse:
        """The page for this request; 304 where the reader has it already."""
        etag, body = f'"{self.digest}"', self.pieces[0]
        if len(self.pieces) > 1:
            body = get_token(request).encode().join(self.pieces)
            # A page with tokens holds for one visitor's secret only.
            secret = request.META["CSRF_COOKIE"]
            etag = f'"{hashlib.sha256(f"{self.digest}{secret}".encode()).hexdigest()[:32]}"'
        response = HttpResponse(body, headers={**self.headers, "ETag": etag})
        return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


def kept(group_of: Callable[..., int | None] | None = None) -> Callable[[View], View]:
    """Keep what a view answers. It may depend on the reader, and may change nothing.

    `group_of` takes what the address names and gives the community within which alone the page changes; without it, or
    where it gives None, any change at all makes the page anew.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: Request, *arguments: Any, **named: Any) -> HttpResponse:
            key = _key(request, group_of(**named) if group_of else None)
            held: Held | None = cache.get(key) if key else None
            if held is not None:
                return held.answer(request)
            if key is not None:
                # The editions were read after them; what is kept under those must not be older.
                look_again(request)
            response = view(request, *arguments, **named)
            if key is None or response.status_code != 200 or response.streaming or response.cookies:
                return response
            if request.person is None:
                veil_response(request, response)
            if len(response.content) > _LARGEST:
                return response
            held = Held.of(response)
            cache.set(key, held, _STEP)
            return held.answer(request)

        return answer

    return decorate


def _key(request: Request, group: int | None) -> str | None:
    """What the page is kept under; None where it may not be."""
    address = request.get_full_path()
    if request.method != "GET" or request.COOKIES.get("messages") or len(address) > _LONGEST_ADDRESS:
        return None
    editions = editions_of(*([group] if group else []))
    if editions is None:
        return None
    reader = request.person.pk if request.person else None
    step = int(clock.now().timestamp()) // _STEP
    told = (
        address,
        group,
        editions,
        reader,
        int(unread_of(request)),
        get_language(),
        timezone.get_current_timezone_name(),
        step,
    )
    return "kept:" + hashlib.sha256(repr(told).encode()).hexdigest()
