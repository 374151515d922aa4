"""Notices by e-mail: at once, or together once a day. Nothing is mailed that the person may not see at that moment."""

import textwrap
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.entries.models import Notice
from commonplace.commons.entries.wordings import Enclosed, Told, enclosed, kinds_that_cannot_wait, readable
from commonplace.commons.people.models import Commons, MailRhythm, Person
from commonplace.commons.people.no_letters import stop_address
from commonplace.ground import clock
from commonplace.ground.local_time import zone_called
from commonplace.ground.mail import write_letter
from commonplace.ground.text import isolated

# Older news is read on the site; so a mail server that comes back after a week sends no flood.
_FRESH = timedelta(days=2)
_MORNING = 7
_MOST_IN_A_LETTER = 40


def _reachable(rhythm: MailRhythm) -> dict:
    """The condition on `person` for those who want letters in this rhythm and have an address."""
    return {
        "person__mail_rhythm": rhythm,
        "person__left_at": None,
        "person__account__is_active": True,
        "person__account__email__gt": "",
    }


def _waiting(now: datetime):  # type: ignore[no-untyped-def]
    waiting = Notice.objects.filter(mailed_at=None, read_at=None, at__gt=now - _FRESH)
    return waiting.select_related("entry", "community", "by", "person__account")


def mail_at_once(happening_id: int) -> None:
    """Mail the notices of one happening to those who want to hear at once, each one time.

    What cannot wait goes to those who want one letter a day too, beside that letter.
    """
    if not settings.MAIL_IS_SENT:
        return
    waiting = _waiting(clock.now()).filter(happening_id=happening_id)
    for notice in waiting.filter(**_reachable(MailRhythm.AT_ONCE)):
        _mail(notice.person, [notice])
    for notice in waiting.filter(kind__in=kinds_that_cannot_wait(), **_reachable(MailRhythm.DAILY)):
        _mail(notice.person, [notice])


def send_daily(now: datetime) -> None:
    """Mail what waits to those who want one letter a day: once in a day of theirs, from the morning on."""
    if not settings.MAIL_IS_SENT:
        return
    by_person: dict[int, list[Notice]] = {}
    for notice in _waiting(now).filter(**_reachable(MailRhythm.DAILY)).order_by("at", "pk"):
        by_person.setdefault(notice.person_id, []).append(notice)
    for notices in by_person.values():
        if _is_due(notices[0].person, now):
            _mail(notices[0].person, notices)


def _is_due(person: Person, now: datetime) -> bool:
    local = now.astimezone(zone_called(person.zone or Commons.current().zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    mailed = Notice.objects.filter(person=person, mailed_at__gte=midnight).exclude(kind__in=kinds_that_cannot_wait())
    return local.hour >= _MORNING and not mailed.exists()


@transaction.atomic
def _mail(person: Person, notices: list[Notice]) -> None:
    """One letter with these notices, those of them that nobody mailed meanwhile and that the person may read."""
    commons = Commons.current()
    with (
        translation.override(person.language or commons.language),
        timezone.override(zone_called(person.zone or commons.zone)),
    ):
        told = readable(notices, person)
        mine = [one for one in told if Notice.objects.filter(pk=one.pk, mailed_at=None).update(mailed_at=clock.now())]
        if not mine:
            return
        if len(mine) == 1:
            subject = mine[0].words
        else:
            subject = _("%(count)s things happened at %(commons)s") % {"count": len(mine), "commons": commons.name}
        if person.account and person.account.email:
            by_key = {notice.pk: notice for notice in notices}
            with_them = {one.pk: enclosed(by_key[one.pk], person) for one in mine[:_MOST_IN_A_LETTER]}
            words = _words(person, commons, mine, with_them)
            calendars = [one.calendar for one in with_them.values() if one.calendar]
            write_letter(person.account.email, subject, words, stop_address=stop_address(person), calendars=calendars)


def _words(person: Person, commons: Commons, told: list[Told], with_them: dict[int, Enclosed]) -> str:
    parts = [_("Hello %(name)s,") % {"name": isolated(person.display_name)}]
    if len(told) == 1:
        parts += [_news(told[0], with_them)]
    else:
        parts += [_("This is what happened at %(commons)s:") % {"commons": isolated(commons.name)}]
        parts += _by_community(told[:_MOST_IN_A_LETTER], with_them)
    left = len(told) - _MOST_IN_A_LETTER
    if left > 0:
        more = ngettext(
            "There is %(count)s more. All of them are here:", "There are %(count)s more. All of them are here:", left
        )
        parts += [f"{more % {'count': left}}\n{settings.ADDRESS}/notices/"]
    return "\n\n".join([*parts, _end(person, commons)])


def _by_community(told: list[Told], with_them: dict[int, Enclosed]) -> list[str]:
    """Each community's name with its news under it, in the order in which they were first heard of."""
    groups: dict[str, list[Told]] = {}
    for one in told:
        groups.setdefault(one.community, []).append(one)
    if set(groups) == {""}:
        return [_news(one, with_them) for one in told]
    parts = []
    for community, news in groups.items():
        parts += [community or _("For you"), *(textwrap.indent(_news(one, with_them), "  ") for one in news)]
    return parts


def _news(one: Told, with_them: dict[int, Enclosed]) -> str:
    more = with_them[one.pk].words
    return "\n".join(part for part in (one.words, more, f"{settings.ADDRESS}{one.address}") if part)


def _end(person: Person, commons: Commons) -> str:
    """Who writes, how often, and where one changes that. Mail programs know by the first line that a signature begins."""
    if person.mail_rhythm == MailRhythm.DAILY:
        rhythm = _("You get one such letter a day, and what cannot wait at once. How often, you choose here:")
    else:
        rhythm = _("You get such a letter as soon as something happens. Once a day, or none at all, you choose here:")
    return f"-- \n{commons.name}\n{settings.ADDRESS}/\n\n{rhythm}\n{settings.ADDRESS}/me/notices/"
