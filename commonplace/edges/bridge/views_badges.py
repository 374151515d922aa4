"""The backpack of the person for whom a program acts: read, and added to (Open Badges 3.0, sections 6.2.2 and 6.2.3)."""

import json
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from commonplace.commons.people.doors import SignedInRequest
from commonplace.edges.bridge.bearer import asked_by, trouble
from commonplace.edges.bridge.describing import API
from commonplace.edges.bridge.scopes import ADD, READ
from commonplace.stages.recognise.backpack import Full, Older, put_in
from commonplace.stages.recognise.credentials.checks import Reason, Result, Verdict
from commonplace.stages.recognise.credentials.forms import is_badge
from commonplace.stages.recognise.credentials.opening import open_words
from commonplace.stages.recognise.credentials.reading import CannotBeRead
from commonplace.stages.recognise.credentials.tokens import Token
from commonplace.stages.recognise.models import Credential
from commonplace.stages.recognise.verdicts import verdict_of

# A badge may hold its picture, so that a page of more would be slow for everybody.
_ON_A_PAGE, _MOST_ON_A_PAGE = 50, 100
_JSON = ("application/json", "application/vc+ld+json", "application/vc", "application/ld+json")
_TOKEN = "text/plain"  # noqa: S105 - a content type


class _AskedWrongly(Exception):
    pass


def _number(request: SignedInRequest, name: str, otherwise: int, least: int) -> int:
    text = request.GET.get(name, str(otherwise))
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < least:
        raise _AskedWrongly(_("%(name)s: a whole number from %(least)d on.") % {"name": name, "least": least})
    return int(text)


def _since(request: SignedInRequest) -> datetime | None:
    """From when, in UTC where it names no zone."""
    if not (text := request.GET.get("since", "")):
        return None
    try:
        moment = parse_datetime(text.replace(" ", "+"))  # an unescaped plus means a space in addresses
        if moment is None:
            raise ValueError(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _AskedWrongly(_("since: a moment such as 2026-11-27T18:30:00Z.")) from None


def _list(request: SignedInRequest) -> HttpResponse:
    """All badges of Open Badges 3 that somebody has, the earliest kept first, so that pages stay as they are when more come."""
    try:
        limit = min(_number(request, "limit", _ON_A_PAGE, 1), _MOST_ON_A_PAGE)
        offset, since = _number(request, "offset", 0, 0), _since(request)
    except _AskedWrongly as wrong:
        return trouble(400, str(wrong), "invalid_query_parameter")
    theirs = Credential.objects.filter(person=request.person, is_badge_3=True)
    if since:
        theirs = theirs.filter(issued_at__gt=since)
    total = theirs.count()
    texts = [
        text.strip()
        for text in theirs.order_by("added_at", "pk").values_list("text", flat=True)[offset : offset + limit]
    ]
    # As they are: written anew, a number could come out otherwise than it was signed.
    written = ",".join(text for text in texts if text.startswith("{"))
    tokens = json.dumps([text for text in texts if not text.startswith("{")])
    response = HttpResponse(
        f'{{"credential":[{written}],"compactJwsString":{tokens}}}', content_type="application/json"
    )
    response.headers["X-Total-Count"] = str(total)
    response.headers["Link"] = _links(limit, offset, total, request.GET.get("since", ""))
    return response


def _links(limit: int, offset: int, total: int, since: str) -> str:
    """Where the other pages are (section 6.4)."""
    pages = {"first": 0, "last": (max(total, 1) - 1) // limit * limit}
    if offset + limit < total:
        pages["next"] = offset + limit
    if offset > 0:
        pages["prev"] = max(0, offset - limit)
    more = {"since": since} if since else {}
    at = f"{settings.ADDRESS}{API}/credentials"
    return ", ".join(
        f'<{at}?{urlencode({"limit": limit, "offset": begins, **more})}>; rel="{name}"'
        for name, begins in pages.items()
    )


def _add(request: SignedInRequest) -> HttpResponse:
    """Look at a badge, and keep it with what was found: one that calls itself the same, by the same issuer, it replaces."""
    if request.content_type not in (*_JSON, _TOKEN):
        return trouble(415, _("Send a badge as JSON, or as a signed token in plain text."))
    text = request.body.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        read = open_words(text)
        if isinstance(read, Token) != (request.content_type == _TOKEN):
            return trouble(400, _("Send a badge as JSON, or as a signed token in plain text."))
        verdict = verdict_of(read)
        if (words := _not_a_badge(verdict)) is not None:
            return trouble(400, words)
        _kept, is_new = put_in(request.person, text, verdict)
    except (CannotBeRead, Full, Older) as why:
        return trouble(400, str(why))
    return HttpResponse(text, content_type=request.content_type, status=201 if is_new else 200)


def _not_a_badge(verdict: Verdict) -> str | None:
    """Why it is nothing to keep; None for a badge, whether it holds or not."""
    if not is_badge(verdict.credential):
        return _("It is no badge of Open Badges 3.")
    hopeless = (Reason.MALFORMED, Reason.NOT_COVERED, Reason.TOO_TANGLED, Reason.NO_BADGE, Reason.NO_PROOF)
    found = (one.words for one in verdict.checks if one.result is Result.FAILS and one.reason in hopeless)
    return next(found, None)


credentials = asked_by(GET=(READ, _list), POST=(ADD, _add))
