"""Putting resources beside what people make, and taking them from there."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, before, put_away
from commonplace.ground.text import clean_line
from commonplace.stages.resources.models import LearntFrom
from commonplace.stages.resources.rules import may_say_learnt_from

MOST = 40
_KIND = "learnt from"


class TooMany(Exception):
    """As many stand beside it as anybody reads."""


@transaction.atomic
def say_learnt_from(entry: Entry, by: Person, resource: Entry, why: str = "") -> LearntFrom:
    """Put a resource beside an entry. One that stands there already gets the new word on why. Raises TooMany."""
    Entry.objects.select_for_update(no_key=True).values_list("pk").get(pk=entry.pk)
    why = clean_line(why)[:200]
    there = LearntFrom.objects.filter(entry=entry, resource=resource).first()
    if there is not None:
        if why and why != there.why:
            there.why = why
            there.save(update_fields=["why"])
            record("resource.said_why", by=by, entry=entry, community=entry.community)
        return there
    if LearntFrom.objects.filter(entry=entry).count() >= MOST:
        raise TooMany(_("Forty stand here already. Take one away first."))
    last = LearntFrom.objects.filter(entry=entry).aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    added = LearntFrom.objects.create(entry=entry, resource=resource, why=why, by=by, place=place)
    record("resource.learnt_from", by=by, entry=entry, community=entry.community, resource=resource.pk)
    return added


@transaction.atomic
def take_from_beside(row: LearntFrom, by: Person) -> PutAway:
    """Take a resource from beside an entry; it stays on its shelf. For an hour `by` can put it back."""
    entry = row.entry
    record("resource.taken_from_beside", by=by, entry=entry, community=entry.community, resource=row.resource_id)
    words = _("“%(title)s” no longer stands there.") % {"title": row.resource.title}
    return put_away(_KIND, by, words, f"{entry.address}learnt-from/", gone=[row])


@before(_KIND)
def look_who_may_put_back(kept: PutAway, by: Person) -> None:
    """Both have to be there still, and whoever puts it back has to be able to; put there again meanwhile, it is there."""
    row = kept.rows[0][1]
    entry = Entry.objects.visible_to(by).select_related("community").filter(pk=row["entry_id"]).first()
    if entry is None or not may_say_learnt_from(by, entry):
        raise CannotComeBack(_("What it stood beside is gone, or not yours to change any more."))
    if not Entry.objects.visible_to(by).filter(pk=row["resource_id"]).exists():
        raise CannotComeBack(_("The resource itself is gone."))
    if LearntFrom.objects.filter(entry=entry, resource=row["resource_id"]).exists():
        kept.rows = []
