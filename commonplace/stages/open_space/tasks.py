"""Filling a board, beside the pages. It may take up to a minute."""

import logging
import subprocess

from django.db import DatabaseError, transaction
from django_tasks import task

from commonplace.commons.communities.rules import is_open, refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.queue import LONG
from commonplace.stages.open_space.actions import BoardChanged, lay, locked, say_how_filling_goes
from commonplace.stages.open_space.boards import Board, Standing
from commonplace.stages.open_space.filling import Filled, fill_apart
from commonplace.stages.open_space.models import OpenSpace

logger = logging.getLogger(__name__)


@transaction.atomic
def ask_to_fill(space: OpenSpace, by: Person) -> None:
    """Have the board filled. Asked twice while it is being filled, it is filled once."""
    current = locked(space)
    refuse_closed(current.gathering.entry.community)
    if current.agreed_at is not None or current.filling_since is not None:
        return
    current.filling_since, current.trouble, current.waiting = clock.now(), False, None
    current.save(update_fields=["filling_since", "trouble", "waiting"])
    fill_board.enqueue(current.pk, by.pk)
    say_how_filling_goes(current, by)


@task(queue_name=LONG)
def fill_board(space_id: int, by_id: int) -> None:
    """Fill the board of an open space, and lay it down where nobody changed it meanwhile; else it waits to be looked at."""
    space = OpenSpace.objects.select_related("gathering__entry__community").filter(pk=space_id).first()
    if space is None or space.filling_since is None:
        return
    board = Board(space)
    try:
        filled = fill_apart(board.problem)
        _bring(space, board.from_numbers(filled.places), filled, Person.objects.filter(pk=by_id).first())
    except (subprocess.SubprocessError, OSError, ValueError, DatabaseError):
        logger.exception("The board of an open space could not be filled.")
        asked = OpenSpace.objects.filter(pk=space_id, filling_since=space.filling_since)
        if asked.update(filling_since=None, trouble=True):
            say_how_filling_goes(space, None)


@transaction.atomic
def _bring(asked: OpenSpace, standing: list[Standing], filled: Filled, by: Person | None) -> None:
    if not OpenSpace.objects.filter(pk=asked.pk).exists():
        return  # deleted meanwhile
    space = locked(asked)
    if space.filling_since != asked.filling_since:
        return  # it was agreed on meanwhile, and perhaps opened and asked for again
    if space.agreed_at is not None or not is_open(space.gathering.entry.community):
        space.filling_since = None
    elif space.version == asked.version:
        lay(space, by, standing, is_filled=True, is_best=filled.is_best, has_solver=filled.has_solver)
    else:
        space.filling_since = None
        space.waiting = {"standing": standing, "has_solver": filled.has_solver}
        say_how_filling_goes(space, by)
    space.save()


@transaction.atomic
def lay_waiting(space: OpenSpace, by: Person, *, based_on: int) -> None:
    """Lay down the board that was ready when another one stood already. Raises BoardChanged."""
    current = locked(space)
    refuse_closed(current.gathering.entry.community)
    if current.waiting is None or current.agreed_at is not None or current.version != based_on:
        raise BoardChanged
    standing = [(key, slot, venue, bool(fixed)) for key, slot, venue, fixed in current.waiting["standing"]]
    # What was fixed by hand meanwhile stays where it is.
    fixed = [one for one in Board(current).standing if one[3]]
    there = {one[0] for one in fixed}
    rest = [one for one in standing if one[0] not in there]
    lay(current, by, [*fixed, *rest], is_filled=True, has_solver=current.waiting["has_solver"])
