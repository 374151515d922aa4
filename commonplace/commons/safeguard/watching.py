"""Going to the open web with somebody who watches over it: they read first what is said there, and tell whoever made it.

For somebody under 18 that is the only way there, and whoever goes along is of age and carries a community that they belong to. Its
name, words and pictures apart, nothing of them is on open pages: neither what they are called nor their voice.
"""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import CARRYING, Audience, Community, Membership
from commonplace.commons.communities.open_words import Unnamed
from commonplace.commons.communities.rules import may_act
from commonplace.commons.entries.commenting import let_through
from commonplace.commons.entries.first_readers import reads_first
from commonplace.commons.entries.models import Comment, Entry, KeptBack, Revision
from commonplace.commons.entries.open_words import words_of
from commonplace.commons.people.models import AgeBand, Person
from commonplace.commons.safeguard.models import Watch, WatchWords
from commonplace.commons.safeguard.rules import may_watch
from commonplace.ground import clock
from commonplace.ground.happenings import hears, record
from commonplace.ground.models import Happening
from commonplace.ground.text import clean

# So long somebody reads first what is said to a work of a grown-up.
LASTS = timedelta(days=14)
_MOST_OFFERED = 200


class NotOpened(Exception):
    """The entry cannot go to the open web as it is. Its words say why, for the two."""


def watch_over(entry: Entry) -> Watch | None:
    """The watch over an entry, asked for or going on."""
    return Watch.objects.filter(entry=entry, ended_at=None).select_related("watcher", "asked_by", "community").first()


def who_may_watch(entry: Entry, by: Person) -> list[Person]:
    """Whom the author can ask, by name: for somebody under 18, those who carry their communities; else whoever is in one with them."""
    places = Community.objects.of(by)
    memberships = Membership.objects.filter(community__in=places.values("pk"), left_at=None)
    if by.is_minor:
        memberships = memberships.filter(role__in=CARRYING)
    elif entry.community is not None:
        memberships = memberships.filter(community=entry.community)
    people = Person.objects.active().filter(age_band=AgeBand.ADULT, paused_at=None, pk__in=memberships.values("person"))
    people = people.exclude(pk__in=entry.authorships.values("person"))
    people = people.exclude(blocks_made__of=by).exclude(blocks_met__by=by)
    return list(people.order_by("display_name", "pk")[:_MOST_OFFERED])


def _read_by(entry: Entry, by: Person, watcher: Person) -> Community | None:
    """Where somebody under 18 asks: the community whose carriers read along."""
    if not by.is_minor:
        return None
    carried = Community.objects.of(by).filter(
        memberships__in=Membership.objects.filter(person=watcher, left_at=None, role__in=CARRYING)
    )
    return carried.filter(pk=entry.community_id or 0).first() or carried.order_by("pk").first()


@transaction.atomic
def ask_to_watch(entry: Entry, by: Person, watcher: Person, words: str = "") -> Watch:
    """Ask somebody to go along when this goes to the open web. Nothing is open before they say yes."""
    Watch.objects.filter(entry=entry, ended_at=None, accepted_at=None).update(ended_at=clock.now())
    watch = Watch.objects.create(entry=entry, asked_by=by, watcher=watcher, community=_read_by(entry, by, watcher))
    if words.strip():
        WatchWords.objects.create(watch=watch, by=by, words=clean(words).strip())
    record("watch.asked", by=by, entry=entry, community=entry.community, person=watcher.pk)
    return watch


@transaction.atomic
def say_about_watch(watch: Watch, by: Person, words: str) -> None:
    """Say something to the other of the two."""
    WatchWords.objects.create(watch=watch, by=by, words=clean(words).strip())
    others = {watch.asked_by_id, watch.watcher_id} - {by.pk}
    record("watch.said", by=by, entry=watch.entry, community=watch.entry.community, people=sorted(others))


