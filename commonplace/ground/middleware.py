import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self' blob:",  # what somebody has just recorded, before it is sent
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
# Of a page that other websites may show within their own: framed by anybody, it runs nothing, sends nothing, and holds nothing that a
# stranger could not read. Its view is `xframe_options_exempt`.
FRAMED = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors *"


class ContentSecurityPolicy:
    """Tells browsers to run and load nothing but our own (https://www.w3.org/TR/CSP3/)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self), browsing-topics=()"
        )
        return response


# Behind HTTPS no other host of the same domain can set it (RFC 6265bis, section 4.1.3.2).
_NAME = "__Host-acknowledged" if settings.SECURE else "acknowledged"


class AcknowledgesWords:
    """Tells the browser that what a form sent is kept here, so that it need keep the words no longer.

    A script gives a form the field `kept_words`; where the form is answered by leading on, a cookie gives its value back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_taken = request.method == "POST" and response.status_code == 302
        # Whoever is led to sign in first has to send it again.
        if is_taken and not response["Location"].startswith(settings.LOGIN_URL):
            token = request.POST.get("kept_words", "")
            if re.fullmatch("[a-z0-9]{12}", token):
                response.set_cookie(_NAME, token, max_age=600, samesite="Lax", secure=settings.SECURE)
        return response
