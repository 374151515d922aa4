"""What stands at addresses that machines ask for: a community's keys, and what it took back."""

import json
from typing import Any

from django.http import Http404
from django.urls import Resolver404, resolve

from commonplace.commons.communities.models import Community
from commonplace.stages.recognise.models import StatusList
from commonplace.stages.recognise.sealing import document_of


def keys_of(slug: str) -> dict[str, Any]:
    """The document of a community's keys, whoever may see its page. Raises Http404 where it has none."""
    community = Community.objects.filter(slug=slug).first()
    document = document_of(community) if community else None
    if document is None:
        raise Http404
    return document


def standing_at(path: str) -> Any:
    """What machines are answered at a path of this commons. Raises Http404 for what is no such path."""
    try:
        found = resolve(path)
    except Resolver404 as nothing:
        raise Http404 from nothing
    if found.url_name == "taken-back":
        return json.loads(list_of(**found.kwargs).text)
    if found.url_name != "seal-keys":
        raise Http404
    return keys_of(**found.kwargs)


def list_of(slug: str, number: int) -> StatusList:
    """A list of what was taken back, as it was signed last. Raises Http404."""
    found = StatusList.objects.filter(community__slug=slug, number=number).first()
    if found is None:
        raise Http404
    return found
