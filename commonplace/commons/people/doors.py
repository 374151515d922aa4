"""What stands between a request and a view: who it is, where they come from, and whether they have signed in."""

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.utils.datastructures import MultiValueDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commonplace.commons.people.models import Commons, Person
from commonplace.commons.people.rules import may_act, may_host


class Request(HttpRequest):
    """A request after `WhoIsHere`: `person` is None for a stranger."""

    person: Person | None
    commons: Commons


class SignedInRequest(Request):
    """A request of somebody who has signed in. `files_sent` are those of a form, also what came in pieces before it."""

    person: Person
    files_sent: MultiValueDict


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Ask strangers to sign in, and bring them back afterwards."""

    @wraps(view)
    def at_the_door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.person is None:
            return HttpResponseRedirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))
        return view(request, *args, **kwargs)

    return at_the_door


def holding_to_norms(view: View) -> View:
    """Where the norms of the commons have changed since somebody agreed: let them read first, and then go on here."""

    @signed_in
    @wraps(view)
    def at_the_door(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.person.is_asked_again and request.method != "POST" and may_act(request.person):
            return HttpResponseRedirect("/norms/?" + urlencode({"next": request.get_full_path()}))
        return view(request, *args, **kwargs)

    return at_the_door


def host_only(view: View) -> View:
    """Let in hosts only; strangers are asked to sign in."""

    @signed_in
    @wraps(view)
    def at_the_door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_host(request.person):
            raise PermissionDenied(_("This page is for the hosts of this commons."))
        return view(request, *args, **kwargs)

    return at_the_door


def own_address(request: HttpRequest, given: str, otherwise: str = "/") -> str:
    """`given` where it is an address of this commons, for `?next=`; never another site's.

    Only what begins with a slash: `redirect` takes other words for the name of a route.
    """
    safe = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if safe and given.startswith("/") else otherwise


def is_address(host: str) -> bool:
    """Whether a host is named by its number alone."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_own_name(host: str) -> bool:
    """Whether a name or address means the machine that uses it, and nobody else's."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def address_for_others(request: HttpRequest, path: str) -> str:
    """An address to hand on. Whoever sits at the serving machine gets that by which others reach it; empty, if none."""
    if not is_on_loopback(request):
        return request.build_absolute_uri(path)
    return "" if _is_own_name(urlsplit(settings.ADDRESS).hostname or "") else settings.ADDRESS + path


def is_on_loopback(request: HttpRequest | None) -> bool:
    """Whether the request comes from this machine and was addressed to it by a name of its own."""
    if request is None or "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False
    host, _port = split_domain_port(request.get_host())
    try:
        from_here = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
        return from_here and _is_own_name(host)
    except ValueError:
        return False
