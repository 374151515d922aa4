"""What changing a work and changing a resource have in common: who may, which version was read, and two who write at once."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.entries.rules import may_edit, why_not_changed
from commonplace.commons.entries.together import SharedForm
from commonplace.commons.people.doors import SignedInRequest


@dataclass(frozen=True)
class Theirs:
    """What somebody else wrote into the entry since the form was opened, and who they are."""

    entry: Entry
    revision: Revision | None
    lines: list[str]


def entry_to_edit(request: SignedInRequest, pk: int, kind: str, refusal: str, *like: str) -> Entry:
    """The work or resource, if this person may see it; refused in these words to whom did not make it.

    Kinds that are `like` it have their columns in its table.
    """
    seen = Entry.objects.visible_to(request.person).of_kind(kind, *like)
    rows = seen.select_related("community", "made_from", "team", f"as_{kind}")
    entry = get_object_or_404(rows, pk=pk)
    if not may_edit(request.person, entry):
        raise PermissionDenied(why_not_changed(request.person, entry, refusal))
    return entry


def based_on(form: SharedForm) -> int:
    """The version that the form was filled from; what is no number is older than every version."""
    given = form.data.get("based_on", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def theirs(entry: Entry, *columns: str, kind: str = "") -> Theirs:
    """How the entry stands now that `EditedMeanwhile` was raised; `columns` of its kind are shown beside its words."""
    revision = entry.revisions.select_related("by").order_by("-number").first()
    row = getattr(entry, f"as_{kind or entry.kind}")
    return Theirs(entry, revision, [line for column in columns if (line := str(getattr(row, column)))])
