"""Forming teams, beside the pages; and forgetting what people said for it."""

import logging
import subprocess
from contextlib import closing

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django_tasks import task

from commonplace.commons.communities.rules import is_open, refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.queue import LONG
from commonplace.stages.team.actions import lay, locked
from commonplace.stages.team.apart import Formed, formed_apart
from commonplace.stages.team.models import Forming
from commonplace.stages.team.saying import forget_what_is_over
from commonplace.stages.team.standing import Standing

logger = logging.getLogger(__name__)

# How much further it has to be, from 0 to 1, until that is told again: every page that looks on is fetched anew then.
_TELL_EVERY = 0.02


@transaction.atomic
def ask_to_form(forming: Forming, by: Person) -> bool:
    """Have teams proposed anew. Asked twice while they are, they are proposed once; once people were told, no more.

    Returns whether it was asked for.
    """
    current = locked(forming)
    refuse_closed(current.community)
    if current.settled_at is not None or current.told_at is not None or current.forming_since is not None:
        return False
    current.forming_since, current.share, current.trouble, current.takes_now = clock.now(), 0.0, False, False
    current.save(update_fields=["forming_since", "share", "trouble", "takes_now"])
    record("teams.forming", by=by, community=current.community, forming=current.pk)
    form_teams.enqueue(current.pk)
    return True


@transaction.atomic
def take_now(forming: Forming, by: Person) -> bool:
    """Have the best teams so far, instead of waiting for better ones. Returns whether any are being formed."""
    current = locked(forming)
    refuse_closed(current.community)
    if current.forming_since is None:
        return False
    current.takes_now = True
    current.save(update_fields=["takes_now"])
    record("teams.taken_now", by=by, community=current.community, forming=current.pk)
    return True


@task(queue_name=LONG)
def form_teams(forming_id: int) -> None:
    """Form teams, and propose them. Whoever joins while that is done gets a seat as one who comes late."""
    forming = Forming.objects.select_related("community").filter(pk=forming_id).first()
    if forming is None or forming.forming_since is None:
        return
    standing = Standing(forming)
    asked = Forming.objects.filter(pk=forming.pk, forming_since=forming.forming_since)
    try:
        last = None
        with closing(formed_apart(standing.problem())) as better:
            for last in better:
                if not _goes_on(asked, last):
                    break
        if last is not None:
            _bring(forming, standing, last.teams, is_best=last.is_best)
    except (subprocess.SubprocessError, OSError, ValueError, DatabaseError):
        logger.exception("The teams of a community could not be formed.")
        with transaction.atomic():
            if asked.update(forming_since=None, trouble=True):
                record("teams.forming", community=forming.community, forming=forming.pk)


@transaction.atomic
def _goes_on(asked: QuerySet[Forming], so_far: Formed) -> bool:
    """Tell how far it is, to whoever looks on; False where nobody wants better teams: these are taken, or it was given up meanwhile."""
    forming = asked.select_related("community").first()
    if forming is None or (forming.takes_now and so_far.share):
        return False
    if so_far.share - forming.share >= _TELL_EVERY:
        asked.update(share=so_far.share)
        record("teams.forming", community=forming.community, forming=forming.pk)
    return True


@transaction.atomic
def _bring(asked: Forming, standing: Standing, teams: list[list[int]], *, is_best: bool) -> None:
    if not Forming.objects.filter(pk=asked.pk).exists():
        return  # given up meanwhile
    forming = locked(asked)
    if forming.forming_since != asked.forming_since:
        return
    forming.forming_since, forming.share = None, 1.0
    if forming.settled_at is None and forming.told_at is None and is_open(forming.community):
        lay(forming, standing, teams, is_best=is_best)
        forming.version += 1
        record("teams.proposed", community=forming.community, forming=forming.pk)
    forming.save()


@task()
def forget_statements() -> None:
    """Forget what people said for teams long ago. Comes by once a day."""
    forget_what_is_over()
