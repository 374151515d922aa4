"""Frameworks as other programs ask for them: the GET requests of CASE 1.1 (https://www.imsglobal.org/spec/case/v1p1/, section 4).

Whatever is shown openly is given to anybody, and nothing else, whoever asks: so answers may be kept, and whoever has one is told that
it is the same. What goes wrong is said as 1EdTech's services say it (imsx_StatusInfo).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from commonplace.commons.people.doors import Request
from commonplace.stages.recognise.bringing_frameworks import CASE
from commonplace.stages.recognise.frameworks.members import DEFINITIONS, DOCUMENT
from commonplace.stages.recognise.models_frameworks import Framework, Item, Part
from commonplace.stages.recognise.sealing import web_address
from commonplace.stages.recognise.views_frameworks import framework_seen

# So long others may keep an answer without asking.
KEPT_SECONDS = 300
# Kinds of parts, each with an address of its own; some are answered with what stands under them (section 4.3).
PARTS = ("CFAssociations", *DEFINITIONS, "CFRubrics")
_SETS = ("CFConcepts", "CFSubjects", "CFItemTypes")
_ON_A_PAGE, _MOST_ON_A_PAGE = 100, 1_000
_MEMBERS = {*DOCUMENT, "identifier", "uri", "caseVersion", "creator", "title", "lastChangeDateTime", "CFPackageURI"}
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# One rule, or two that both or either hold (1EdTech's REST services have no more).
_RULE = re.compile(r"\s*(\w+)\s*(!=|>=|<=|=|>|<|~)\s*'([^']*)'\s*")
_JOINED = re.compile(r"(?<=')\s+(AND|OR)\s+(?=\w+\s*[!><=~])")
_COMPARES: dict[str, Callable[[str, str], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    "~": lambda one, other: other in one,
}


class _Asked(Exception):
    """It was asked wrongly; `minor` is CASE's word for how."""

    def __init__(self, minor: str, words: str) -> None:
        super().__init__(words)
        self.minor = minor


def _trouble(status: int, minor: str, words: str) -> HttpResponseBase:
    code = {"imsx_codeMinorFieldName": "TargetEndSystem", "imsx_codeMinorFieldValue": minor}
    said = {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": words,
        "imsx_codeMinor": {"imsx_codeMinorField": [code]},
    }
    return _to_anybody(JsonResponse(said, status=status))


