"""What needs a host now, in the order in which it should be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.people import hosting
from commonplace.commons.people.models import Commons, Person
from commonplace.commons.safeguard.models import Report
from commonplace.ground import clock
from commonplace.ground.models import Letter

_BACKUP_IS_OLD = timedelta(days=7)


@dataclass(frozen=True)
class Need:
    """One thing to do: where, what, and why. People wait for what is `urgent`."""

    href: str
    title: str
    why: str
    urgent: bool = False


def what_first(host: Person, commons: Commons) -> list[Need]:
    """Everything that this host should look at now; people who wait come before the keeping of the place."""
    return [*_people_who_wait(host), *_keeping(host, commons)]


def _people_who_wait(host: Person) -> Iterator[Need]:
    waiting = Report.objects.readable_to(host).filter(state=Report.State.WAITING).count()
    if waiting:
        title = ngettext("One report waits", "%(count)s reports wait", waiting) % {"count": waiting}
        yield Need("/host/reports/", title, _("Somebody asked for help. Read it, and decide."), urgent=True)
    links = hosting.links_to_hand_on().count()
    if links:
        title = ngettext("Somebody cannot get in", "%(count)s people cannot get in", links) % {"count": links}
        yield Need(
            "/host/people/", title, _("They asked for a link. It works for 30 minutes; hand it on."), urgent=True
        )


def _keeping(host: Person, commons: Commons) -> Iterator[Need]:
    only_host = hosting.is_only_host(host)
    if only_host and not Person.objects.active().exclude(pk=host.pk).exists():
        why = _("Nobody is here but you. A link that you hand on lets people make an account.")
        yield Need("/host/invitations/", _("Ask others in"), why)
    last = last_backup()
    if last is None:
        yield Need("/host/backups/", _("Make a first backup"), _("Nothing is kept twice yet. It takes a minute."))
    elif clock.now() - last > _BACKUP_IS_OLD:
        yield Need("/host/backups/", _("Make a backup"), _("None was made here in the last seven days."))
    if not settings.MAIL_IS_SENT:
        why = _(
            "That is fine: notices are on the site, and you hand on links to sign in. docs/hosts/mail.md says how to set it."
        )
        yield Need("/host/people/", _("No mail is sent from here"), why)
    elif Letter.objects.filter(sent_at=None).exclude(trouble="").exists():
        why = _("The mail server did not take them. On the machine, “commonplace doctor” says more.")
        yield Need("/host/", _("Letters did not go out"), why)
    if only_host:
        why = _("You are the only host. Ask somebody to share it: otherwise nobody can read a report about you.")
        yield Need("/host/people/", _("Find a second host"), why)
    if not commons.contact:
        yield Need(
            "/host/settings/", _("Say how people reach you"), _("The page “Write to a person” names no way yet.")
        )


def last_backup() -> datetime | None:
    """When the newest backup that lies in this home was made."""
    made = [file.stat().st_mtime for file in (Path(settings.HOME) / "backups").glob("*.zip")]
    return datetime.fromtimestamp(max(made), UTC) if made else None
