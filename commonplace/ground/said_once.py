"""What is said to somebody once, on the next page that they open."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class SaidOnce(CookieStorage):
    """Django's, in a cookie that behind HTTPS no other host of the same domain can set (RFC 6265bis, section 4.1.3.2)."""

    cookie_name = "__Host-messages" if settings.SECURE else "messages"