@transaction.atomic
def accept_watch(watch: Watch) -> None:
    """Say yes, which opens the entry to the web. Raises NotOpened, having changed nothing, where it cannot go there as it is."""
    entry = Entry.objects.select_for_update().get(pk=watch.entry_id)
    watch.refresh_from_db()
    if watch.accepted_at is not None or watch.ended_at is not None:
        return
    _refuse_what_cannot_open(entry, watch.asked_by)
    grown_ups = entry.authorships.filter(person__age_band=AgeBand.ADULT)
    before, entry.audience = entry.audience, Audience.OPEN
    entry.is_accompanied = not grown_ups.exists()
    entry.save(update_fields=["audience", "is_accompanied"])
    watch.accepted_at = clock.now()
    watch.until = None if entry.is_accompanied else watch.accepted_at + LASTS
    watch.save(update_fields=["accepted_at", "until"])
    record("watch.accepted", by=watch.watcher, entry=entry, community=entry.community, person=watch.asked_by_id)
    record(
        "entry.audience_changed",
        by=watch.asked_by,
        entry=entry,
        community=entry.community,
        before=int(before),
        after=int(entry.audience),
    )


def _refuse_what_cannot_open(entry: Entry, by: Person) -> None:
    if entry.community is not None and entry.community.audience < Audience.OPEN:
        words = _("Nothing reaches further than the page of “%(name)s” itself, and that is not on the open web.")
        raise NotOpened(words % {"name": entry.community.name})
    others = entry.authorships.exclude(person=by).exclude(person__age_band=AgeBand.ADULT)
    if others.exists():
        raise NotOpened(_("Somebody else under 18 made it too, and nobody can decide this for them."))
    if entry.is_draft or entry.hidden_at is not None:
        raise NotOpened(_("It has to be shared here first."))
    if named := Unnamed(by, entry.community).surely_named_in(words_of([entry.pk])):
        words = _("“%(name)s” stands in it, and people under 18 are not named on open pages. Take the name out first.")
        raise NotOpened(words % {"name": named[0].words})


@transaction.atomic
def end_watch(watch: Watch, by: Person | None) -> None:
    """End it, asked for or going on; nobody gives a reason. What only its watcher made open goes back to this commons."""
    entry = Entry.objects.select_for_update().get(pk=watch.entry_id)
    if not Watch.objects.filter(pk=watch.pk, ended_at=None).update(ended_at=clock.now()):
        return
    if entry.is_accompanied:
        _take_back(entry, by)
    _settle_what_waits(watch, Comment.objects.filter(entry=entry))
    people = sorted({watch.asked_by_id, watch.watcher_id} - {by.pk if by else None})
    record("watch.ended", by=by, entry=entry, community=entry.community, people=people)


def _take_back(entry: Entry, by: Person | None) -> None:
    """What was open only because somebody watched over it is seen in this commons again, and no further."""
    before, entry.audience, entry.is_accompanied = entry.audience, Audience.COMMONS, False
    entry.save(update_fields=["audience", "is_accompanied"])
    after = int(entry.audience)
    record("entry.audience_changed", by=by, entry=entry, community=entry.community, before=int(before), after=after)


def _settle_what_waits(watch: Watch, said: QuerySet[Comment]) -> None:
    """What of this waits still when a watch is over: of a minor's work it is held, of a grown-up's it is let through."""
    if watch.is_of_a_minors:
        _hold_what_waits(said)
    for comment in said.filter(kept_back=KeptBack.WAITS).select_related("entry", "by"):
        let_through(comment)


def _hold_what_waits(said: QuerySet[Comment]) -> None:
    """Nobody has read it, and it may have come from the open web."""
    said.filter(kept_back=KeptBack.WAITS).update(kept_back=KeptBack.HELD)


@transaction.atomic
def settle_late(comment: Comment) -> None:
    """Do with what was said, and was away while the watch over its entry ended, as was done with all that waited then."""
    watches = Watch.objects.filter(entry=comment.entry_id, accepted_at__isnull=False)
    last = watches.order_by("-accepted_at").first()
    if last is not None and not last.is_on:
        _settle_what_waits(last, Comment.objects.filter(pk=comment.pk))


@transaction.atomic
def hold_back(comment: Comment, by: Person) -> None:
    """Keep what was said out of the margin. Whoever made the entry hears that something was held, not what."""
    comment.kept_back = KeptBack.HELD
    comment.save(update_fields=["kept_back"])
    entry = comment.entry
    record("comment.held", by=by, entry=entry, community=entry.community, comment=comment.pk)


