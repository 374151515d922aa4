"""What people do about questions after gatherings: choose them; and the asking itself, once a gathering is over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean_line
from commonplace.stages.gather.models import Attendance, Coming, Gathering
from commonplace.stages.reflect.models import Prompt
from commonplace.stages.reflect.prompts import NONE, OURS

# People are on their way home first; and whoever was away for long does not ask after what was long ago.
_AFTER, _AT_MOST = timedelta(minutes=30), timedelta(days=2)


class ChosenMeanwhile(Exception):
    """Somebody else chose a question since the page was opened."""


def edition_of(prompt: Prompt | None) -> str:
    """What a page carries, so that two who choose at once are told apart."""
    return f"{prompt.pk}-{prompt.chosen_at.timestamp()}" if prompt else ""


@transaction.atomic
def choose_prompt(
    gathering: Gathering, by: Person, *, key: str, words: str = "", always: bool = False, based_on: str | None = None
) -> Prompt:
    """Choose what is asked after a gathering, and with `always` after each for which nothing else is chosen.

    Raises ChosenMeanwhile, having changed nothing, where `based_on` is no longer what stands.
    """
    community = Community.objects.select_for_update().get(pk=gathering.community_id)
    standing = Prompt.objects.filter(gathering=gathering).first()
    if based_on is not None and based_on != edition_of(standing):
        raise ChosenMeanwhile
    said: dict[str, Any] = {
        "key": key,
        "words": "" if key in OURS or key == NONE else clean_line(words)[:200],
        "by": by,
        "chosen_at": clock.now(),
    }
    if always:
        Prompt.objects.update_or_create(community=community, gathering=None, defaults=said)
    chosen, _is_new = Prompt.objects.update_or_create(community=community, gathering=gathering, defaults=said)
    record("prompt.chosen", by=by, entry=gathering.entry, community=community)
    return chosen


def who_came(gathering: Gathering) -> list[int]:
    """Those who were there and have an account; where nobody kept who was, those who said that they would be."""
    came = Attendance.objects.filter(gathering=gathering)
    people = came if came.exists() else Coming.objects.filter(gathering=gathering, answer=Coming.Answer.YES)
    return sorted(people.filter(person__left_at=None, person__isnull=False).values_list("person", flat=True))


def _due(now: datetime) -> QuerySet[Gathering]:
    own = Prompt.objects.filter(gathering=OuterRef("pk"))
    usual = Prompt.objects.filter(community=OuterRef("community"), gathering=None).exclude(key=NONE)
    over = Gathering.objects.filter(ends_at__range=(now - _AT_MOST, now - _AFTER), cancelled_at=None)
    over = over.filter(entry__shared_at__isnull=False, entry__hidden_at=None, community__closed_at=None)
    waiting = Q(Exists(own.filter(asked_at=None).exclude(key=NONE))) | Q(~Exists(own), Exists(usual))
    return over.filter(waiting).select_related("entry", "community").order_by("ends_at")


def ask_after_gatherings(now: datetime) -> None:
    """Ask those who came to what has ended, each gathering once."""
    for gathering in _due(now):
        _ask(gathering)


@transaction.atomic
def _ask(gathering: Gathering) -> None:
    prompt = Prompt.objects.select_for_update().filter(gathering=gathering).first()
    if prompt is None:
        usual = Prompt.objects.filter(community=gathering.community_id, gathering=None).first()
        if usual is None:
            return
        prompt = Prompt(
            community_id=gathering.community_id,
            gathering=gathering,
            key=usual.key,
            words=usual.words,
            by_id=usual.by_id,
            chosen_at=usual.chosen_at,
        )
    if prompt.asked_at is None:
        prompt.asked_at = clock.now()
        prompt.save()
        record("prompt.asked", entry=gathering.entry, community=gathering.community)
