"""Bringing back a session that was taken back."""

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import closed_words, is_open
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.open_words import why_not_said_again
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.models import OpenSpace, Place

_PLACE = Place._meta.label_lower


@before("session")
def look_at_its_board(kept: PutAway, by: Person) -> None:
    """Its gathering has to be there and open; and where something else has its place by now, it comes back without one."""
    row = kept.rows[0][1]
    entry = Entry.objects.visible_to(by).select_related("community").filter(pk=row["space_id"]).first()
    space = OpenSpace.objects.filter(pk=row["space_id"]).first()
    if entry is None or space is None:
        raise CannotComeBack(_("What it belonged to is gone, or not open to you any more."))
    community: Community | None = entry.community
    if not is_open(community):
        raise CannotComeBack(closed_words(community))
    if space.agreed_at is not None:
        raise CannotComeBack(_("The board is agreed on, so nothing comes to it any more."))
    kept.rows = [
        [label, place]
        for label, place in kept.rows
        if label != _PLACE or not Place.objects.filter(slot=place["slot_id"], venue=place["venue_id"]).exists()
    ]


@after("session")
def make_session_known(kept: PutAway, by: Person) -> None:
    """It is on the board again, where nobody is in two places at once."""
    row = kept.rows[0][1]
    entry = Entry.objects.select_related("community").get(pk=row["space_id"])
    why_not = why_not_said_again(by, entry, [row["title"], row["words"], row["topic"]])
    if why_not:
        raise CannotComeBack(why_not)
    space = OpenSpace.objects.select_related("gathering__entry").get(pk=row["space_id"])
    board = Board(space)
    fitting = {key for key, *_where in board.fits(board.standing)}
    Place.objects.filter(proposal=row["id"]).exclude(proposal__in=fitting).delete()
    OpenSpace.objects.filter(pk=space.pk).update(version=space.version + 1)
    record("session.brought_back", by=by, entry=entry, community=entry.community, proposal=row["id"])
