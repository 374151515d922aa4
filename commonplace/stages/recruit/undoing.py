"""Bringing back questions that a call asked, and letters of invitation."""

from django.db.models import F
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Audience
from commonplace.commons.communities.open_words import Unnamed
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.mail import send_letter
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before, make_room
from commonplace.stages.recruit.models import Call, CallQuestion, InvitedAddress
from commonplace.stages.recruit.rules import may_open_call, may_take_invitation_back


def _call(kept: PutAway) -> Call | None:
    keys = [row["id"] for _label, row in kept.rows] + [pk for _label, pk, *_rest in kept.changes]
    calls = [row["call_id"] for _label, row in kept.rows]
    calls += CallQuestion.objects.filter(pk__in=keys).values_list("call_id", flat=True)
    return Call.objects.filter(pk__in=calls, ended_at=None).select_related("community").first()


@before("question")
def look_at_its_call(kept: PutAway, by: Person) -> None:
    """Whoever changed the call meanwhile may have asked the same."""
    call = _call(kept)
    if call is None or not may_open_call(by, call.community):
        raise CannotComeBack(_("The call has ended, or is not yours to change any more."))
    words = [row["words"] for _label, row in kept.rows]
    words += CallQuestion.objects.filter(pk__in=[pk for _label, pk, *_rest in kept.changes]).values_list(
        "words", flat=True
    )
    if call.community.audience == Audience.OPEN and Unnamed(by, call.community).surely_named_in(words):
        raise CannotComeBack(_("Strangers would read the name of somebody under 18. Ask it anew without the name."))
    asked = set(call.questions.filter(is_asked=True).values_list("words", flat=True))
    asked_again = call.questions.filter(is_asked=False, words__in=asked).values_list("pk", flat=True)
    kept.rows = [[label, row] for label, row in kept.rows if row["words"] not in asked]
    kept.changes = [change for change in kept.changes if change[1] not in asked_again]


@after("question")
def let_the_call_ask(kept: PutAway, by: Person) -> None:
    call = _call(kept)
    if call is not None:
        make_room(call.questions.filter(is_asked=True), kept)
        Call.objects.filter(pk=call.pk).update(version=F("version") + 1)
        record("call.changed", by=by, community=call.community, call=call.pk)


@after("letter of invitation")
def let_it_go_out(kept: PutAway, by: Person) -> None:
    """What had not gone out goes out after all."""
    for _label, row in kept.rows:
        send_letter.enqueue(row["id"])


@before("letter of invitation")
def look_who_invites(kept: PutAway, by: Person) -> None:
    """Whoever brings an invitation back has to be able to write one, and nobody is invited twice."""
    _label, key, *_rest = kept.changes[0]
    invited = InvitedAddress.objects.select_related("community").filter(pk=key).first()
    if invited is None or not may_take_invitation_back(by, invited.community):
        raise CannotComeBack(_("You do not invite people there any more."))
    again = InvitedAddress.objects.waiting().filter(community=invited.community, email=invited.email)
    if again.exists():
        raise CannotComeBack(_("%(address)s is invited again by now.") % {"address": invited.email})
