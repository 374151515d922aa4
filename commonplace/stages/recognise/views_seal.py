"""A community's seal: its page for those who look after it, and its keys for whoever verifies a badge."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_http_methods, require_safe

from commonplace.commons.communities.doors import carrying
from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.doors import Request, SignedInRequest
from commonplace.stages.recognise.models import Seal, StatusList
from commonplace.stages.recognise.published import keys_of, list_of
from commonplace.stages.recognise.rules import may_keep_seal
from commonplace.stages.recognise.sealing import CannotSign, key_of, name_of, renew_seal

# So long others may keep what stands at an address for machines: a key that was renewed is known soon after.
KEPT_SECONDS = 300


def _for_machines(content: str, content_type: str) -> HttpResponse:
    """An answer that anybody may read, from wherever, and keep for a short while.

    Its type is not one over which the veil is laid: “@context” in it calls nobody, and a letter changed would break what is signed.
    """
    response = HttpResponse(content, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@require_safe
def keys(request: Request, slug: str) -> HttpResponse:
    """The keys with which a community signs, and those with which it signed before."""
    return _for_machines(json.dumps(keys_of(slug)), "application/did")


@require_safe
@condition(etag_func=lambda _request, slug, number: f'"{list_of(slug, number).etag}"')
def taken_back(request: Request, slug: str, number: int) -> HttpResponse:
    """A list of what a community took back, as it signed that last. Whoever has it is told that it is the same."""
    return _for_machines(list_of(slug, number).text, "application/vc")


@never_cache
@carrying
@require_http_methods(["GET", "POST"])
def seal(request: SignedInRequest, community: Community) -> HttpResponse:
    """What the seal is, and making or renewing it."""
    if request.method == "POST":
        if not may_keep_seal(request.person, community):
            refuse_closed(community)
            raise PermissionDenied
        renew_seal(community, request.person)
        messages.success(request, _("The seal is made. What was signed before holds as it did."))
        return HttpResponseRedirect(f"{community.address}seal/")
    seals = list(Seal.objects.filter(community=community).order_by("-made_at", "-pk"))
    shown = {
        "community": community,
        "current": next((one for one in seals if one.retired_at is None), None),
        "retired": [one for one in seals if one.retired_at is not None],
        "lists": StatusList.objects.filter(community=community).only("number").order_by("number"),
        "name": name_of(community),
        "may_keep": may_keep_seal(request.person, community),
        "trouble": _trouble(seals),
    }
    return render(request, "recognise/seal.html", shown)


def _trouble(seals: list[Seal]) -> str:
    """Why the current seal cannot sign, if it cannot."""
    try:
        for one in seals:
            if one.retired_at is None:
                key_of(one)
    except CannotSign as trouble:
        return str(trouble)
    return ""