def kept_back_from(watch: Watch) -> QuerySet[Comment]:
    """What waits for the watcher, and what they held back, the oldest first."""
    comments = Comment.objects.filter(entry=watch.entry_id).exclude(kept_back="")
    return comments.select_related("by", "entry").order_by("at", "pk")


def read_first_by(reader: Person) -> QuerySet[Comment]:
    """What is kept back and this person reads on the page of a watch all the same: on what they watch over, on what they
    made themselves where they are of age, and on what minors made whose community they carry."""
    reading = Q(watcher=reader) if reader.is_minor else Q(watcher=reader) | Q(asked_by=reader)
    if may_act(reader):
        carried = Membership.objects.filter(person=reader, left_at=None, role__in=CARRYING).values("community")
        reading |= Q(community__in=carried) & ~Q(asked_by=reader)
    watches = Watch.objects.filter(reading, entry=OuterRef("entry"), ended_at=None, accepted_at__isnull=False)
    seen = Entry.objects.visible_to(reader).filter(pk=OuterRef("entry"))
    return Comment.objects.exclude(kept_back="").filter(Exists(watches), Exists(seen))


@reads_first
def waits_for_watcher(entry: Entry, by: Person) -> bool:
    """Whether somebody watches over an entry who reads first what this person says to it."""
    watching = Watch.objects.filter(entry=entry, ended_at=None, accepted_at__isnull=False).exclude(watcher=by)
    return watching.exists() and not entry.authorships.filter(person=by).exists()


def end_what_is_over() -> None:
    """End the watches whose time is over, and those whose watcher may not go on; what nobody watches over is open no more."""
    for watch in _going_on():
        if (watch.until is not None and watch.until <= clock.now()) or not _may_go_on(watch):
            end_watch(watch, None)
    watches = Watch.objects.filter(entry=OuterRef("pk"), ended_at=None, accepted_at__isnull=False)
    with transaction.atomic():
        for entry in Entry.objects.select_for_update().filter(~Exists(watches), is_accompanied=True):
            _take_back(entry, None)
            _hold_what_waits(Comment.objects.filter(entry=entry))


def changed_since_yes(watch: Watch) -> datetime | None:
    """When what somebody watches over was changed last, where that was after they said yes to it."""
    last = Revision.objects.filter(entry=watch.entry_id).order_by("-number").values_list("at", flat=True).first()
    return last if last and watch.accepted_at and last > watch.accepted_at else None


def _going_on() -> QuerySet[Watch]:
    return Watch.objects.filter(ended_at=None).select_related("entry__community", "watcher", "asked_by")


def _may_go_on(watch: Watch) -> bool:
    return may_watch(watch.watcher, watch.entry, watch.asked_by)


@hears("membership.ended", "membership.changed", "person.left", "person.paused", "person.blocked", "community.closed")
def look_after_watches(happening: Happening) -> None:
    """Where a watcher may not go on, what only they made open is not open any more."""
    people = {happening.by_id, happening.data.get("person")} - {None}
    concerned = Q(watcher__in=people) | Q(asked_by__in=people)
    if happening.kind == "community.closed":
        concerned |= Q(community=happening.community_id)
    for watch in _going_on().filter(concerned):
        if not _may_go_on(watch):
            end_watch(watch, None)


@hears("person.left")
def forget_words(happening: Happening) -> None:
    """What somebody wrote about a watch goes with them."""
    WatchWords.objects.filter(by=happening.by_id).delete()


@hears("entry.audience_changed")
def end_with_the_open_web(happening: Happening) -> None:
    """Whoever goes back from the open web needs nobody to watch there."""
    watch = _going_on().filter(entry=happening.entry_id, accepted_at__isnull=False).first()
    if watch is not None and watch.entry.audience < Audience.OPEN:
        end_watch(watch, watch.asked_by)


def refuse_others(person: Person, watch: Watch) -> None:
    """Stop whoever is none of the two."""
    if person.pk not in (watch.asked_by_id, watch.watcher_id):
        raise PermissionDenied(_("This is between the two of them."))
