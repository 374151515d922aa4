"""What people do to keep each other safe. Every act of those who rule is a row with its reason, kept as it is."""

from typing import Any

from django.db import transaction

from commonplace.commons.communities.actions import carries_alone, hold_community, leave_community, pass_on
from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.sessions import end_all
from commonplace.commons.safeguard.models import Report, Ruling
from commonplace.commons.safeguard.readers import carriers, hosts_beside, reading_community
from commonplace.commons.safeguard.sayings import Saying
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.text import clean, clean_line

Act = Ruling.Act


def concerned(
    entry: Entry | None,
    comment: Comment | None,
    person: Person | None,
    community: Community | None,
    saying: Saying | None = None,
) -> list[Person]:
    """Whom a report about this is about: who wrote it, who it is, or who carries it."""
    if saying is not None:
        return list(saying.kind.people(saying.row))
    if comment is not None:
        return [comment.by]
    if entry is not None:
        return [authorship.person for authorship in entry.authorships.select_related("person")]
    if person is not None:
        return [person]
    return carriers(community) if community else []


def _seen(entry: Entry | None, comment: Comment | None, saying: Saying | None) -> str:
    """The words as they stand now."""
    if saying is not None:
        return saying.kind.words(saying.row)
    if comment is not None:
        return comment.words
    return f"{entry.title}\n\n{entry.body}".strip() if entry is not None else ""


def _about_place(by: Person | None, community: Community, about: list[Person]) -> list[Person]:
    """Whom a report about a community is about: nobody, where those who carry it are the only ones to tell."""
    is_read = reading_community(by, community, about) is not None or hosts_beside(by, about).exists()
    return about if is_read else []


def _columns(saying: Saying | None) -> dict[str, Any]:
    return {"saying": saying.kind.name, "saying_id": saying.key} if saying else {}


@transaction.atomic
def report(
    by: Person | None,
    words: str,
    *,
    reach: str = "",
    entry: Entry | None = None,
    comment: Comment | None = None,
    person: Person | None = None,
    community: Community | None = None,
    saying: Saying | None = None,
) -> Report:
    """Ask for help with something. Beside a person, `community` says where it happened.

    `by` is None for a stranger, who may leave an address in `reach`; nothing is ever sent to it from here.
    """
    about = concerned(entry, comment, person, community, saying)
    entry = saying.entry if saying else entry
    beside = comment.entry if comment else entry
    where = saying.community if saying else beside.community if beside else community
    if community is not None and person is None:
        about = _about_place(by, community, about)
    read_by = reading_community(by, where, about)
    made = Report.objects.create(
        by=by,
        is_from_outside=by is None,
        reach=clean_line(reach)[:254] if by is None else "",
        words=clean(words).strip()[:4000],
        seen=_seen(entry, comment, saying),
        entry=entry,
        **_columns(saying),
        comment=comment,
        person=person,
        community=where,
        read_by=read_by,
    )
    made.about.set(about)
    # Nobody is named in it, so that no block keeps those who rule from being told; the report knows who wrote it.
    record("report.written", report=made.pk)
    return made


def _rule(by: Person, act: Ruling.Act, reason: str, report: Report | None, kind: str, **target: Any) -> Ruling:
    """Write the ruling down, say that it happened, and settle the report that it answers."""
    ruling = Ruling.objects.create(by=by, act=act, reason=clean(reason).strip()[:2000], report=report, **target)
    told_of = {name: target[name].pk for name in ("person", "comment") if target.get(name)}
    told_of |= {"saying": target["saying_id"]} if target.get("saying_id") else {}
    # Who ruled stands on the ruling. Left out here, so that no block keeps anybody from being told why; and so is the
    # community, since whoever was removed may not see it any more.
    record(kind, entry=target.get("entry"), ruling=ruling.pk, **told_of)
    if report is not None:
        was_waiting = report.state == Report.State.WAITING
        report.state, report.seen, report.reach = Report.State.SETTLED, "", ""
        report.save(update_fields=["state", "seen", "reach"])
        if was_waiting:
            record("report.settled", report=report.pk)
    return ruling


