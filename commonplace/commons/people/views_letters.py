"""The page behind a letter's link that ends letters of its kind."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commonplace.commons.people.doors import Request
from commonplace.commons.people.models import MailRhythm
from commonplace.commons.people.no_letters import end_letters, whose


@csrf_exempt  # mail programs send it without a page of ours (RFC 8058, section 3.2); the link itself shows whose it is
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_letters(request: Request, token: str) -> HttpResponse:
    """End letters, by a button: programs that scan mail open links too. It names nobody, since letters are passed on."""
    person = whose(token)
    if person is None:
        return render(request, "people/link_lapsed.html", {"kind": "no letters"}, status=404)
    if request.method == "POST" and person.mail_rhythm != MailRhythm.NEVER:
        end_letters(person)
    rhythm = person.mail_rhythm
    context = {"has_ended": rhythm == MailRhythm.NEVER, "is_at_once": rhythm == MailRhythm.AT_ONCE}
    return render(request, "people/no_letters.html", context)
