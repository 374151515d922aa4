"""What mentors write can wait until peers have spoken, so that peers do not say what they heard from them.

It is sent, and is a draft meanwhile, which nobody but its writer sees. It goes by itself once a peer has spoken; in a round once as
many have as the round asks for, or the round is over; and after a week in any case.
"""

from datetime import timedelta

from django.db import transaction

from commonplace.commons.entries.actions import share_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.rules import may_share
from commonplace.ground import clock
from commonplace.stages.critique.models import Asking, Critique, Round
from commonplace.stages.critique.rules import can_be_read_by_others

_LONGEST = timedelta(days=7)


def has_to_wait(of: Entry) -> bool:
    """Whether what a mentor writes of an entry waits now."""
    if not Asking.objects.filter(entry=of, peers_first=True).exists():
        return False
    now = clock.now()
    rounds = Round.objects.filter(put_in__entry=of, peers_first=True, opens_at__lte=now)
    each = list(rounds.filter(closes_at__gt=now).values_list("each", flat=True))
    if not each and rounds.exists():
        return False
    spoken = Critique.objects.filter(of=of, by_mentor=False, entry__shared_at__isnull=False).count()
    return spoken < max(each, default=1)


def let_go(of: Entry | None = None) -> None:
    """Let what has waited long enough be read: of one entry, or of all."""
    waiting = Critique.objects.filter(waits_since__isnull=False, entry__shared_at=None)
    if of is not None:
        waiting = waiting.filter(of=of)
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        _let_go(key)


@transaction.atomic
def _let_go(key: int) -> None:
    critique = Critique.objects.select_for_update(of=("self",)).select_related("of", "entry__community").get(pk=key)
    since, by = critique.waits_since, critique.entry.authors.first()
    if since is None or by is None:
        return
    is_long = since <= clock.now() - _LONGEST
    is_read = critique.of is not None and can_be_read_by_others(critique.of) and may_share(by, critique.entry)
    if critique.of is None or not is_read:
        # What it is of may come back within the week, and who wrote it; else it stays a draft.
        if is_long:
            critique.waits_since = None
            critique.save(update_fields=["waits_since"])
    elif is_long or not has_to_wait(critique.of):
        critique.waits_since = None
        critique.save(update_fields=["waits_since"])
        share_entry(critique.entry, by)
