"""Pages that are kept until something on them changes.

A page is kept for one reader, or for all strangers together, under the editions that it depends on, its address, the
language and the zone. What passes by itself, such as a gathering that ends, shows at the latest when the next five
minutes begin. Form tokens are put in anew each time.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from commonplace.commons.entries.context import unread_of
from commonplace.commons.people.doors import Request
from commonplace.commons.people.middleware import look_again
from commonplace.commons.people.veil import veil_response
from commonplace.ground import clock
from commonplace.ground.editions import editions_of
from commonplace.ground.form_tokens import token_of
from commonplace.ground.memory import Memory
from commonplace.ground.said_once import SaidOnce

_STEP = 300
# Behind it stands the token of a form, of as many letters. It begins with a sign that nobody's words can hold as it is.
_BEFORE_TOKEN, _TOKEN_LENGTH = b'<input type="hidden" name="csrfmiddlewaretoken" value="', 64
# Larger pages are made anew for whoever has not got them: some hundreds are kept, of these no more than the name.
_LARGEST = 256 * 1024
_LONGEST_ADDRESS = 300

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Held:
    """A page as it was made, in pieces: between them go the tokens of its forms."""

    pieces: list[bytes]
    headers: dict[str, str]
    digest: str

    @property
    def is_whole(self) -> bool:
        """Whether the page itself is kept, and not only how it is named."""
        return bool(self.pieces)

    def name_alone(self) -> "Held":
        """As much of it as tells whether a reader has it already."""
        return replace(self, pieces=[])

    @classmethod
    def of(cls, response: HttpResponse) -> "Held":
        """The page without the tokens that it was made with."""
        content, pieces, begins = response.content, [], 0
        while (place := content.find(_BEFORE_TOKEN, begins)) >= 0:
            place += len(_BEFORE_TOKEN)
            pieces.append(content[begins:place])
            begins = place + _TOKEN_LENGTH
        pieces.append(content[begins:])
        # A file may have named itself already.
        etag = response.get("ETag", "")
        named = etag.strip('"') if etag.startswith('"') and len(pieces) == 1 else ""
        digest = named or hashlib.sha256(b"\0".join(pieces)).hexdigest()[:32]
        return cls(pieces, dict(response.items()), digest)

    def etag(self, request: Request) -> str:
        """What names the page for this request. One with tokens holds for one visitor's secret only."""
        if len(self.pieces) <= 1:
            return f'"{self.digest}"'
        if "CSRF_COOKIE" not in request.META:
            token_of(request)
        secret = request.META["CSRF_COOKIE"]
        return f'"{hashlib.sha256(f"{self.digest}{secret}".encode()).hexdigest()[:32]}"'

    def is_known_to(self, request: Request) -> bool:
        """Whether the reader has it already."""
        return self.answer(request).status_code == 304

    def answer(self, request: Request) -> HttpResponse:
        """The page for this request, with a new token; 304 where the reader has it already."""
        response = HttpResponse(headers={**self.headers, "ETag": self.etag(request)})
        answer = _unless_known(request, response)
        if answer is response:
            token = token_of(request).encode() if len(self.pieces) > 1 else b""
            response.content = token.join(self.pieces)
        return answer


# Each process has its own: under which editions they hold, the database tells.
pages = Memory[Held](most=300)


def _unless_known(request: Request, response: HttpResponse) -> HttpResponse:
    """The response, or 304 where the reader has it already."""
    return cast(HttpResponse, get_conditional_response(request, etag=response["ETag"], response=response))


def kept(group_of: Callable[..., int | None] | None = None) -> Callable[[View], View]:
    """Keep what a view answers. It may depend on the reader, and may change nothing.

    `group_of` takes what the address names and gives the community within which alone the page changes; without it, or
    where it gives None, any change at all makes the page anew.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: Request, *arguments: Any, **named: Any) -> HttpResponse:
            under = _under(request, group_of(**named) if group_of else None)
            if under is None:
                return view(request, *arguments, **named)
            key, edition = under
            held = pages.get(key)
            if held is not None and (held.is_whole or held.is_known_to(request)):
                return held.answer(request)
            # Whoever reads was read before the editions were; what is kept under those must not be older.
            look_again(request, edition)
            response = view(request, *arguments, **named)
            if response.status_code == 304 and response.get("ETag", "").startswith('"') and not response.cookies:
                # A file that says by itself that the reader has it: the next one who asks so costs nothing.
                pages.keep(key, Held([], dict(response.items()), response["ETag"].strip('"')), _STEP)
            if response.status_code != 200 or response.streaming or response.cookies:
                return response
            if request.person is None:
                veil_response(request, response)
            held = Held.of(response)
            if len(response.content) <= _LARGEST:
                pages.keep(key, held, _STEP)
            elif len(held.pieces) == 1:  # one with tokens is named otherwise for each visitor
                pages.keep(key, held.name_alone(), _STEP)
            response["ETag"] = held.etag(request)
            return _unless_known(request, response)

        return answer

    return decorate


def _under(request: Request, group: int | None) -> tuple[str, int] | None:
    """What the page is kept under, and the edition of everything; None where it may not be kept."""
    address = request.path, request.META.get("QUERY_STRING", "")
    if request.method != "GET" or SaidOnce.is_waiting(request) or len(address[0]) + len(address[1]) > _LONGEST_ADDRESS:
        return None
    editions = editions_of(*([group] if group else []))
    if editions is None:
        return None
    reader = request.person.pk if request.person else None
    step = int(clock.now().timestamp()) // _STEP
    told = (
        address,
        group,
        editions[1:] if group else editions[:1],
        reader,
        int(unread_of(request)),
        get_language(),
        timezone.get_current_timezone_name(),
        step,
    )
    return "kept:" + hashlib.sha256(repr(told).encode()).hexdigest(), editions[0]
