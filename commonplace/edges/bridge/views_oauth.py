"""How a program comes to act for somebody: it registers, is let in, gets tokens, gives them back.

The protocol is django-oauth-toolkit's; the words, the doors and the limits are ours.
"""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from oauth2_provider.exceptions import OAuthToolkitError
from oauth2_provider.models import Grant
from oauth2_provider.views import AuthorizationView, RevokeTokenView, TokenView
from oauthlib.oauth2.rfc6749.errors import InvalidRequestError

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.people.doors import Request, SignedInRequest, holding_to_norms
from commonplace.commons.people.letters import write_security_letter
from commonplace.commons.people.signing import attempts
from commonplace.commons.people.signing.doors import confirmed
from commonplace.edges.bridge import programs
from commonplace.edges.bridge.models import Agreement, Program
from commonplace.edges.bridge.registering import AUTHENTICATION, LONGEST, LOOPBACK, NotRegistered, register
from commonplace.edges.bridge.scopes import IN_WORDS, KNOWN
from commonplace.ground.middleware import POLICY
from commonplace.ground.pages import asked_too_often

_GRANTS = ("authorization_code", "refresh_token")
# More than any program sends, and as much as a column takes.
_LONGEST = {"nonce": 255, "code_challenge": 128}
_LONGEST_OF_ALL = 2000


