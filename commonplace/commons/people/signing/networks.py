"""Where a request comes from."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """Where a request comes from."""
    return network_in(request.META)


def network_in(environ: Mapping[str, Any]) -> str:
    """Where a request comes from, by its CGI variables: an address, or with IPv6 the /64 that one household has (RFC 6177).

    Behind a proxy of ours, which an https address means, it is the last that the proxy wrote down; what stands before it
    anybody can make up.
    """
    address = environ.get("REMOTE_ADDR", "")
    try:
        found = ipaddress.ip_address(address)
        if settings.SECURE and (found.is_loopback or found.is_private):
            found = ipaddress.ip_address(environ.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip())
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
