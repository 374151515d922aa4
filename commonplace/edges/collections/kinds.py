"""Collections as a kind of entry."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, register
from commonplace.commons.entries.models import Entry
from commonplace.edges.collections.reading import seen_in


def _collection(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    return {"chosen": seen_in(entry.pk, request.person)}  # type: ignore[attr-defined]


COLLECTION = register(
    Kind(
        "collection",
        _("Collection"),
        template="collections/collection.html",
        context=_collection,
        shared_by_button=True,
    )
)
