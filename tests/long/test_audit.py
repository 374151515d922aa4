"""`.ci/audit` asks a small index on this machine: a known weakness stops it, and no data is never taken for no weakness."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import certificate_for
from tests.homes import ROOT, environment

pytestmark = pytest.mark.long
WEAK = [{"id": "PYSEC-2026-1", "fixed_in": ["2.0"], "aliases": ["CVE-2026-1"], "summary": "It spills"}]
KNOWN_WEAK = {"pyyaml": {"vulnerabilities": WEAK}}
CLEAN: dict[str, Any] = {"vulnerabilities": []}


class Index(BaseHTTPRequestHandler):
    """A proxy behind which there is nothing but a small PyPI."""

    protocol_version = "HTTP/1.1"
    knows: dict[str, Any]
    speaks: ssl.SSLContext

    def do_CONNECT(self) -> None:
        self.send_response_only(200)
        self.end_headers()
        self.connection = self.speaks.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)  # type: ignore[assignment]
        self.close_connection = False

    def do_GET(self) -> None:
        known = self.knows.get(self.path.split("/")[2])
        body = json.dumps(known or {}).encode()
        self.send_response(200 if known is not None else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: Any) -> None:
        return


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Callable[..., tuple[int, str]]]:
    """Run the audit of two packages against an index that knows this; against none where it knows nothing."""
    certificate = certificate_for("pypi.org", tmp_path)
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(certificate)
    lines = [f"{name}==1.0 --hash=sha256:{'1' * 64}" for name in ("kettle", "lamp")]
    (tmp_path / "requirements.txt").write_text("\n".join(lines))
    index = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Index,), {"knows": {}, "speaks": speaks}))
    threading.Thread(target=index.serve_forever, kwargs={"poll_interval": 0.05}).start()

    def run(knows: dict[str, Any] | None) -> tuple[int, str]:
        index.RequestHandlerClass.knows = knows or {}  # type: ignore[attr-defined]
        told = {
            "HTTPS_PROXY": f"http://127.0.0.1:{index.server_port if knows is not None else 9}",
            "REQUESTS_CA_BUNDLE": str(certificate),
            "PIP_NO_CACHE_DIR": "1",
            "XDG_CACHE_HOME": str(tmp_path / f"cache-{len(os.listdir(tmp_path))}"),
            "NO_PROXY": "",
        }
        done = subprocess.run(
            [sys.executable, ROOT / ".ci" / "audit"],
            cwd=tmp_path,
            env=environment(**told),
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    yield run
    index.shutdown()
    index.server_close()


def test_a_known_weakness_stops_it_and_is_named(audit: Callable[..., tuple[int, str]]) -> None:
    code, said = audit({**KNOWN_WEAK, "kettle": {"vulnerabilities": WEAK}, "lamp": CLEAN})
    assert code == 1
    assert "kettle 1.0: PYSEC-2026-1, mended in ['2.0']" in said
    assert audit({**KNOWN_WEAK, "kettle": {"vulnerabilities": WEAK}})[0] == 1, "also where others are not known"


def test_a_clean_answer_lets_it_pass(audit: Callable[..., tuple[int, str]]) -> None:
    assert audit({**KNOWN_WEAK, "kettle": CLEAN, "lamp": CLEAN}) == (0, "Audited: no known weakness in 2 packages.\n")


@pytest.mark.parametrize(
    "knows",
    [None, {}, {**KNOWN_WEAK, "kettle": CLEAN}, {"kettle": CLEAN, "lamp": CLEAN, "pyyaml": CLEAN}],
    ids=["nobody answers", "nothing is known", "one is not known", "a registry without such data"],
)
def test_where_nobody_could_tell_it_says_so(
    knows: dict[str, Any] | None, audit: Callable[..., tuple[int, str]]
) -> None:
    code, said = audit(knows)
    assert code == 3
    assert said.startswith("NOT AUDITED")
