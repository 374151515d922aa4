"""A person's own calendar: an address that nobody can guess, by which programs read what concerns them."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.tokens import digest_of, new_token
from commonplace.ground import clock
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening, PutAway
from commonplace.ground.put_away import put_away
from commonplace.stages.gather.feeds import gatherings_for
from commonplace.stages.gather.models import CalendarAddress, Coming


@transaction.atomic
def make_address(person: Person) -> str:
    """A new secret, which the address ends in. The one before it, if any, leads nowhere from then on."""
    token = new_token()
    CalendarAddress.objects.update_or_create(
        person=person, defaults={"digest": digest_of(token), "made_at": clock.now()}
    )
    return token


@transaction.atomic
def end_address(person: Person) -> PutAway | None:
    """Have the address lead nowhere; for an hour they can make it work again. None where there is none."""
    address = CalendarAddress.objects.select_for_update().filter(person=person).first()
    if address is None:
        return None
    words = _("The address of your calendar leads nowhere any more.")
    return put_away("calendar address", person, words, "/me/calendar/", gone=[address])


def whose(token: str) -> Person | None:
    """Whose calendar a secret opens; None for nobody who is here."""
    found = CalendarAddress.objects.filter(
        digest=digest_of(token), person__left_at=None, person__account__is_active=True
    )
    address = found.select_related("person").first()
    return address.person if address else None


def concerning(person: Person) -> QuerySet[Entry]:
    """Of the gatherings that somebody may see, those of their communities, and those to which they may come."""
    mine = Community.objects.of(person).values("pk")
    may_come = Coming.objects.filter(person=person).exclude(answer=Coming.Answer.NO).values("gathering")
    return gatherings_for(person).filter(Q(community__in=mine) | Q(pk__in=may_come))


@hears("person.left")
def forget_address(happening: Happening) -> None:
    """Whoever left has no calendar here."""
    CalendarAddress.objects.filter(person=happening.by_id).delete()
