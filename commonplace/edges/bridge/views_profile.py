"""What programs find here, and the profile of the person for whom one acts (Open Badges 3.0, sections 6.2.4, 6.2.5 and 6.3)."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from commonplace.commons.people.actions import change_profile
from commonplace.commons.people.doors import Request, SignedInRequest
from commonplace.commons.people.models import Person
from commonplace.commons.people.own_forms import ProfileForm
from commonplace.edges.bridge.bearer import asked_by, trouble
from commonplace.edges.bridge.describing import service_description
from commonplace.edges.bridge.scopes import CHANGE_PROFILE, READ_PROFILE

_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_LONGEST = 50_000


def discovery(request: Request) -> HttpResponse:
    """What can be asked here and how, for anybody (section 6.3)."""
    if request.method not in ("GET", "HEAD"):
        return trouble(405, _("This is not asked in that way."))
    return JsonResponse(service_description(request.commons))


def _profile_of(person: Person) -> dict[str, Any]:
    """As much of somebody as every page of theirs says, and no address to write to."""
    address = f"{settings.ADDRESS}/@{person.name}/"
    said = {"@context": [_CONTEXT], "id": address, "type": ["Profile"], "name": person.display_name, "url": address}
    return said | ({"description": person.about} if person.about else {})


def _read(request: SignedInRequest) -> HttpResponse:
    return JsonResponse(_profile_of(request.person))


def _change(request: SignedInRequest) -> HttpResponse:
    """Take name and description; what else a profile may hold is not kept here."""
    if len(request.body) > _LONGEST:
        return trouble(413, _("It is too long."))
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        said = None
    name, about = (said.get("name"), said.get("description", "")) if isinstance(said, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(about, str):
        return trouble(400, _("Send a profile as JSON, with a name, and with a description if there is one."))
    person = request.person
    kept = {field: getattr(person, field) for field in ("brings", "looks_for", "language", "zone", "shown_openly")}
    form = ProfileForm(kept | {"display_name": name, "about": about}, person=person)
    if not form.is_valid():
        return trouble(400, " ".join(str(words) for some in form.errors.values() for words in some))
    change_profile(person, display_name=form.cleaned_data["display_name"], about=form.cleaned_data["about"])
    return JsonResponse(_profile_of(person))


profile = asked_by(GET=(READ_PROFILE, _read), PUT=(CHANGE_PROFILE, _change))
