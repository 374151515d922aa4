"""What people from outside gave leaves some time after its end: answers to calls, invited addresses. Members' is kept."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q

from commonplace.commons.communities.models import Membership
from commonplace.commons.people.models import Commons
from commonplace.ground import clock
from commonplace.stages.recruit.invitation_letters import forget_letter
from commonplace.stages.recruit.models import Application, InvitedAddress


def forget_applications() -> None:
    """Delete answers to calls that ended, by themselves or with their community, so long ago as the host says.

    A call that nobody ended is over when its community's last day is; what was answered since then has as long from then on.
    Whoever belongs to the community, or did until less long ago, keeps theirs, and whoever is offered a seat
    keeps it as long as it is held.
    """
    before = clock.now() - timedelta(days=Commons.current().outsiders_kept_days)
    is_over = Q(call__ended_at__lt=before) | Q(call__closes_at__lt=before) | Q(call__community__closed_at__lt=before)
    is_over |= Q(call__community__ends_on__lt=before.date(), at__lt=before)
    belongs = Membership.objects.filter(community=OuterRef("call__community"), person=OuterRef("person"))
    belongs = belongs.filter(Q(left_at=None) | Q(left_at__gte=before))
    is_held = Q(state=Application.State.OFFERED, offered_until__gt=clock.now())
    Application.objects.filter(is_over).exclude(Exists(belongs)).exclude(is_held).delete()


def forget_invited() -> None:
    """Delete addresses and their letters so long after an invitation lapsed, or its community closed, as the host says."""
    before = clock.now() - timedelta(days=Commons.current().outsiders_kept_days)
    gone = InvitedAddress.objects.filter(Q(lapses_at__lt=before) | Q(community__closed_at__lt=before))
    for invited in gone.only("letter"):
        forget_letter(invited)
    gone.delete()