def _to_anybody(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _answer(request: Request, edition: str, said: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What is asked for, or that it is the same as whoever asks has already."""
    etag = f'"{edition}"'
    response = get_conditional_response(request, etag=etag) or said()
    response.headers["ETag"] = etag
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, X-Total-Count"
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return _to_anybody(response)


def _unknown(identifier: str) -> HttpResponseBase:
    if not _UUID.fullmatch(identifier.lower()):
        return _trouble(404, "invaliduuid", "This is no UUID.")
    return _trouble(404, "unknownobject", "Nothing that is given out here is called so.")


def _open_ones() -> QuerySet[Framework]:
    return Framework.objects.visible_to(None)


def _is_of_open_one() -> Exists:
    return Exists(_open_ones().filter(pk=OuterRef("framework")))


def _first_named(rows: QuerySet[Any], identifier: str, framework: str = "framework__") -> Any:
    """Of those who brought in the same, what is everybody's stands for all; else what was there first."""
    own = F(f"{framework}community").asc(nulls_first=True)
    if "\0" in identifier:  # which no database keeps, and PostgreSQL does not even look for
        return None
    return rows.filter(identifier=identifier.lower()).order_by(own, "pk").first()


def _link_to(framework: Framework) -> dict[str, str]:
    return {name: framework.said[name] for name in ("title", "identifier", "uri")}


def _document(framework: Framework) -> dict[str, Any]:
    address = web_address(f"{CASE}/CFPackages/{framework.identifier}")
    return {**framework.said, "CFPackageURI": {**_link_to(framework), "uri": address}}


@require_safe
def documents(request: Request) -> HttpResponseBase:
    """All frameworks that are given out, in pages, ordered and narrowed as asked (section 4.2.1)."""
    rows = list(_open_ones().order_by("pk"))
    try:
        limit = min(_number(request, "limit", _ON_A_PAGE, 1), _MOST_ON_A_PAGE)
        offset, fields = _number(request, "offset", 0, 0), _fields(request)
        shown = _sorted(request, [one for one in map(_document, rows) if _is_asked_for(request, one)])
    except _Asked as wrong:
        return _trouble(400, wrong.minor, str(wrong))
    page = [{name: one[name] for name in one if name in fields} for one in shown[offset : offset + limit]]
    editions = "".join(one.edition for one in rows)
    edition = hashlib.sha256(f"{editions} {request.GET.urlencode()}".encode()).hexdigest()[:32]

    def said() -> HttpResponse:
        response = JsonResponse({"CFDocuments": page})
        response.headers["X-Total-Count"] = str(len(shown))
        response.headers["Link"] = _links(request, limit, offset, len(shown))
        return response

    return _answer(request, edition, said)


def _number(request: Request, name: str, otherwise: int, least: int) -> int:
    text = request.GET.get(name, str(otherwise))
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) < least:
        raise _Asked("invalid_selection_field", f"{name}: a whole number from {least} on.")
    return int(text)


def _fields(request: Request) -> set[str]:
    named = {one.strip() for one in request.GET.get("fields", "").split(",") if one.strip()}
    if named - _MEMBERS:
        raise _Asked("invalid_selection_field", "fields: names of members of a CFDocument, with commas between them.")
    return named or _MEMBERS


def _written(one: dict[str, Any], name: str) -> str:
    value = one.get(name, "")
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _sorted(request: Request, those: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by, order = request.GET.get("sort", ""), request.GET.get("orderBy", "asc")
    if (by and by not in _MEMBERS) or order not in ("asc", "desc"):
        raise _Asked("invalid_sort_field", "sort: a member of a CFDocument; orderBy: asc or desc.")
    return sorted(those, key=lambda one: _written(one, by).casefold(), reverse=order == "desc") if by else those


def _is_asked_for(request: Request, one: dict[str, Any]) -> bool:
    text = request.GET.get("filter", "")
    if not text.strip():
        return True
    first, *more = _JOINED.split(text[:1_000])
    if len(more) > 2:
        raise _Asked("invalid_selection_field", "filter: one rule, or two with AND or OR between them.")
    holds = [_holds(rule, one) for rule in (first, *more[1:])]
    return any(holds) if more and more[0] == "OR" else all(holds)


def _holds(rule: str, one: dict[str, Any]) -> bool:
    found = _RULE.fullmatch(rule)
    if not found or found[1] not in _MEMBERS:
        raise _Asked(
            "invalid_selection_field", "filter: a member of a CFDocument, a comparison and a value, as title~'maths'."
        )
    return _COMPARES[found[2]](_written(one, found[1]).casefold(), found[3].casefold())


def _links(request: Request, limit: int, offset: int, total: int) -> str:
    """Where the other pages are."""
    pages = {"first": 0, "last": (max(total, 1) - 1) // limit * limit}
    if offset + limit < total:
        pages["next"] = offset + limit
    if offset > 0:
        pages["prev"] = max(0, offset - limit)
    asked = {name: value for name, value in request.GET.items() if name in ("sort", "orderBy", "filter", "fields")}
    at = f"{settings.ADDRESS}{CASE}/CFDocuments"
    return ", ".join(
        f'<{at}?{urlencode({"limit": limit, "offset": begins, **asked})}>; rel="{name}"'
        for name, begins in pages.items()
    )


@require_safe
def document(request: Request, identifier: str) -> HttpResponseBase:
    """A framework's own words, and where its package is."""
    found = _first_named(_open_ones(), identifier, "")
    if found is None:
        return _unknown(identifier)
    return _answer(request, found.edition, lambda: JsonResponse(_document(found)))


@require_safe
def package(request: Request, identifier: str) -> HttpResponseBase:
    """All of a framework."""
    found = _first_named(_open_ones(), identifier, "")
    if found is None:
        return _unknown(identifier)
    return _answer(request, found.edition, lambda: _package_of(found))


def _package_of(framework: Framework) -> HttpResponseBase:
    return StreamingHttpResponse(_pieces(framework), content_type="application/json")


def _pieces(framework: Framework) -> Iterator[str]:
    """A package a line for each thing, so that a large one is held by nobody as a whole."""
    yield f'{{"CFDocument":{json.dumps(framework.said)}'
    items = framework.items.filter(withdrawn_at=None).order_by("place").values_list("said", flat=True)
    yield from _listed("CFItems", items)
    parts = framework.parts.order_by("place").values_list("said", flat=True)
    yield from _listed("CFAssociations", parts.filter(kind="CFAssociations"))
    kinds = set(framework.parts.order_by().values_list("kind", flat=True).distinct())
    if defined := [kind for kind in DEFINITIONS if kind in kinds]:
        yield ',"CFDefinitions":{'
        for number, kind in enumerate(defined):
            yield from _listed(kind, parts.filter(kind=kind), comma=number > 0)
        yield "}"
    if "CFRubrics" in kinds:
        yield from _listed("CFRubrics", parts.filter(kind="CFRubrics"))
    yield "}\n"


def _listed(name: str, rows: Any, *, comma: bool = True) -> Iterator[str]:
    yield f'{"," if comma else ""}\n"{name}":['
    for number, said in enumerate(rows.iterator(chunk_size=500)):
        yield f"{',' if number else ''}\n{json.dumps(said)}"
    yield "]"


def _item_named(identifier: str) -> Item | None:
    rows = Item.objects.filter(_is_of_open_one()).select_related("framework")
    found: Item | None = _first_named(rows.filter(withdrawn_at=None), identifier) or _first_named(rows, identifier)
    return found


def _item_said(found: Item) -> dict[str, Any]:
    return {**found.said, "CFDocumentURI": _link_to(found.framework)}


@require_safe
def item(request: Request, identifier: str) -> HttpResponseBase:
    """An item, also one that is withdrawn: badges name it."""
    found = _item_named(identifier)
    if found is None:
        return _unknown(identifier)
    return _answer(request, found.framework.edition, lambda: JsonResponse(_item_said(found)))


@require_safe
def item_associations(request: Request, identifier: str) -> HttpResponseBase:
    """An item with all that connects it."""
    found = _item_named(identifier)
    if found is None:
        return _unknown(identifier)

    def said() -> HttpResponse:
        ends = Q(origin=found.identifier) | Q(destination=found.identifier)
        rows = found.framework.parts.filter(ends, kind="CFAssociations").order_by("place")
        document = _link_to(found.framework)
        those = [{**one, "CFDocumentURI": document} for one in rows.values_list("said", flat=True)]
        return JsonResponse({"CFItem": _item_said(found), "CFAssociations": those})

    return _answer(request, found.framework.edition, said)


@require_safe
def part(request: Request, kind: str, identifier: str) -> HttpResponseBase:
    """An association, a definition or a rubric."""
    rows = Part.objects.filter(_is_of_open_one(), kind=kind).select_related("framework")
    found: Part | None = _first_named(rows, identifier)
    if found is None:
        return _unknown(identifier)

    def said() -> HttpResponse:
        if kind in _SETS:
            return JsonResponse({kind: [found.said, *_below(found)]})
        within = {"CFDocumentURI": _link_to(found.framework)} if kind == "CFAssociations" else {}
        return JsonResponse({**found.said, **within})

    return _answer(request, found.framework.edition, said)


def _below(found: Part) -> list[dict[str, Any]]:
    """What stands under a definition, which their codes say."""
    code = found.said.get("hierarchyCode", "")
    rows = found.framework.parts.filter(kind=found.kind).exclude(pk=found.pk).order_by("place")
    those = rows.values_list("said", flat=True) if code else []
    return [one for one in those if str(one.get("hierarchyCode", "")).startswith(f"{code}.")]


@require_safe
def file(request: Request, framework_pk: int) -> HttpResponseBase:
    """A framework to take along, for whoever may read it."""
    response = _package_of(framework_seen(request.person, framework_pk))
    response.headers["Content-Disposition"] = 'attachment; filename="framework.json"'
    patch_cache_control(response, private=True, no_store=True)
    return response
