"""Requests to other machines that people name, which cannot be turned inward.

A name is resolved once, and every address that it has must be one of the open network; the connection goes to that very address. So
nobody has us read what stands behind our own door, also not by a name that changes its mind, or by a redirect: each is looked at
anew. Hosts on `settings.FETCHED_INSIDE` are let through, since a school may keep its calendar on its own network.
"""

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.utils.translation import gettext as _

MOST_BYTES = 2 * 1024 * 1024
# The whole of it takes so many seconds at most, however slowly the other side speaks.
SECONDS = 20.0
_CONNECTS_WITHIN = 8.0
_FOUND_WITHIN = 5.0
# So many names may be looked for at once. The system's own search cannot be broken off: what nobody waits for any more is
# still looked for, for as long as the system likes.
_MOST_LOOKED_FOR = 16
_looked_for = threading.BoundedSemaphore(_MOST_LOOKED_FOR)
_MOST_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_SCHEMES = {"webcal": "https", "webcals": "https", "https": "https", "http": "http"}
# What a machine serves to everybody; what else it has at its open address, its firewall may keep to itself.
_SERVED_TO_ALL = {80, 443}
# Addresses that carry one of the older kind in them (RFC 6052, section 2.1).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
# The only ones of the newer kind that the internet gives out (RFC 4291, section 2.4, and the registry of IANA).
_GIVEN_OUT = ipaddress.ip_network("2000::/3")


class NotFetched(Exception):
    """It could not be read. Its words say why, for whoever named the address."""


@dataclass(frozen=True)
class Fetched:
    """An answer. `body` is empty where `is_unchanged` since the one whose `etag` or `last_modified` was named.

    `content_type` is what the other side calls it, and `address` where it stood in the end.
    """

    body: bytes
    etag: str
    last_modified: str
    is_unchanged: bool = False
    content_type: str = ""
    address: str = ""


def proper_address(address: str) -> str:
    """The address as it is asked for, webcal: as https:. Raises NotFetched for what is none."""
    return urlunsplit(_parts(address))


def _parts(address: str, seen_from: str = "") -> SplitResult:
    try:
        parts = urlsplit(urljoin(seen_from, address.strip()))
        scheme, host, port = _SCHEMES.get(parts.scheme.lower(), ""), parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if not scheme or not host or port == 0:
        raise NotFetched(_("This is no address on the web. It should begin with https:// or webcal://."))
    if parts.username is not None or parts.password is not None:
        raise NotFetched(_("This address has a name or a password in it. Take one that works without."))
    return parts._replace(scheme=scheme, fragment="")


def fetch(
    address: str, *, etag: str = "", last_modified: str = "", seconds: float = SECONDS, most_bytes: int = MOST_BYTES
) -> Fetched:
    """What stands at an address, as it is, up to so many bytes. Raises NotFetched."""
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in known.items() if value}
    parts, ends_at = _parts(address), time.monotonic() + seconds
    for _turn in range(_MOST_REDIRECTS + 1):
        answer = _ask(parts, headers, ends_at - time.monotonic(), most_bytes)
        if isinstance(answer, Fetched):
            return replace(answer, address=urlunsplit(parts))
        parts = _parts(answer, urlunsplit(parts))
    raise NotFetched(_("The address leads on and on, and nowhere."))


