"""Letters to guests, who have no account: each with the link by which they see how it stands and change their mind.

Guests are strangers, so the veil is laid over every letter. A guest is written to only while strangers may see the gathering.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Commons
from commonplace.commons.people.veil import veil
from commonplace.ground import moments
from commonplace.ground.local_time import zone_called
from commonplace.ground.mail import write_letter
from commonplace.ground.models import Happening, Letter
from commonplace.ground.text import isolated
from commonplace.stages.gather.calendars import letter_calendar
from commonplace.stages.gather.models import Coming, Gathering, Guest
from commonplace.stages.gather.reminder_words import reminder_letter


def _signer(guest: Guest) -> Signer:
    return Signer(salt=f"guest {guest.mark}", sep=".")


def link_of(guest: Guest) -> str:
    """The address by which a guest changes their mind. For nobody but them: whoever has it can do that in their place."""
    return f"{settings.ADDRESS}/guests/{_signer(guest).sign(str(guest.pk))}/"


def forget_letters(guest: Guest) -> None:
    """Nothing that was written to a guest is kept either; what is still on its way does not go out."""
    token = _signer(guest).sign(str(guest.pk))
    Letter.objects.filter(to=guest.email, words__contains=f"/guests/{token}/").delete()


def whose(token: str) -> Guest | None:
    """Whose link this is; None where it is forged, or they are forgotten."""
    key = token.partition(".")[0]
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    guest = Guest.objects.select_related("gathering__entry__community").filter(pk=int(key)).first()
    try:
        return guest if guest and _signer(guest).unsign(token) else None
    except BadSignature:
        return None


def _write(to: str, gathering: Gathering, subject: str, words: str, *, with_calendar: bool) -> None:
    commons, entry = Commons.current(), gathering.entry
    entry.as_gathering = gathering
    shown = veil([subject, words])
    end = f"-- \n{commons.name}\n{settings.ADDRESS}/"
    name, method = (entry.community or commons).name, "CANCEL" if gathering.cancelled_at else "PUBLISH"
    calendars = [letter_calendar([entry], name, for_strangers=True, method=method)] if with_calendar else []
    write_letter(to, shown(subject), shown(f"{words}\n\n{end}"), calendars=calendars)


def _about(gathering: Gathering) -> dict[str, str]:
    return {"entry": isolated(gathering.entry.title), "moment": moments.when(gathering.starts_at, gathering.zone)}


def write_asking_letter(guest: Guest) -> None:
    """Ask whoever has this address whether it was them. Says nothing that somebody else typed."""
    with translation.override(guest.language):
        words = _(
            "Hello,\n\nsomebody, most likely you, wants to come to “%(entry)s”. It begins on %(moment)s.\n\n"
            "Is it so? Then open this and press the button. By the same link you can change your mind later:\n\n"
            "%(link)s\n\nIf it was not you, you need not do anything: no place is taken, and this address is forgotten "
            "within a week."
        ) % {**_about(guest.gathering), "link": link_of(guest)}
        subject = _("Are you coming to “%(entry)s”?") % _about(guest.gathering)
        _write(guest.email, guest.gathering, subject, words, with_calendar=False)


def write_account_letter(email: str, language: str, gathering: Gathering) -> None:
    """To whoever has an account by this address: they say there that they come."""
    with translation.override(language):
        words = _(
            "Hello,\n\nsomebody, most likely you, wants to come to “%(entry)s”. It begins on %(moment)s.\n\n"
            "You have an account here: sign in, and say it on its page:\n\n%(link)s\n\n"
            "If it was not you, you need not do anything: nothing was changed."
        ) % {**_about(gathering), "link": settings.ADDRESS + gathering.entry.address}
        subject = _("Are you coming to “%(entry)s”?") % _about(gathering)
        _write(email, gathering, subject, words, with_calendar=False)


def write_confirmed_letter(guest: Guest, coming: Coming) -> None:
    """How it stands, for a guest who has just confirmed; with what their calendar takes over, where they come."""
    comes = coming.answer == Coming.Answer.YES
    with translation.override(guest.language):
        stands = (
            _("you are coming to “%(entry)s”. It begins on %(moment)s.")
            if comes
            else _("all places at “%(entry)s” are taken, and you are in line for one. It begins on %(moment)s.")
        ) % _about(guest.gathering)
        hello = _("Hello %(name)s,") % {"name": isolated(guest.name)}
        change = _("Here you change your mind, or have your address forgotten:")
        parts = [hello, stands, guest.gathering.place, f"{change}\n{link_of(guest)}"]
        words = "\n\n".join(part for part in parts if part)
        subject = (_("You are coming to “%(entry)s”") if comes else _("In line for “%(entry)s”")) % _about(
            guest.gathering
        )
        _write(guest.email, guest.gathering, subject, words, with_calendar=comes)


def _news(kind: str) -> str:
    return {
        "place.offered": _(
            "A place at “%(entry)s” is offered to you, and held for you until %(until)s. Take it, or let it go:"
        ),
        "place.lapsed": _("The place at “%(entry)s” that was held for you went to the next in line. How it stands:"),
        "place.withdrawn": _(
            "The place at “%(entry)s” that was offered to you cannot be held any longer. Your place in line stays yours:"
        ),
        "gathering.cancelled": _("“%(entry)s” does not take place. %(reason)s"),
        "series.cancelled": _("“%(entry)s” does not take place. %(reason)s"),
    }.get(kind) or _("“%(entry)s” has another time or place: it begins on %(moment)s. How it stands:")


def tell_guests(happening: Happening, gatherings: Iterable[int], guest_id: int | None = None) -> None:
    """Write to the guests of these gatherings, or to one of them, what happened; not to those who said no. Once."""
    rows = Coming.objects.filter(gathering__in=gatherings, guest__isnull=False).exclude(answer=Coming.Answer.NO)
    if guest_id is not None:
        rows = rows.filter(guest=guest_id)
    for row in rows.select_related("guest", "gathering__entry__community").order_by("pk"):
        _tell(row, happening)


@transaction.atomic
def _tell(row: Coming, happening: Happening) -> None:
    guest = row.guest
    if guest is None or not may_be_written_to(row.gathering):
        return
    if not Guest.objects.filter(pk=guest.pk, told_of__lt=happening.pk).update(told_of=happening.pk):
        return
    guest.gathering = row.gathering
    with translation.override(guest.language):
        until = moments.when(row.offered_until, row.gathering.zone) if row.offered_until else ""
        news = _news(happening.kind) % {
            **_about(row.gathering),
            "until": until,
            "reason": isolated(row.gathering.cancel_reason),
        }
        hello = _("Hello %(name)s,") % {"name": isolated(guest.name)}
        moves = happening.kind.startswith(("gathering.", "series.", "dates."))
        subject = _("“%(entry)s”: how it stands") % _about(row.gathering)
        words = f"{hello}\n\n{news.strip()}\n{link_of(guest)}"
        _write(guest.email, row.gathering, subject, words, with_calendar=moves)


def may_be_written_to(gathering: Gathering) -> bool:
    """Whether guests hear of a gathering: while strangers may see it."""
    return Entry.objects.visible_to(None).filter(pk=gathering.pk).exists()


def remind_guest(guest: Guest, gathering: Gathering) -> None:
    """The reminder of a gathering, to a guest."""
    guest.gathering = gathering
    with translation.override(guest.language), timezone.override(zone_called(gathering.zone)):
        subject, words = reminder_letter(gathering, guest.name, link_of(guest))
        _write(guest.email, gathering, subject, words, with_calendar=True)
