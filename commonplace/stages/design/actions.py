"""What people do with designs: start a community, start from another's, write the document, bring back old words."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.actions import change_community, move_stage, start_community
from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.entries.actions import EditedMeanwhile, change_audience, edit_entry, write_entry
from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.people.models import Commons, Person
from commonplace.ground.happenings import record
from commonplace.ground.text import clean, clean_line, render
from commonplace.stages.design.document import (
    FIELDS,
    NUMBERS,
    SECTIONS,
    Document,
    day_of,
    document_of,
    document_with,
)
from commonplace.stages.design.lists import Value, keep_arc, keep_predictions, keep_values
from commonplace.stages.design.models import Design
from commonplace.stages.design.values import known_name

# What a copy does not take along: its own name for the place, its dates, and how much time its people have.
_NOT_COPIED = ("place", "zone", "starts_on", "ends_on", "hours_available")


@transaction.atomic
def start(
    by: Person,
    *,
    name: str,
    form: str = "own",
    own_form: str = "",
    purpose: str = "",
    parent: Community | None = None,
    audience: int = Audience.COMMUNITY,
    zone: str = "",
    language: str = "",
) -> Community:
    """Begin a community with an empty design document. The members of `parent` may read it."""
    community = start_community(
        by,
        name=name,
        form=form,
        own_form=clean_line(own_form)[:60] if form == "own" else "",
        purpose=purpose,
        parent=parent,
        audience=audience,
        zone=zone or by.zone or Commons.current().zone,
        language=language or by.language or Commons.current().language,
    )
    begin_design(community, by)
    return community


@transaction.atomic
def begin_design(community: Community, by: Person, *, made_from: Entry | None = None) -> Design:
    """Lay the empty design document of a community that has none yet, and give the one it has where it does."""
    existing = Design.objects.filter(community=community).select_related("entry", "community").first()
    if existing:
        return existing
    entry = write_entry(
        by,
        "design",
        title=community.name,
        summary=community.purpose,
        community=community,
        audience=Audience.COMMUNITY,
        opened_to=community.parent,
        made_from=made_from,
        language=community.language,
    )
    return Design.objects.create(entry=entry, community=community)


@transaction.atomic
def start_from(source: Community, by: Person, *, name: str, **more: Any) -> Community:
    """Begin a community from another's design: its words, values, practices and rhythm; none of its dates or people.

    Whoever starts must be able to see that design.
    """
    design = Design.objects.filter(community=source).select_related("entry", "community").first()
    if design is None or not Entry.objects.visible_to(by).filter(pk=design.pk).exists():
        raise PermissionDenied(_("This design is not open to you. Ask those who made it."))
    return start_with(source, by, document_of(design), made_from=design.entry, name=name, **more)


@transaction.atomic
def start_with(
    source: Community,
    by: Person,
    said: Document,
    *,
    made_from: Entry,
    name: str,
    purpose: str | None = None,
    **more: Any,
) -> Community:
    """Begin a community with what `said` says of another, which is what `by` may read of it in `made_from`.

    What stands on the page of that community comes along where `by` may open it: norms and interests.
    """
    said = copied(said)
    is_seen = Community.objects.visible_to(by).filter(pk=source.pk).exists()
    more.setdefault("form", said["form"])
    more.setdefault("own_form", said["own_form"])
    if more.get("parent") is None:
        more.pop("parent", None)
    community = start_community(
        by,
        name=name,
        purpose=said["purpose"] if purpose is None else purpose,
        started_from=source,
        norms=source.norms if is_seen else "",
        zone=more.pop("zone", "") or by.zone or Commons.current().zone,
        language=more.pop("language", "") or source.language,
        **more,
    )
    if is_seen:
        community.interests.set(source.interests.all())
    copy = begin_design(community, by, made_from=made_from)
    write_design(
        copy,
        by,
        based_on=copy.entry.version,
        note=_("Started from %(name)s") % {"name": source.name},
        fields={field: said[field] for field in (*SECTIONS, *NUMBERS)},
        values=_as_values(said),
        arc=said["arc"],
        predictions=said["predictions"],
    )
    record("design.grown", by=by, entry=made_from, community=source, grown=community.pk)
    return community


def copied(said: Document) -> Document:
    """What a copy takes along of a document: its words, values and rhythm; none of its dates, nor its place."""
    kept = {name: value for name, value in said.items() if name not in _NOT_COPIED}
    return document_with(**kept | {"arc": _without_dates(said["arc"], day_of(said["starts_on"]))})


def _as_values(said: Document) -> list[Value]:
    return [(value["key"], value["own_name"], value["practices"]) for value in said["values"]]


def _without_dates(arc: Iterable[Mapping[str, Any]], first: date | None) -> list[dict[str, Any]]:
    """The days of an arc with the distance from its first day in place of their dates."""
    days = []
    for row in arc:
        on = day_of(row["on"])
        offset = (on - first).days if on and first and on >= first else row.get("offset")
        days.append({**row, "id": None, "on": None, "offset": offset})
    return days


@transaction.atomic
def write_design(
    design: Design,
    by: Person,
    *,
    based_on: int,
    note: str = "",
    fields: Mapping[str, Any] | None = None,
    values: list[Value] | None = None,
    arc: Iterable[Mapping[str, Any]] | None = None,
    predictions: Iterable[str] | None = None,
) -> Design:
    """Change what the design says; all that one person changes in one sitting is one revision.

    `fields` names those of `document.FIELDS` to change. `values`, `arc` and `predictions` replace what stood there, and
    None leaves it; days that stay keep their row, since gatherings hang on them. Raises EditedMeanwhile, having changed
    nothing, where the document is no longer at the version `based_on`.
    """
    entry = Entry.objects.select_for_update().get(pk=design.pk)
    if entry.version != based_on:
        raise EditedMeanwhile(entry)
    _read_again(design, entry)
    before = document_of(design)
    _keep_fields(design, by, fields or {})
    if values is not None:
        keep_values(design, values)
    if arc is not None:
        keep_arc(design, arc)
    if predictions is not None:
        keep_predictions(design, predictions)
    _give_dates_to_offsets(design, before)
    after = document_of(design)
    if after == before and not note:
        return design
    names = [known_name(value["key"], value["own_name"]) for value in after["values"]]
    edit_entry(
        entry,
        by,
        based_on=based_on,
        note=note,
        words={**after, "value_names": names},
        title=design.community.name,
        summary=design.community.purpose,
    )
    if design.community.stage == Stage.IMAGINE:
        move_stage(design.community, by, Stage.DESIGN)
    return design


def _read_again(design: Design, entry: Entry) -> None:
    """Bring the caller's design and community up to date, so that only what is changed now is written."""
    community = design.community
    community.refresh_from_db()
    design.refresh_from_db()
    design.community, design.entry = community, entry