def _ask(parts: SplitResult, headers: dict[str, str], seconds: float, most_bytes: int) -> Fetched | str:
    """The answer, or the address to which it leads on."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    ends_at = time.monotonic() + seconds
    address = _resolved(host, port, max(0.0, min(seconds, _FOUND_WITHIN)))
    connection = _Pinned(host, port, address, is_secure=parts.scheme == "https")
    ends = threading.Timer(ends_at - time.monotonic(), connection.cut)
    ends.start()
    try:
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        connection.request("GET", target, headers={**_COMMON, "User-Agent": _who_asks(), **headers})
        answer = _read(connection.getresponse(), most_bytes)
        if connection.is_cut:  # what was read by then may look whole
            raise TimeoutError
        return answer
    except (OSError, http.client.HTTPException, ValueError) as failure:
        if connection.is_cut:
            raise NotFetched(_("The other side took too long to answer.")) from failure
        if isinstance(failure, ssl.SSLError):
            raise NotFetched(_("The other side could not show that it is who it says.")) from failure
        raise NotFetched(_("The other side could not be reached, or broke off.")) from failure
    finally:
        ends.cancel()
        connection.close()


_COMMON = {"Accept-Encoding": "identity", "Connection": "close"}


def _who_asks() -> str:
    return f"Commonplace (+{settings.ADDRESS}/)"


def _read(response: http.client.HTTPResponse, most_bytes: int) -> Fetched | str:
    if response.status in _REDIRECTS and response.headers.get("Location"):
        return response.headers["Location"]
    etag, last_modified = _kept(response, "ETag", 200), _kept(response, "Last-Modified", 100)
    if response.status == 304:
        return Fetched(b"", etag, last_modified, is_unchanged=True)
    if response.status != 200:
        words = _("The other side answered with an error (%(number)s) in place of what was asked for.")
        raise NotFetched(words % {"number": response.status})
    body = response.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise NotFetched(_("What stands there is larger than %(count)d MB.") % {"count": most_bytes // 1024 // 1024})
    return Fetched(body, etag, last_modified, content_type=_kept(response, "Content-Type", 100))


def _kept(response: http.client.HTTPResponse, name: str, most: int) -> str:
    """What the other side said of its state, to be sent back as it is; nothing where no program could keep or send that."""
    said = response.headers.get(name, "")
    return said if len(said) <= most and said.isprintable() else ""


def _resolved(host: str, port: int, seconds: float) -> str:
    """The one address to connect to. Raises NotFetched where the name has none, leads inward, or is not found in time."""
    try:
        addresses = _looked_up(host, port, seconds)
    except (OSError, UnicodeError) as failure:
        raise NotFetched(_("There is nobody at this address.")) from failure
    if not _is_let_through(host) and not all(_is_open(address) for address in addresses):
        raise _lies_within()
    return addresses[0]


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """Every address of a name, looked for in a thread of its own, which alone waits for as long as the system does.

    Raises NotFetched where that takes too long, or too many others wait; OSError and UnicodeError for what is no name.
    """
    room = _looked_for
    if not room.acquire(timeout=seconds):
        raise NotFetched(_("The other side took too long to be found."))
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look() -> None:
        try:
            found.put([str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
        except (OSError, UnicodeError) as failure:
            found.put(failure)
        finally:
            room.release()

    threading.Thread(target=look, name="look-up", daemon=True).start()
    try:
        said = found.get(timeout=seconds)
    except queue.Empty:
        raise NotFetched(_("The other side took too long to be found.")) from None
    if isinstance(said, Exception):
        raise said
    return said


def _is_let_through(host: str) -> bool:
    return host.lower() in settings.FETCHED_INSIDE


def _lies_within() -> NotFetched:
    return NotFetched(_("This address lies within a network that is not open. Ask your host, who can let it through."))


def _is_open(address: str) -> bool:
    """Whether an address is one that anybody on the internet reaches."""
    one = ipaddress.ip_address(address.partition("%")[0])
    carried: Any = None
    if isinstance(one, ipaddress.IPv6Address):
        carried = one.ipv4_mapped or one.sixtofour or (one.teredo and one.teredo[1])
        if one in _TRANSLATED:
            carried = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
    if carried is not None:
        return _is_open(str(carried))
    if one.version == 6 and one not in _GIVEN_OUT:
        return False
    return one.is_global and not one.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever its host's name leads to by then; it can be cut from outside."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        super().__init__(host, port, timeout=_CONNECTS_WITHIN)
        self.address, self.is_secure, self.is_cut = address, is_secure, False
        # Kept here too: the library lets go of it while the answer is still being read.
        self.line: socket.socket | None = None
        if is_secure:
            self.default_port = 443  # so that the Host header names no port that everybody knows

    def connect(self) -> None:
        """To the address that was looked at, and to no other."""
        self.sock = self.line = socket.create_connection((self.address, self.port), self.timeout)
        is_this_machine = self.sock.getpeername()[0] == self.sock.getsockname()[0]
        if is_this_machine and self.port not in _SERVED_TO_ALL and not _is_let_through(self.host):
            raise _lies_within()
        if self.is_secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.line = self.sock
        if self.is_cut:  # while there was nothing yet to cut
            raise TimeoutError

    def cut(self) -> None:
        """End it while somebody else waits for it."""
        self.is_cut = True
        if self.line is not None:
            try:
                self.line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself
