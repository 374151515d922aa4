from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from commonplace.commons.people.models import Commons, Person
from commonplace.commons.people.veil import veil_response
from commonplace.ground import ids
from commonplace.ground.local_time import zone_called
from commonplace.ground.prepared import prepared


def _person_of(request: HttpRequest) -> Person | None:
    account = request.user
    if not account.is_authenticated:
        return None
    person = getattr(account, "person", None)
    return person if person and person.left_at is None else None


def _put_in_place(request: HttpRequest, person: Person | None, commons: Commons) -> None:
    request.person, request.commons = person, commons  # type: ignore[attr-defined]
    if person is not None:
        person.is_asked_again = commons.asks_again(person)


@prepared
def _people(key: int) -> QuerySet[Person]:
    return Person.objects.filter(pk=key, left_at=None)


def look_again(request: HttpRequest, edition: int) -> None:
    """Put the person and the commons in place as they are in this edition of everything, or later."""
    person: Person | None
    person, commons = request.person, request.commons  # type: ignore[attr-defined]
    # The commons was read first: if nothing has changed since, the person is as they were read too.
    if getattr(commons, "edition", None) != edition:
        _put_in_place(request, next(iter(_people(key=person.pk)), None) if person else None, Commons.current())


class WhoIsHere:
    """Puts `request.person` and `request.commons` in place, and speaks their language in their time zone.

    Over what strangers are sent it lays the veil: nobody is called there whom open pages may not name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return self.get_response(request)
        commons = Commons.current()
        person = _person_of(request)
        _put_in_place(request, person, commons)
        language = person.language if person and person.language else commons.language
        with translation.override(language), timezone.override(zone_called((person and person.zone) or commons.zone)):
            response = self.get_response(request)
            # A view finds out itself for whom a program acts.
            if request.person is None:  # type: ignore[attr-defined]
                veil_response(request, response)
        response.headers.setdefault("Content-Language", language)
        if person:
            response.headers.setdefault("Cache-Control", "private, no-cache")
            # For whom a browser may keep a page to be read offline: ground/root/service-worker.js.
            response.headers["Kept-For"] = ids.written(person.pk)
        return response