def _keep_fields(design: Design, by: Person, fields: Mapping[str, Any]) -> None:
    """Put words, numbers and days where they belong: on the design, or on its community."""
    changed = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise ValueError(f"a design has no {name}")
        if name in SECTIONS:
            setattr(design, name, clean(value).strip())
        elif name in NUMBERS:
            setattr(design, name, value)
        elif getattr(design.community, name) != (column := _as_column(name, value)):
            changed[name] = column
    for name in SECTIONS:
        if name in fields or name not in design.html:
            design.html[name] = render(getattr(design, name))
    design.save()
    if changed:
        change_community(design.community, by, **changed)


def _as_column(name: str, value: Any) -> Any:
    if name in {"starts_on", "ends_on"}:
        return day_of(value) if isinstance(value, str) else value
    if name == "purpose":
        return clean(value).strip()
    longest = {"own_form": 60, "place": 200}.get(name, 50)
    return clean_line(value)[:longest]


def _give_dates_to_offsets(design: Design, before: Document) -> None:
    """The first day is known now: days that only knew their distance from it get their date."""
    first = design.community.starts_on
    if first is None or before["starts_on"]:
        return
    for day in design.arc.filter(on=None, offset__isnull=False):
        day.on, day.offset = first + timedelta(days=day.offset or 0), None
        day.save(update_fields=["on", "offset"])


@transaction.atomic
def open_design(design: Design, by: Person, audience: int, *, to_outer: bool) -> None:
    """Decide who may read the design, and whether the members of the outer community may."""
    entry = design.entry
    opened_to = design.community.parent if to_outer else None
    if (entry.audience, entry.opened_to_id) != (audience, opened_to.pk if opened_to else None):
        change_audience(entry, by, audience, opened_to=opened_to)


@transaction.atomic
def bring_back(design: Design, by: Person, revision: Revision) -> Design:
    """Make the design say again what it said after an earlier sitting. What it says now stays among its sittings."""
    said = revision.words
    fields = {name: said[name] for name in FIELDS if name in said}
    return write_design(
        design,
        by,
        based_on=Entry.objects.values_list("version", flat=True).get(pk=design.pk),
        note=_("Brought back sitting %(number)s") % {"number": revision.number},
        fields=fields,
        values=_as_values(said) if "values" in said else None,
        arc=said.get("arc"),
        predictions=said.get("predictions"),
    )
