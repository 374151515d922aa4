"""What badges ask of the web: a few addresses within a few seconds, and what stands here without going there."""

import json
import threading
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404

from commonplace.ground import outgoing
from commonplace.stages.recognise.credentials.resolving import NotFetched
from commonplace.stages.recognise.credentials.verifying import Asked
from commonplace.stages.recognise.published import standing_at

# For one badge so many addresses are asked, and so long all of them together may take.
MOST_ADDRESSES = 12
SECONDS = 12.0
# So many addresses at once are waited for in a process, and others not long: slow issuers do not keep everybody from their pages.
_at_once = threading.BoundedSemaphore(2)
_PATIENCE = 0.5


class Asking(Asked):
    """A `Fetch` for one badge, from here and from the web."""

    def __init__(self) -> None:
        super().__init__(self._answer, MOST_ADDRESSES)
        self._ends_at = time.monotonic() + SECONDS

    def _answer(self, address: str) -> bytes:
        parts = urlsplit(address)
        if parts.netloc == urlsplit(settings.ADDRESS).netloc:
            try:
                return json.dumps(standing_at(parts.path)).encode()
            except Http404:
                pass  # some other page of ours, such as a file: asked for as anybody would
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise NotFetched("the others took too long to answer")
        if not _at_once.acquire(timeout=min(left, _PATIENCE)):
            raise NotFetched("others are being waited for at this moment; look again in a minute")
        try:
            return outgoing.fetch(address, seconds=max(0.1, self._ends_at - time.monotonic())).body
        except outgoing.NotFetched as trouble:
            raise NotFetched(str(trouble).rstrip(".")) from trouble
        finally:
            _at_once.release()
