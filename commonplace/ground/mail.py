"""Letters by e-mail. Where no SMTP server is set, letters wait and are shown to whoever may hand them on."""

import smtplib
from email.utils import make_msgid

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django_tasks import task

from commonplace.ground import clock
from commonplace.ground.models import Letter
from commonplace.ground.text import clean, clean_line

_FAILURES = (smtplib.SMTPException, OSError)


def write_letter(to: str, subject: str, words: str) -> Letter:
    """Put a letter in plain text on its way; it is sent by a task once the transaction is committed."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2] or "localhost"
    letter = Letter.objects.create(
        to=to, subject=clean_line(subject)[:200], words=clean(words), message_id=make_msgid(domain=domain)
    )
    if settings.MAIL_IS_SENT:
        send_letter.enqueue(letter.pk)
    return letter


def send(letter_id: int) -> None:
    """Hand one letter to the mail server; once sent, never again. What went wrong is kept on the letter."""
    letter = Letter.objects.get(pk=letter_id)
    if letter.sent_at:
        return
    message = EmailMessage(
        letter.subject,
        letter.words,
        to=[letter.to],
        headers={"Message-ID": letter.message_id},
        connection=get_connection(),
    )
    try:
        message.send()
    except _FAILURES as failure:
        letter.trouble = str(failure)[:300]
        letter.save(update_fields=["trouble"])
        raise
    letter.sent_at, letter.trouble = clock.now(), ""
    letter.save(update_fields=["sent_at", "trouble"])


@task()
def send_letter(letter_id: int) -> None:
    """Hand one letter to the mail server."""
    send(letter_id)
