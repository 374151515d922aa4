"""Open pages that name somebody under 18 who came in later: those who can do something about it are told."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.minors import Name, certain_names_of, own_names, standing
from commonplace.commons.communities.models import CARRYING, Audience, Community, Membership
from commonplace.commons.communities.open_words import as_read
from commonplace.commons.communities.opening import words_said
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.open_words import words_of
from commonplace.commons.entries.wordings import entry_address, wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears, record
from commonplace.ground.models import Happening

_MOST_TOLD = 20


def _where_named(notice: Notice) -> str:
    """The entry, or the settings in which a community's own words stand."""
    if notice.entry or not notice.community:
        return entry_address(notice)
    return f"{notice.community.address}settings/"


wording(
    "name.met",
    _("“%(entry)s” names somebody under 18, and strangers can read it. Take the name out, or let fewer people see it."),
)
wording(
    "name.met_on_page",
    _("The open page of “%(community)s” names somebody under 18. Take the name out, or let fewer people see it."),
    _where_named,
)


@hears("membership.begun")
def look_through_open_pages(happening: Happening) -> None:
    """Look for the name of somebody under 18 who has just come in."""
    newcomer = Person.objects.filter(pk=happening.by_id or 0, left_at=None).first()
    community = Community.objects.filter(pk=happening.community_id or 0, audience=Audience.OPEN).first()
    names = certain_names_of(newcomer) if newcomer and newcomer.is_minor else []
    if community is None or not names:
        return
    harmless = own_names(community)
    if _stands(names, words_said(community), harmless):
        _record_once("name.met_on_page", happening, community, None)
    entries = Entry.objects.visible_to(None).filter(community=community).newest_first()
    # All at once, since most often nobody is named, and only then one after the other.
    if _stands(names, words_of(entries.values_list("pk", flat=True)), harmless):
        named = [entry for entry in entries if _stands(names, words_of([entry.pk]), harmless)]
        for entry in named[:_MOST_TOLD]:
            _record_once("name.met", happening, community, entry)


def _stands(names: list[Name], texts: Iterable[str], harmless: list[Name]) -> bool:
    return bool(standing(names, " | ".join(map(as_read, texts)), harmless))


@transaction.atomic
def _record_once(kind: str, happening: Happening, community: Community, entry: Entry | None) -> None:
    told = Happening.objects.filter(kind=kind, community_id=community.pk, data__came_in=happening.pk)
    if not told.filter(entry_id=entry.pk if entry else None).exists():
        record(kind, community=community, entry=entry, came_in=happening.pk)


@hears("name.met", "name.met_on_page")
def tell_who_can_change_it(happening: Happening) -> None:
    """Those who carry the community, and of those who wrote it whoever is in it: to others it would tell of somebody."""
    present = Membership.objects.filter(community=happening.community_id, left_at=None)
    people = set(present.filter(role__in=CARRYING).values_list("person_id", flat=True))
    writers = present.filter(person__entries=happening.entry_id) if happening.entry_id else present.none()
    tell(people | set(writers.values_list("person_id", flat=True)), happening)
