"""Letters by e-mail. Where no SMTP server is set, letters wait and are shown to whoever may hand them on.

A letter that the server could not take is kept with what went wrong, and tried again every ten minutes for two days, under the
message id that it had. While the server is away others are not tried one by one: each would wait for it in vain.
"""

import smtplib
import textwrap
import time
from collections.abc import Iterable
from datetime import timedelta
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import QuerySet
from django_tasks import task

from commonplace.ground import clock
from commonplace.ground.models import Letter
from commonplace.ground.text import clean_letter, clean_line

_FAILURES = (smtplib.SMTPException, OSError)
# The server looked at this letter and will not have it (RFC 5321, section 4.2.1); trying it again would change nothing.
_REFUSED = "refused: "
_TRIED_FOR = timedelta(days=2)
_LONGEST_SUBJECT = 200
_LONGEST_LINE = 78
AGAIN_HOURS = 1 / 6
_REST = 60.0
_away_until = 0.0


def write_letter(
    to: str, subject: str, words: str, *, stop_address: str = "", calendars: Iterable[tuple[str, str]] = ()
) -> Letter:
    """Put a letter in plain text on its way; it is sent by a task once the transaction is committed.

    `stop_address` is where one says that one wants no more of this kind. `calendars` go with it, each with its method
    (RFC 5546, section 1.4).
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    letter = Letter.objects.create(
        to=to,
        subject=_subject(subject),
        words=clean_letter(words),
        message_id=make_msgid(domain=domain),
        stop_address=stop_address,
        calendars=[*calendars],
    )
    if settings.MAIL_IS_SENT:
        send_letter.enqueue(letter.pk)
    return letter


def _subject(words: str) -> str:
    line = clean_line(words)
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 2].rstrip() + " …"


def _in_lines(words: str) -> str:
    """No line longer than letters should have (RFC 5322, section 2.1.1), but for addresses and what else has no spaces."""
    return "\n".join(_folded(line) if len(line) > _LONGEST_LINE else line for line in words.split("\n"))


def _folded(line: str) -> str:
    margin = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(line, _LONGEST_LINE, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)


def _headers(letter: Letter) -> dict[str, str]:
    # A machine wrote this, so that no “I am on holiday” comes back (RFC 3834, section 5).
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if letter.stop_address:
        headers["List-Unsubscribe"] = f"<{letter.stop_address}>"  # RFC 2369, section 3.2
    if letter.stop_address.startswith("https://"):  # RFC 8058, section 3.1
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as it goes out: its words, and beside them what calendars understand.

    Programs that take a calendar into account look for it in another form of the same words, with its method (RFC 6047,
    section 2.4); others show what is attached.
    """
    message = EmailMultiAlternatives(
        letter.subject,
        _in_lines(letter.words),
        to=[letter.to],
        headers=_headers(letter),
        connection=get_connection(),
    )
    for method, calendar in letter.calendars:
        if len(letter.calendars) == 1:
            message.attach_alternative(calendar, f"text/calendar; method={method}")
        message.attach("calendar.ics", calendar.encode(), "application/ics")
    return message


def send(letter_id: int) -> None:
    """Hand one letter to the mail server; once sent, never again. What went wrong is kept on the letter."""
    global _away_until
    letter = Letter.objects.filter(pk=letter_id, sent_at=None).first()
    if letter is None:  # sent already, or taken back: whoever it was for left, or is forgotten
        return
    if time.monotonic() < _away_until:
        _keep_trouble(letter, "the mail server was away a moment ago")
        return
    try:
        _message(letter).send()
    except _FAILURES as failure:
        is_refused = _is_refused(failure)
        if not is_refused:
            _away_until = time.monotonic() + _REST
        _keep_trouble(letter, f"{_REFUSED if is_refused else ''}{failure}")
        raise
    letter.sent_at, letter.trouble = clock.now(), ""
    letter.save(update_fields=["sent_at", "trouble"])


def _keep_trouble(letter: Letter, words: str) -> None:
    letter.trouble = words[:300]
    letter.save(update_fields=["trouble"])


def _is_refused(failure: Exception) -> bool:
    codes = [getattr(failure, "smtp_code", 0)]
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in failure.recipients.values()]
    refusals = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return isinstance(failure, refusals) and all(code >= 500 for code in codes)


def stuck_letters() -> QuerySet[Letter]:
    """Those of the last two days that the server could not take so far, and may take yet."""
    waiting = Letter.objects.filter(sent_at=None, written_at__gt=clock.now() - _TRIED_FOR).exclude(trouble="")
    return waiting.exclude(trouble__startswith=_REFUSED)


def mail_is_stuck() -> bool:
    """Whether letters do not get through at present."""
    return settings.MAIL_IS_SENT and stuck_letters().exists()


@task()
def send_letter(letter_id: int) -> None:
    """Hand one letter to the mail server."""
    send(letter_id)


@task()
def send_stuck_letters() -> None:
    """Try those again that the mail server could not take, the oldest first, until it fails once more. Comes by often."""
    if not settings.MAIL_IS_SENT:
        return
    for letter_id, trouble in list(stuck_letters().order_by("pk").values_list("pk", "trouble")):
        # On a fleet two servers may come by at once: one of them has it.
        again = f"tried again at {clock.now():%Y-%m-%d %H:%M:%S.%f}"
        if not Letter.objects.filter(pk=letter_id, sent_at=None, trouble=trouble).update(trouble=again):
            continue
        try:
            send(letter_id)
        except _FAILURES as failure:
            if not _is_refused(failure):
                return
