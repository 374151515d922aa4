"""Resources that hang together, on their pages; and what people learn from, on the pages of what they make."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Addition, Kind, add, register
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.prepared import prepared
from commonplace.stages.make import kinds as making
from commonplace.stages.resources.models import Brought, LearntFrom
from commonplace.stages.resources.rules import LEARNS, may_say_learnt_from

A_PAGE = 100
_MOST_LEARNT_FROM = 40
_NOTHING_MORE = dict.fromkeys(("brought", "collection", "before", "after", "pages_in_it", "first_page"))


@prepared
def _brought(entry: int) -> QuerySet[Brought]:
    return Brought.objects.filter(pk=entry)


@prepared
def _collections(viewer: Person | None, key: int) -> QuerySet[Entry]:
    return Entry.objects.visible_to(viewer).filter(pk=key).only("id", "title", "kind")


def pages_of(viewer: Person | None, collection: int) -> QuerySet[Entry]:
    """What hangs on a resource, as far as somebody sees it, in its order."""
    seen = Entry.objects.visible_to(viewer).filter(as_brought__collection=collection, shared_at__isnull=False)
    return seen.select_related("as_brought").only("id", "title", "as_brought__place", "as_brought__level")


def _beside(viewer: Person | None, brought: Brought) -> dict[str, Any]:
    """The collection that a page hangs on, and its pages before and after."""
    if brought.collection_id is None:
        return {}
    collection = next(iter(_collections(viewer=viewer, key=brought.collection_id)), None)
    if collection is None:
        return {}
    seen = pages_of(viewer, brought.collection_id)
    place = Q(as_brought__place=brought.place)
    before = Q(as_brought__place__lt=brought.place) | (place & Q(pk__lt=brought.pk))
    after = Q(as_brought__place__gt=brought.place) | (place & Q(pk__gt=brought.pk))
    return {
        "collection": collection,
        "before": seen.filter(before).order_by("-as_brought__place", "-pk").first(),
        "after": seen.filter(after).order_by("as_brought__place", "pk").first(),
    }


def _resource(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    viewer = request.person  # type: ignore[attr-defined]
    shown = making.RESOURCE.context(request, entry) | _NOTHING_MORE
    brought = next(iter(_brought(entry=entry.pk)), None)
    if brought is None:
        return shown
    shown |= {"brought": brought, **_beside(viewer, brought)}
    if brought.collection_id is None:
        pages = pages_of(viewer, entry.pk).order_by("as_brought__place", "pk")
        page = Paginator(pages, A_PAGE).get_page(request.GET.get("page"))
        # A text that lists its pages itself is not followed by the same list.
        lists_them = entry.body_html.count('<a href="/e/') * 2 > page.paginator.count
        shown |= {"pages_in_it": page} if page.paginator.count and not lists_them else {}
        shown["first_page"] = page.object_list[0] if page.number == 1 and page.paginator.count else None
    return shown


RESOURCE = register(replace(making.RESOURCE, template="resources/resource.html", context=_resource))
PAGE = register(
    Kind(
        "page",
        _("Page of a resource"),
        template="resources/resource.html",
        context=_resource,
        edit=making.RESOURCE.edit,
        in_streams=False,  # what they hang on stands there, once for all of them
    )
)


@prepared
def learnt_from(viewer: Person | None, entry: int) -> QuerySet[LearntFrom]:
    """What stands beside an entry to learn from, as far as somebody sees it."""
    seen = Entry.objects.visible_to(viewer).filter(pk=OuterRef("resource"), shared_at__isnull=False)
    rows = LearntFrom.objects.filter(Exists(seen), entry=entry).select_related("resource")
    return rows.order_by("place", "pk")[:_MOST_LEARNT_FROM]


def _to_learn_from(viewer: Person | None, entry: Entry) -> dict[str, Any]:
    return {
        "to_learn_from": learnt_from(viewer=viewer, entry=entry.pk),
        "may_say_learnt_from": may_say_learnt_from(viewer, entry),
    }


add(Addition(LEARNS, "resources/to_learn_from.html", _to_learn_from))
