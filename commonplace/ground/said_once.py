"""What is said to somebody once, on the next page that they open."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponseBase


class SaidOnce(CookieStorage):
    """Django's, in a cookie that behind HTTPS no other host of the same domain can set (RFC 6265bis, section 4.1.3.2)."""

    cookie_name = "__Host-messages" if settings.SECURE else "messages"

    @classmethod
    def is_waiting(cls, request: HttpRequest) -> bool:
        """Whether anything came with the request that is to be said on this page.

        Not where a script looks again at a page that is open, or keeps one for later (`live.js`, the service worker): it
        would be gone before anybody read it.
        """
        return "Looks-Again" not in request.headers and bool(request.COOKIES.get(cls.cookie_name))

    def _get(self, *args: Any, **kwargs: Any) -> Any:
        """Django's, where it is to be said."""
        return super()._get(*args, **kwargs) if self.is_waiting(self.request) else ([], True)  # type: ignore[misc]

    def _update_cookie(self, encoded_data: Any, response: HttpResponseBase) -> None:
        """Django's, which would take back a cookie from whoever has none, on every page."""
        if encoded_data or self.is_waiting(self.request):
            super()._update_cookie(encoded_data, response)  # type: ignore[misc]
