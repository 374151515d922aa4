"""The machine's own addresses and ports."""

import errno
import io
import ipaddress
import os
import socket
import time

import segno


class PortTaken(Exception):
    """Nothing can be served at this port. Its words say why."""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def lan_address() -> str | None:
    """The address under which other machines of the same network reach this one; None where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: connecting a datagram socket chooses the way out. The address is nobody's (RFC 5737).
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        found = str(probe.getsockname()[0])
    return None if is_loopback(found) or found == "0.0.0.0" else found  # noqa: S104 - compared, not bound


def ensure_port_is_free(host: str, port: int, patience: float = 1.5) -> None:
    """Raise PortTaken where nothing can listen at the port. Waits a moment for a server that is just ending."""
    until = time.monotonic() + patience
    while True:
        try:
            _try_port(host, port)
            return
        except OSError as failure:
            if failure.errno == errno.EADDRINUSE and time.monotonic() < until:
                time.sleep(0.1)
                continue
            raise PortTaken(_why(failure, host, port)) from failure


def _try_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        # Without SO_REUSEPORT, with which the server itself listens, so that another server of ours is noticed too.
        # On Windows SO_REUSEADDR shares a port that somebody listens at; elsewhere it only passes over what has ended.
        if os.name == "posix":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind((host.strip("[]"), port))
        trial.listen(1)


def _why(failure: OSError, host: str, port: int) -> str:
    if failure.errno == errno.EADDRINUSE:
        return f"Port {port} is taken: another program listens there. End it, or choose another with --port {port + 1}."
    if failure.errno == errno.EACCES:
        return f"This user may not open port {port}. Choose one above 1023, such as --port 8000."
    if failure.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}. Leave --host away, or name one of its own."
    return f"Nothing can listen at {host}, port {port}: {failure.strerror}."


def qr_code(address: str) -> str:
    """A QR code of the address, drawn with characters, for phones that look at the terminal."""
    drawn = io.StringIO()
    segno.make(address, error="m", micro=False).terminal(drawn, compact=True)
    return drawn.getvalue()
