"""The design as a kind of entry."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.kinds import Kind, register
from commonplace.commons.entries.models import Entry
from commonplace.stages.design.comparing import said_then
from commonplace.stages.design.document import document_of
from commonplace.stages.design.reading import read_design


def _context(request: HttpRequest, entry: Entry) -> dict[str, Any]:
    design = entry.as_design
    design.community = entry.community  # type: ignore[assignment]
    return {"parts": read_design(design, document_of(design))}


def _edit_address(entry: Entry) -> str:
    return f"{entry.community.address}design/edit/" if entry.community else entry.address


DESIGN = register(
    Kind(
        "design",
        _("Design"),
        template="design/entry.html",
        context=_context,
        edit=_edit_address,
        in_streams=False,
        said=said_then,
    )
)
