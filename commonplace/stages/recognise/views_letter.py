"""What links to badges open: an offer by letter, with or without an account, and a badge that was handed on."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from commonplace.commons.communities.doors import refuse_paused
from commonplace.commons.people.doors import Request
from commonplace.ground.middleware import FRAMED
from commonplace.stages.recognise.awarding import CannotAward, say_no, say_yes
from commonplace.stages.recognise.backpack import checks_of, handed_on, said_by
from commonplace.stages.recognise.files import as_file
from commonplace.stages.recognise.letters import whose
from commonplace.stages.recognise.models import Award
from commonplace.stages.recognise.sealing import CannotSign
from commonplace.stages.recognise.verdicts import said_of, summed_up
from commonplace.stages.recruit.inviting import write_no_more


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offered(request: Request, token: str) -> HttpResponse:
    """A badge that was offered by letter: yes or no, and taking it along. Looking changes nothing: scanners follow links."""
    award = whose(token)
    if award is None or award.taken_back_at is not None or award.said == Award.Said.NO:
        return render(request, "recognise/offered.html", {"award": None, "token": token}, status=404)
    trouble = ""
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "yes":
                if request.person is not None:
                    refuse_paused(request.person)
                credential = say_yes(award, request.person)
                here = credential.address if request.person else f"/badge/{token}/"
                return HttpResponseRedirect(here)
            say_no(award, request.person)
            declined = {"award": None, "token": token, "declined_of": award.badge.community.name}
            return render(request, "recognise/offered.html", declined)
        except (CannotAward, CannotSign) as failure:
            trouble = str(failure)
    kept = award.credentials.order_by("pk").last()
    shown = {
        "award": award,
        "badge": award.badge,
        "kept": kept,
        "is_anothers": kept is not None and kept.person_id is not None,
        "token": token,
        "trouble": trouble,
    }
    return render(request, "recognise/offered.html", shown, status=409 if trouble else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """Want no more letters from there. Mail programs post here by themselves (RFC 8058)."""
    award = whose(token)
    # Whoever declined gets none any more, and their address is not kept.
    has_declined = award is not None and award.said == Award.Said.NO
    if award is None or not (award.email or has_declined):
        raise Http404
    if request.method == "POST" and award.email:
        write_no_more(award.badge.community, award.email, award.by)
    shown = {"award": award, "token": token, "done": has_declined or request.method == "POST"}
    return render(request, "recognise/stop.html", shown)


@never_cache
@require_safe
def file(request: Request, token: str, ending: str) -> HttpResponse:
    """The badge as a file, for who has no account: as long as it is in nobody's backpack."""
    award = whose(token)
    kept = award.credentials.filter(person=None).order_by("pk").last() if award else None
    if kept is None:
        raise Http404
    return as_file(kept, ending)


@never_cache
@require_safe
def by_link(request: Request, token: str) -> HttpResponse:
    """A badge that its owner handed on."""
    credential = handed_on(token, request.person)
    if credential is None or credential.person is None:
        return render(request, "recognise/by_link.html", {"credential": None}, status=404)
    shown = {
        "credential": credential,
        "badge": said_by(credential),
        "owner": credential.person,
        "token": token,
        "checks": [said_of(check) for check in checks_of(credential)],
        "summed_up": summed_up(credential.result),
    }
    return render(request, "recognise/by_link.html", shown)


@never_cache
@require_safe
@xframe_options_exempt
def embedded(request: Request, token: str) -> HttpResponse:
    """The same, small, as other websites show it within their own."""
    credential = handed_on(token, None)
    shown: dict[str, Any] = {"badge": None}
    if credential is not None:
        shown = {
            "badge": said_by(credential),
            "owner": credential.person,
            "summed_up": summed_up(credential.result),
            "link": f"{settings.ADDRESS}/badge/by-link/{token}/",
        }
    response = render(request, "recognise/embedded.html", shown, status=200 if credential else 404)
    response["Content-Security-Policy"] = FRAMED
    return response
