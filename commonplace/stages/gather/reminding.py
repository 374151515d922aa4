"""Reminders: who comes hears of it once more, at the moments and with the words that those who planned it chose.

What is due is told from when the gathering begins now, never from when it was to begin: whoever moves it moves its
reminders. Each is marked on the row of whoever gets it, in the transaction that writes the letter, so that none comes twice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import Commons, MailRhythm, Person
from commonplace.commons.people.no_letters import stop_address
from commonplace.ground.happenings import record
from commonplace.ground.local_time import zone_called
from commonplace.ground.mail import write_letter
from commonplace.ground.models import Happening
from commonplace.ground.text import clean
from commonplace.stages.gather.calendars import letter_calendar
from commonplace.stages.gather.guest_letters import may_be_written_to, remind_guest
from commonplace.stages.gather.models import Coming, Gathering
from commonplace.stages.gather.reminder_words import reminder_letter

EARLIEST = timedelta(days=7)


def send_reminders(now: datetime) -> None:
    """Remind those who come to what is near."""
    near = Gathering.objects.filter(starts_at__gt=now, starts_at__lte=now + EARLIEST, cancelled_at=None)
    near = near.filter(entry__shared_at__isnull=False, entry__hidden_at=None, community__closed_at=None)
    for gathering in near.select_related("entry__community").order_by("starts_at", "pk"):
        minutes = _due(gathering, now)
        if minutes is None:
            continue
        moment = gathering.starts_at - timedelta(minutes=minutes)
        coming = gathering.coming.filter(answer=Coming.Answer.YES, at__lt=moment)
        for row in coming.exclude(reminded_of=gathering.starts_at, reminded_minutes__lte=minutes).order_by("pk"):
            _remind(gathering, row.pk, minutes)


def _due(gathering: Gathering, now: datetime) -> int | None:
    """The last reminder whose moment has come, by its minutes; earlier ones that were missed are passed over."""
    left = gathering.starts_at - now
    return min((one for one in gathering.remind_before if timedelta(minutes=one) >= left), default=None)


@transaction.atomic
def _remind(gathering: Gathering, key: int, minutes: int) -> None:
    standing = Coming.objects.filter(pk=key, answer=Coming.Answer.YES)
    open_still = standing.exclude(reminded_of=gathering.starts_at, reminded_minutes__lte=minutes)
    if not open_still.update(reminded_of=gathering.starts_at, reminded_minutes=minutes):
        return
    row = Coming.objects.select_related("person__account", "guest").get(pk=key)
    if row.person is not None:
        _remind_person(gathering, row.person, key)
    elif row.guest is not None and may_be_written_to(gathering):
        remind_guest(row.guest, gathering)


def _remind_person(gathering: Gathering, person: Person, key: int) -> None:
    entry = gathering.entry
    if person.left_at or not Entry.objects.visible_to(person).filter(pk=entry.pk).exists():
        return
    happening = record("gathering.near", entry=entry, community=entry.community, coming=key)
    _notice(person, happening, is_mailed=_mail(person, gathering))


def _notice(person: Person, happening: Happening, *, is_mailed: bool) -> None:
    Notice.objects.create(
        person=person,
        happening_id=happening.pk,
        kind=happening.kind,
        entry_id=happening.entry_id,
        community_id=happening.community_id,
        at=happening.at,
        mailed_at=happening.at if is_mailed else None,
    )


def _mail(person: Person, gathering: Gathering) -> bool:
    """A letter to somebody who wants letters and has an address; whether there was one."""
    account = person.account
    if not settings.MAIL_IS_SENT or account is None or not account.email or person.mail_rhythm == MailRhythm.NEVER:
        return False
    commons, entry = Commons.current(), gathering.entry
    entry.as_gathering = gathering
    with (
        translation.override(person.language or commons.language),
        timezone.override(zone_called(person.zone or commons.zone)),
    ):
        page = f"{settings.ADDRESS}{entry.address}coming/"
        subject, words = reminder_letter(gathering, person.display_name, page)
        words += f"\n\n-- \n{commons.name}\n{settings.ADDRESS}/"
        calendars = [letter_calendar([entry], (entry.community or commons).name)]
        write_letter(account.email, subject, words, stop_address=stop_address(person), calendars=calendars)
    return True


@transaction.atomic
def change_reminders(
    gathering: Gathering, by: Person, *, remind_before: list[int], reminder: str, later: Iterable[Gathering] = ()
) -> None:
    """Say when those who come are reminded, and what they read with it; of later ones alike, where they are given."""
    words, minutes = clean(reminder).strip(), sorted(remind_before, reverse=True)
    keys = [gathering.pk, *(one.pk for one in later)]
    Gathering.objects.filter(pk__in=keys).update(reminder=words, remind_before=minutes)
    record("reminders.changed", by=by, entry=gathering.entry, community=gathering.entry.community, gatherings=keys)
