"""Letters and a mail server that is away, hangs or refuses: nothing is lost, nothing waits in vain, and it is said."""

import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner
from django.test import Client

from commonplace.ground import clock, mail, queue
from commonplace.ground.models import Letter
from commonplace.project.command_keep import doctor
from tests.certificates import certificate_for
from tests.homes import free_port


class Post:
    """A mail server that keeps message ids, and refuses whoever is called nobody."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 welcome"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        lines = (envelope.original_content or b"").decode().splitlines()
        self.kept += [line.partition(" ")[2] for line in lines if line.lower().startswith("message-id:")]
        return "250 kept"


@pytest.fixture(autouse=True)
def sent_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """Mail goes to a port at which nobody listens yet."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAIL_IS_SENT, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", port
    monkeypatch.setattr(mail, "_away_until", 0.0)
    return port


@pytest.fixture
def comes_back(sent_to: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Post]]:
    """Have the mail server listen from now on."""
    started: list[Controller] = []

    def start() -> Post:
        post = Post()
        started.append(Controller(post, hostname="127.0.0.1", port=sent_to))
        started[0].start()
        monkeypatch.setattr(mail, "_away_until", 0.0)
        return post

    yield start
    for one in started:
        one.stop()


def _doctor_on_mail() -> dict[str, str]:
    told = json.loads(CliRunner().invoke(doctor, ["--json", "--home", os.environ["COMMONPLACE_HOME"]]).stdout)
    found: dict[str, str] = next(one for one in told if one["check"] == "Mail")
    return found


@pytest.mark.django_db(transaction=True)
def test_letters_wait_for_a_server_that_is_away_and_go_out_once_it_is_back(
    run_tasks: Callable[[], None], comes_back: Callable[[], Post], caplog: pytest.LogCaptureFixture
) -> None:
    letters = [mail.write_letter(f"one{number}@example.org", "Hello", "Words") for number in range(3)]
    run_tasks()
    assert [one.sent_at for one in Letter.objects.all()] == [None] * 3
    assert mail.mail_is_stuck()
    found = _doctor_on_mail()
    assert found["state"] == "fail"
    assert "COMMONPLACE_SMTP" in found["advice"]
    post = comes_back()
    mail.send_stuck_letters.call()
    assert post.kept == [one.message_id for one in letters]
    mail.send_stuck_letters.call()
    assert len(post.kept) == 3
    assert not mail.mail_is_stuck()
    assert _doctor_on_mail()["state"] == "ok"
    assert mail.send_stuck_letters in [known.task for known in queue._rounds]


@pytest.mark.django_db(transaction=True)
def test_a_server_that_hangs_holds_up_one_letter_and_no_other(
    sent_to: int, run_tasks: Callable[[], None], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_TIMEOUT = 0.5
    with socket.create_server(("127.0.0.1", sent_to)):
        for number in range(5):
            mail.write_letter(f"one{number}@example.org", "Hello", "Words")
        begun = time.monotonic()
        run_tasks()
        assert time.monotonic() - begun < 2
        assert mail.stuck_letters().count() == 5
        assert "timed out" in _doctor_on_mail()["words"]


@pytest.mark.django_db(transaction=True)
def test_who_is_refused_is_not_tried_again_and_holds_up_nobody(
    run_tasks: Callable[[], None], comes_back: Callable[[], Post], caplog: pytest.LogCaptureFixture
) -> None:
    post = comes_back()
    for name in ("nobody", "ines"):
        mail.write_letter(f"{name}@example.org", "Hello", "Words")
    run_tasks()
    assert len(post.kept) == 1
    assert not mail.mail_is_stuck()
    found = _doctor_on_mail()
    assert "nobody of that name" in found["words"]
    assert "refused" in found["advice"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("host", "is_vouched_for", "is_sent"),
    [("localhost", True, True), ("localhost", False, False), ("mail.example.org", True, False)],
)
def test_over_tls_letters_go_to_nobody_but_the_server_that_was_named(
    host: str,
    is_vouched_for: bool,
    is_sent: bool,
    sent_to: int,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    run_tasks: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_USE_SSL = "localhost", True
    certificate = certificate_for(host, tmp_path)
    if is_vouched_for:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    speaks.load_cert_chain(certificate)
    post = Post()
    served = Controller(post, hostname="127.0.0.1", port=sent_to, ssl_context=speaks)
    served.start()
    mail.write_letter("ines@example.org", "Hello", "Words")
    run_tasks()
    served.stop()
    assert len(post.kept) == is_sent
    letter = Letter.objects.get()
    assert (letter.sent_at is not None) is is_sent
    assert is_sent or "certificate verify failed" in letter.trouble


@pytest.mark.django_db
def test_a_letter_of_the_day_before_yesterday_is_news_no_longer(
    run_tasks: Callable[[], None], comes_back: Callable[[], Post], caplog: pytest.LogCaptureFixture
) -> None:
    mail.write_letter("ines@example.org", "Hello", "Words")
    run_tasks()
    Letter.objects.update(written_at=clock.now() - timedelta(days=3))
    post = comes_back()
    mail.send_stuck_letters.call()
    assert post.kept == []


@pytest.mark.django_db
def test_whoever_waits_for_a_link_is_told_where_it_lies(
    person: Callable[..., Any],
    sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    person("ines")
    host = person("nkechi", is_host=True)
    stranger = sign_in(None)
    stranger.post("/sign-in/link/", {"email": "ines@example.org"})
    assert "on its way" in stranger.get("/sign-in/link/?asked").content.decode()
    run_tasks()
    assert "a link waits with the hosts" in stranger.get("/sign-in/link/?asked").content.decode()
    assert "Links to hand on" in sign_in(host).get("/host/people/").content.decode()
    assert "Letters did not go out" in sign_in(host).get("/host/").content.decode()