class _Asking(AuthorizationView):
    """The page on which somebody lets a program in, or does not."""

    template_name = "bridge/let_in.html"
    request: SignedInRequest

    def validate_authorization_request(self, request: Any) -> Any:
        """As the protocol has it, with a challenge that nobody who reads it can answer (RFC 9700, section 2.1.1)."""
        scopes, asked = super().validate_authorization_request(request)
        if asked.get("code_challenge_method") != "S256":
            error = InvalidRequestError(description="code_challenge_method: S256 alone.", state=asked.get("state"))
            error.redirect_uri = asked["redirect_uri"]
            raise OAuthToolkitError(error=error)
        return scopes, asked

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        # Nobody is passed by because they agreed before: who asks may be another program under the same name (RFC 8252, 8.6).
        request.GET = request.GET.copy()
        request.GET["approval_prompt"] = "force"
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def error_response(self, error: Any, application: Any, **kwargs: Any) -> HttpResponse:
        """What went wrong. Whoever decided nothing yet is not led on: any program may name any address (RFC 9700, section 4.11.2)."""
        answer: HttpResponse = super().error_response(error, application, **kwargs)
        if self.request.method == "POST" or "Location" not in answer:
            return answer
        where = answer["Location"]
        shown = {"back_to": where, "leads_to": urlsplit(where).hostname}
        return render(self.request, "bridge/not_let_in.html", shown, status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        application = context.get("application")
        if application is None:
            return context
        where = urlsplit(context["redirect_uri"])
        return context | {
            "program": application.program,
            "may": [IN_WORDS[scope] for scope in context["scopes"] if scope in IN_WORDS],
            "leads_to": where.hostname,
            "is_here": where.hostname in LOOPBACK,
        }

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        if "program" not in context:
            return render(self.request, "bridge/not_let_in.html", status=400)
        page = render(self.request, self.template_name, context)
        # The answer to the form leads there, and browsers hold that too against what a form may do (CSP 3, section 6.4.1).
        where = urlsplit(context["redirect_uri"])
        page.headers["Content-Security-Policy"] = POLICY.replace(
            "form-action 'self'", f"form-action 'self' {where.scheme}://{where.netloc}"
        )
        return page

    def create_authorization_response(self, request: Any, scopes: str, credentials: Any, allow: bool) -> Any:
        """Where somebody agreed, with their agreement in the same transaction."""
        with transaction.atomic():
            address, headers, body, status = super().create_authorization_response(request, scopes, credentials, allow)
            # What was asked wrongly is refused in the address too, with no code in it.
            code = dict(parse_qsl(urlsplit(address).query)).get("code", "")
            if not allow or not Grant.objects.filter(code=code).exists():
                return address, headers, body, status
            program = Program.objects.select_related("application").get(application__client_id=credentials["client_id"])
            _agree(self.request, program, scopes)
        # Open Badges has it said here as well (section 7.1.2.2).
        return f"{address}&{urlencode({'scope': scopes})}", headers, body, status


def _agree(request: SignedInRequest, program: Program, scopes: str) -> None:
    person = request.person
    before = Agreement.objects.filter(account=person.login, program=program).first()
    agreement = programs.agree(person, program, scopes)
    if before is None or before.scope != agreement.scope:
        words = _(
            "From now on the program “%(name)s” acts for you here. You see which do, and end it, here:\n\n%(address)s"
        )
        name = program.application.name
        write_security_letter(person, lambda: words % {"name": name, "address": f"{settings.ADDRESS}/me/programs/"})


@never_cache
@holding_to_norms
@confirmed()
def authorize(request: SignedInRequest) -> HttpResponse:
    """Somebody whom a program sent here lets it in, or not (RFC 6749, section 4.1.1)."""
    refuse_paused(request.person)
    given = [*request.GET.items(), *request.POST.items()]
    if any("\0" in value or len(value) > _LONGEST.get(name, _LONGEST_OF_ALL) for name, value in given):
        return render(request, "bridge/not_let_in.html", status=400)
    answer: HttpResponse = _Asking.as_view()(request)
    return answer


@csrf_exempt  # a program shows who it is by its secret or its verifier, and sends no cookie
@require_POST
@transaction.atomic
def token(request: Request) -> HttpResponse:
    """Exchange a code, or renew tokens (RFC 6749, sections 4.1.3 and 6)."""
    if request.POST.get("grant_type") not in _GRANTS:
        return _no("unsupported_grant_type", _("Send a code, or a token to renew."))
    if _has_nul(request):
        return _no("invalid_request", _("There is a sign in it that no text has."))
    answer: HttpResponse = TokenView.as_view()(request)
    return answer


@csrf_exempt  # as with tokens
@require_POST
@transaction.atomic
def revoke(request: Request) -> HttpResponse:
    """A program gives a token back, and what it could be renewed with (RFC 7009)."""
    if _has_nul(request):
        return _no("invalid_request", _("There is a sign in it that no text has."))
    answer: HttpResponse = RevokeTokenView.as_view()(request)
    return answer


def _has_nul(request: Request) -> bool:
    return any("\0" in value for value in request.POST.values())


def _no(error: str, words: str, status: int = 400) -> JsonResponse:
    response = JsonResponse({"error": error, "error_description": words}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@csrf_exempt  # it comes from a program, which has no cookie of ours
@require_POST
def take_in(request: Request) -> HttpResponse:
    """A program registers itself (RFC 7591)."""
    if wait := attempts.wait(request, "program"):
        return asked_too_often(_no("temporarily_unavailable", attempts.words(wait), 429), wait)
    attempts.note(request, "program")
    if len(request.body) > LONGEST:
        return _no("invalid_client_metadata", _("It is too long."), 413)
    try:
        told = register(request.body)
    except NotRegistered as trouble:
        return _no(trouble.error, str(trouble))
    response = JsonResponse(told, status=201)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def metadata(request: Request) -> JsonResponse:
    """Where everything is, for programs (RFC 8414)."""
    at = settings.ADDRESS
    return JsonResponse(
        {
            "issuer": at,
            "authorization_endpoint": f"{at}/oauth/authorize/",
            "token_endpoint": f"{at}/oauth/token/",
            "token_endpoint_auth_methods_supported": AUTHENTICATION,
            "revocation_endpoint": f"{at}/oauth/revoke/",
            "revocation_endpoint_auth_methods_supported": AUTHENTICATION,
            "registration_endpoint": f"{at}/oauth/register/",
            "scopes_supported": KNOWN,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": [*_GRANTS],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
            "service_documentation": f"{at}/ims/ob/v3p0/discovery",
        }
    )