@transaction.atomic
def hide(
    by: Person,
    reason: str,
    report: Report | None = None,
    *,
    entry: Entry | None = None,
    comment: Comment | None = None,
    saying: Saying | None = None,
) -> Ruling:
    """Hide an entry, or what was said beside one, from everybody but those who wrote it and those who rule."""
    if saying is not None:
        return _set_saying_hidden(by, reason, report, saying, is_hidden=True)
    return _set_hidden(by, reason, report, entry, comment, is_hidden=True)


@transaction.atomic
def show(
    by: Person,
    reason: str,
    report: Report | None = None,
    *,
    entry: Entry | None = None,
    comment: Comment | None = None,
    saying: Saying | None = None,
) -> Ruling:
    """Let what was hidden be seen again by its audience."""
    if saying is not None:
        return _set_saying_hidden(by, reason, report, saying, is_hidden=False)
    return _set_hidden(by, reason, report, entry, comment, is_hidden=False)


def _set_saying_hidden(by: Person, reason: str, report: Report | None, saying: Saying, *, is_hidden: bool) -> Ruling:
    moment, act, done = (clock.now(), Act.HIDE, "hidden") if is_hidden else (None, Act.SHOW, "shown")
    saying.kind.hide(saying.row, moment)
    where = {"entry": saying.entry, "community": saying.community, **_columns(saying)}
    return _rule(by, act, reason, report, f"{saying.kind.name}.{done}", **where)


def _set_hidden(
    by: Person, reason: str, report: Report | None, entry: Entry | None, comment: Comment | None, *, is_hidden: bool
) -> Ruling:
    moment, act = (clock.now(), Act.HIDE) if is_hidden else (None, Act.SHOW)
    done = "hidden" if is_hidden else "shown"
    if comment is not None:
        # Whoever rules has read it: it waits for nobody any more.
        comment.hidden_at, comment.kept_back = moment, ""
        comment.save(update_fields=["hidden_at", "kept_back"])
        where = {"comment": comment, "entry": comment.entry, "community": comment.entry.community}
        return _rule(by, act, reason, report, f"comment.{done}", **where)
    if entry is None:
        raise TypeError("neither an entry nor a comment is named")
    entry.hidden_at = moment
    entry.save(update_fields=["hidden_at"])
    return _rule(by, act, reason, report, f"entry.{done}", entry=entry, community=entry.community)


@transaction.atomic
def remove(by: Person, reason: str, report: Report | None = None, *, person: Person, community: Community) -> Ruling:
    """End somebody's membership. Where they alone carry the community, it passes on first."""
    hold_community(community.pk)
    membership = community.memberships.filter(person=person, left_at=None).select_related("community", "person").first()
    if membership is not None:
        if carries_alone(membership):
            pass_on(membership, by)
            membership.community.refresh_from_db()
        leave_community(membership, by)
    return _rule(by, Act.REMOVE, reason, report, "member.removed", person=person, community=community)


@transaction.atomic
def pause(by: Person, reason: str, report: Report | None = None, *, person: Person) -> Ruling:
    """Keep somebody from writing, and sign them out everywhere. They can sign in, read, and take what is theirs, and are told why."""
    person.paused_at, person.pause_reason = clock.now(), clean_line(reason)[:500]
    person.save(update_fields=["paused_at", "pause_reason"])
    end_all(person)
    return _rule(by, Act.PAUSE, reason, report, "person.paused", person=person)


@transaction.atomic
def resume(by: Person, reason: str, report: Report | None = None, *, person: Person) -> Ruling:
    """Let somebody who was paused write again."""
    person.paused_at, person.pause_reason = None, ""
    person.save(update_fields=["paused_at", "pause_reason"])
    return _rule(by, Act.RESUME, reason, report, "person.resumed", person=person)


@transaction.atomic
def leave_as_it_is(by: Person, reason: str, report: Report) -> Ruling:
    """Read a report and find that nothing needs to be done."""
    target: dict[str, Any] = {
        "entry": report.entry,
        "comment": report.comment,
        "person": report.person,
        "community": report.community,
    }
    target |= {"saying": report.saying, "saying_id": report.saying_id}
    return _rule(by, Act.LEAVE, reason, report, "report.left", **target)
