"""Who is told of reports and of what was ruled."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import CARRYING
from commonplace.commons.entries.models import Authorship, Comment, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.models import Report, Watch
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening

# So long an unread notice of a change stands for those that come after it, too.
_STANDS_FOR = timedelta(days=1)


def _report_address(notice: object) -> str:
    return f"/report/of/{notice.happening_id}/"  # type: ignore[attr-defined]


def _ruling_address(notice: object) -> str:
    return f"/ruling/of/{notice.happening_id}/"  # type: ignore[attr-defined]


wording("report.written", _("Somebody asks for help: a report waits for you."), _report_address)
wording("report.settled", _("Your report has been read, and somebody has decided."), _report_address)
wording("entry.hidden", _("“%(entry)s” was hidden from others. Here is why."), _ruling_address)
wording("entry.shown", _("“%(entry)s” can be seen again."), _ruling_address)
wording("comment.hidden", _("What you said to “%(entry)s” was hidden from others. Here is why."), _ruling_address)
wording("comment.shown", _("What you said to “%(entry)s” can be seen again."), _ruling_address)
wording("member.removed", _("Somebody ended your membership in a community. Here is why."), _ruling_address)
wording("person.paused", _("You cannot write on this commons for now. Here is why."), _ruling_address)
wording("person.resumed", _("You can write on this commons again."), _ruling_address)


def _watch_address(notice: Notice) -> str:
    return f"{notice.entry.address}watch/" if notice.entry else "/notices/"


wording("watch.asked", _("%(by)s asks you to watch over “%(entry)s” when it goes to the open web."), _watch_address)
wording("watch.accepted", _("%(by)s watches over “%(entry)s”: it is on the open web now."), _watch_address)
wording("watch.ended", _("“%(entry)s” is not watched over any more."))
wording("watch.said", _("%(by)s wrote to you about “%(entry)s”."), _watch_address)
wording("accompanied.changed", _("%(by)s changed “%(entry)s”, which you watch over."), _watch_address)
wording("comment.waits", _("Somebody said something to “%(entry)s”. You read it first."), _watch_address)
wording("comment.held", _("%(by)s held back something that was said to “%(entry)s”."), _watch_address)


@hears("report.written")
def tell_who_rules(happening: Happening) -> None:
    """The hosts and those who carry the community that reads it, as far as they read this report."""
    report = Report.objects.filter(pk=happening.data["report"]).first()
    if report is None:
        return
    people = set(Person.objects.active().filter(is_host=True))
    if report.read_by_id:
        carrying = Person.objects.active().filter(
            memberships__community=report.read_by_id, memberships__left_at=None, memberships__role__in=CARRYING
        )
        people |= set(carrying)
    tell(
        [person for person in people - {report.by} if Report.objects.readable_to(person).filter(pk=report.pk).exists()],
        happening,
    )


@hears("host.given")
def tell_of_what_waits(happening: Happening) -> None:
    """A new host hears of the reports that wait: some may have waited for them alone."""
    host = Person.objects.active().filter(pk=happening.data["person"], is_host=True).first()
    if host is None:
        return
    waiting = Report.objects.readable_to(host).filter(state=Report.State.WAITING).exclude(by=host)
    for written in Happening.objects.filter(
        kind="report.written", data__report__in=list(waiting.values_list("pk", flat=True))
    ):
        tell([host], written)


@hears("report.settled")
def tell_who_reported(happening: Happening) -> None:
    """Whoever asked for help hears that it was read; what was done to whom is not said."""
    report = Report.objects.filter(pk=happening.data["report"]).first()
    if report and report.by_id:
        tell([report.by_id], happening)


@hears("entry.hidden", "entry.shown")
def tell_authors(happening: Happening) -> None:
    """Those who wrote the entry."""
    tell(Authorship.objects.filter(entry=happening.entry_id).values_list("person_id", flat=True), happening)


@hears("comment.hidden", "comment.shown")
def tell_who_said_it(happening: Happening) -> None:
    """Whoever wrote the comment."""
    tell(Comment.objects.filter(pk=happening.data["comment"]).values_list("by_id", flat=True), happening)


@hears("member.removed", "person.paused", "person.resumed")
def tell_whom_it_concerns(happening: Happening) -> None:
    """Whoever was removed, paused, or let write again."""
    tell([happening.data["person"]], happening)


@hears("watch.asked", "watch.accepted")
def tell_the_other(happening: Happening) -> None:
    """Whoever is asked to watch, or asked for it."""
    tell([happening.data["person"]], happening)


@hears("watch.said", "watch.ended")
def tell_those_of_the_watch(happening: Happening) -> None:
    """The others of the two."""
    tell(happening.data["people"], happening)


@hears("comment.waits")
def tell_who_reads_first(happening: Happening) -> None:
    """Whoever watches over the entry."""
    watching = Watch.objects.filter(entry=happening.entry_id, ended_at=None, accepted_at__isnull=False)
    tell(watching.values_list("watcher", flat=True), happening)


@hears("comment.held")
def tell_who_asked(happening: Happening) -> None:
    """Whoever asked for somebody to watch: that something was held, not what."""
    watching = Watch.objects.filter(entry=happening.entry_id, ended_at=None, accepted_at__isnull=False)
    tell(watching.values_list("asked_by", flat=True), happening)


@hears("accompanied.changed")
def tell_who_said_yes(happening: Happening) -> None:
    """Whoever watches over the entry, where they have read what they were told of it within the last day."""
    watching = Watch.objects.filter(entry=happening.entry_id, ended_at=None, accepted_at__isnull=False)
    told = Notice.objects.filter(
        kind=happening.kind, entry=happening.entry_id, read_at=None, at__gt=happening.at - _STANDS_FOR
    )
    watchers = watching.exclude(watcher__in=told.values("person")).values_list("watcher", flat=True)
    tell(watchers, happening)
