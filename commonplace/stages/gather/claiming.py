"""Guests who joined since: what they said becomes theirs. And guests who are forgotten."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from commonplace.commons.people.models import Commons, Person
from commonplace.ground import clock
from commonplace.stages.gather.guest_letters import forget_letters
from commonplace.stages.gather.models import Attendance, Coming, Guest
from commonplace.stages.gather.places import locked, settle

# As long as a link by which an address is confirmed works.
UNCONFIRMED = timedelta(days=7)


def claim_guests(person: Person) -> None:
    """What was said by the address that somebody has confirmed is theirs from now on."""
    email = person.login.email
    if not email:
        return
    for guest in Guest.objects.filter(email=email).order_by("gathering"):
        _claim(guest.pk, guest.gathering_id, person)


@transaction.atomic
def _claim(key: int, gathering_id: int, person: Person) -> None:
    gathering = locked(gathering_id)
    said = Coming.objects.filter(guest=key).first()
    own = gathering.coming.filter(person=person).first()
    counts = {Coming.Answer.YES, Coming.Answer.OFFERED, Coming.Answer.WAITLISTED}
    if said is not None and (own is None or own.answer not in counts):
        if own is not None:
            own.delete()
        said.person, said.guest = person, None
        said.save(update_fields=["person", "guest"])
    was_there = Attendance.objects.filter(guest=key)
    if gathering.attendances.filter(person=person).exists():
        was_there.delete()
    else:
        was_there.update(person=person, guest=None)
    Guest.objects.filter(pk=key).delete()
    settle(gathering)


@transaction.atomic
def forget_guest(guest: Guest) -> None:
    """Nothing of a guest is kept, and their place goes to the next in line."""
    gathering = locked(guest.gathering_id)
    forget_letters(guest)
    Guest.objects.filter(pk=guest.pk).delete()
    settle(gathering)


def forget_guests() -> None:
    """Forget who confirmed nothing, and who came so long ago as the host says."""
    now = clock.now()
    kept = timedelta(days=Commons.current().outsiders_kept_days)
    is_over = Q(gathering__ends_at__lt=now - kept)
    for guest in Guest.objects.filter(Q(confirmed_at=None, asked_at__lt=now - UNCONFIRMED) | is_over):
        with transaction.atomic():
            forget_letters(guest)
            guest.delete()
