"""What was refused, in the log (OWASP ASVS 5.0, 16.3.2 and 16.3.3): Django has a line for every answer from 400 on."""

import logging

from django.http import HttpRequest

from commonplace.commons.people.signing.networks import network_of
from commonplace.ground.utc_log import InUtc


class Refused(InUtc):
    """Adds to lines about a request what it was answered with, whose it was and from where, and takes secrets out of them."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        words, request = super().formatMessage(record), getattr(record, "request", None)
        if not isinstance(request, HttpRequest):
            return words
        token = request.resolver_match.kwargs.get("token") if request.resolver_match else None
        if token:  # it may work yet: whoever chose too short a passphrase chooses again
            words = words.replace(token, "…")
        person = request.__dict__.get("person")
        by, status = person.pk if person else "-", getattr(record, "status_code", "-")
        return f"{words} status={status} method={request.method} by={by} from={network_of(request)}"
