"""Opening a call, changing it, ending it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import ngettext

from commonplace.commons.communities.actions import move_stage
from commonplace.commons.communities.models import Community, Stage
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import let_go, put_away
from commonplace.ground.text import clean, clean_line, render
from commonplace.stages.recruit.models import OFFER_HOURS, Call, CallQuestion
from commonplace.stages.recruit.rules import call_in_hand_of
from commonplace.stages.recruit.seats import let_unread_wait, locked, settle_offers

Questions = Iterable[tuple[str, bool]]


class CallChangedMeanwhile(Exception):
    """Somebody else changed the call, or opened one, since this form was opened. `current` is what stands now."""

    def __init__(self, current: Call) -> None:
        super().__init__("changed meanwhile")
        self.current = current


@transaction.atomic
def open_call(
    community: Community,
    by: Person,
    *,
    words: str,
    seats: int,
    questions: Questions = (),
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    asks_approval: bool = False,
    draws_lots: bool = False,
    offer_hours: int = OFFER_HOURS,
) -> Call:
    """Invite people into a community, which thereby stands at Recruit if it had not come so far.

    Raises CallChangedMeanwhile where a call has not been ended yet: a community has one at a time.
    """
    community.closed_at = Community.objects.select_for_update(no_key=True).get(pk=community.pk).closed_at
    refuse_closed(community)
    in_hand = call_in_hand_of(community)
    if in_hand:
        raise CallChangedMeanwhile(in_hand)
    call = Call.objects.create(
        community=community,
        words=clean(words),
        words_html=render(clean(words)),
        seats=seats,
        opens_at=opens_at or clock.now(),
        closes_at=closes_at,
        asks_approval=asks_approval,
        draws_lots=draws_lots,
        offer_hours=offer_hours,
    )
    _ask(call, questions, by)
    if community.stage < Stage.RECRUIT:
        move_stage(community, by, Stage.RECRUIT)
    record("call.opened", by=by, community=community, call=call.pk)
    return call


@transaction.atomic
def change_call(call: Call, by: Person, *, based_on: int, questions: Questions | None = None, **fields: Any) -> Call:
    """Change a call that is not ended. `fields` are its columns. Seats that it gains are offered to those in line.

    Where answers are read first no more, those that nobody has read stand in line as they came, before whoever answers now.
    Raises CallChangedMeanwhile, having changed nothing, where it is no longer at the version `based_on`.
    """
    if "words" in fields:
        fields["words"] = clean(fields["words"])
        fields["words_html"] = render(fields["words"])
    standing = Call.objects.filter(pk=call.pk, version=based_on, ended_at=None)
    is_current = standing.update(version=F("version") + 1, **fields)
    call.refresh_from_db()
    if not is_current:
        raise CallChangedMeanwhile(call)
    if questions is not None:
        call.asks_no_more = _ask(call, questions, by)
    record("call.changed", by=by, community=call.community, call=call.pk)
    held = locked(call.pk)
    let_unread_wait(held)
    settle_offers(held)
    return call


def _ask(call: Call, questions: Questions, by: Person) -> PutAway | None:
    """Let the call ask these questions, in this order. One that is worded anew is a new question.

    Returns what is asked no more, if anything, for `by` to bring it back.
    """
    standing = {question.words: question for question in call.questions.filter(is_asked=True)}
    wanted = {clean_line(words)[:200]: is_required for words, is_required in questions if clean_line(words)}
    kept = _ask_no_more(call, [question for words, question in standing.items() if words not in wanted], by)
    for place, (words, is_required) in enumerate(wanted.items()):
        if words in standing:
            call.questions.filter(pk=standing[words].pk).update(place=place, is_required=is_required)
        else:
            CallQuestion.objects.create(call=call, words=words, is_required=is_required, place=place)
    return kept


def _ask_no_more(call: Call, questions: list[CallQuestion], by: Person) -> PutAway | None:
    """What somebody answered stays, and is asked nobody any more; the others go."""
    if not questions:
        return None
    said = ngettext("A question is asked no more: %(words)s", "Questions are asked no more: %(words)s", len(questions))
    words = said % {"words": " · ".join(question.words for question in questions)}
    answered = call.questions.filter(pk__in=[one.pk for one in questions], answers__isnull=False).distinct()
    keys = list(answered.values_list("pk", flat=True))
    changes = let_go(call.questions.filter(pk__in=keys), "is_asked", False)
    gone = [one for one in questions if one.pk not in keys]
    return put_away("question", by, words, f"{call.community.address}call/", gone=gone, changes=changes)


@transaction.atomic
def end_call(call: Call, by: Person) -> None:
    """End a call for good. Answers stay, and those that wait can still be decided; no seat is offered any more."""
    if Call.objects.filter(pk=call.pk, ended_at=None).update(ended_at=clock.now(), version=F("version") + 1):
        record("call.ended", by=by, community=call.community, call=call.pk)
        settle_offers(locked(call.pk))
    call.refresh_from_db()
