"""Letters to those on a roster who have an address: an invitation by a link of their own."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonplace.commons.communities.languages import spoken
from commonplace.commons.people.models import Commons
from commonplace.edges.programmes.models import RosterLine
from commonplace.ground import clock, moments
from commonplace.ground.local_time import zone_called
from commonplace.ground.mail import write_letter
from commonplace.ground.text import isolated


def write_to_expected(lines: list[int]) -> None:
    """A letter to each of these who has an address, is expected, and has got none for their present code."""
    if not settings.MAIL_IS_SENT:
        return
    waiting = RosterLine.objects.admitting().filter(pk__in=lines, letter_at=None).exclude(email="")
    for line in waiting.select_related("programme", "by"):
        _write(line, Commons.current())


@transaction.atomic
def _write(line: RosterLine, commons: Commons) -> None:
    if not RosterLine.objects.filter(pk=line.pk, letter_at=None).update(letter_at=clock.now()):
        return
    programme = line.programme
    with (
        translation.override(spoken(programme.language, commons.language)),
        timezone.override(zone_called(programme.zone)),
    ):
        words = _(
            "Hello %(name)s,\n\n%(by)s expects you in “%(programme)s” at %(commons)s. This link is yours alone and lets you in "
            "once, until %(until)s:\n\n%(address)s\n\nIf you do not know what this is about, you need not do anything."
        ) % {
            "name": isolated(line.name),
            "by": isolated(line.by.display_name) if line.by else isolated(programme.name),
            "programme": isolated(programme.name),
            "commons": isolated(commons.name),
            "until": moments.when(line.lapses_at),
            "address": f"{settings.ADDRESS}/card/{line.code}/",
        }
        write_letter(line.email, _("You are expected in “%(name)s”") % {"name": programme.name}, words)
