"""A programme's record as tables that spreadsheets and programs read. What stands in it: docs/hosts/programmes.md."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings

from commonplace.commons.communities.models import Community, Stage, Team
from commonplace.commons.people.models import Person
from commonplace.edges.programmes.models import Participation, hours_of
from commonplace.edges.programmes.teams import belonging, teams_of
from commonplace.ground import clock
from commonplace.ground.local_time import zone_called

FORMAT, VERSION = "commonplace programme", 1
# What spreadsheets take for a formula at the beginning of a cell (OWASP, “CSV Injection”).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Row = dict[str, Any]
TABLES = {
    "teams": ("team", "address", "form", "stage", "first_day", "last_day", "begun_on", "closed_on"),
    "people": ("name", "address", "role", "teams", "joined_on", "left_on", "hours", "times"),
    "participation": (
        "name", "address", "day", "what", "hours", "confirmed_by", "confirmed_at", "taken_back_by", "taken_back_at",
    ),
}  # fmt: skip


def _day(moment: datetime | None, programme: Community) -> date | None:
    """On which day of the programme's clocks something was."""
    return moment.astimezone(zone_called(programme.zone)).date() if moment else None


def _teams(programme: Community, viewer: Person) -> Iterator[Row]:
    for team in teams_of(programme, viewer):
        yield {
            "team": team.name,
            "address": settings.ADDRESS + team.address,
            "form": team.own_form or team.form,
            "stage": Stage(team.stage).name.lower(),
            "first_day": team.starts_on,
            "last_day": team.ends_on,
            "begun_on": _day(team.created_at, programme),
            "closed_on": _day(team.closed_at, programme),
        }


def _named(person: Person) -> Row:
    return {"name": person.display_name, "address": f"{settings.ADDRESS}/@{person.name}/"}


def _people(programme: Community, viewer: Person) -> Iterator[Row]:
    present = list(programme.memberships.filter(left_at=None).values_list("person", flat=True))
    teams: dict[int, list[str]] = defaultdict(list)
    in_teams = Team.people.through.objects.filter(team__community=programme, person__in=present)
    for person, name in in_teams.order_by("team__name").values_list("person", "team__name"):
        teams[person].append(name)
    for person, names in belonging(programme, viewer, present).items():
        teams[person] += names
    minutes: dict[int, list[int]] = defaultdict(list)
    standing = Participation.objects.filter(programme=programme, taken_back_at=None)
    for person, some in standing.values_list("person", "minutes"):
        minutes[person].append(some)
    rows = programme.memberships.select_related("person").order_by("person__display_name", "pk")
    for membership in rows:
        took = minutes[membership.person_id]
        yield {
            **_named(membership.person),
            "role": membership.role,
            "teams": "; ".join(dict.fromkeys(teams[membership.person_id])) if membership.left_at is None else "",
            "joined_on": _day(membership.joined_at, programme),
            "left_on": _day(membership.left_at, programme),
            "hours": hours_of(sum(took)),
            "times": len(took),
        }


def _participation(programme: Community, viewer: Person) -> Iterator[Row]:
    rows = Participation.objects.filter(programme=programme).select_related("person", "confirmed_by", "taken_back_by")
    for row in rows.order_by("on", "person__display_name", "pk"):
        yield {
            **_named(row.person),
            "day": row.on,
            "what": row.what,
            "hours": row.hours,
            "confirmed_by": row.confirmed_by and row.confirmed_by.display_name,
            "confirmed_at": row.confirmed_at,
            "taken_back_by": row.taken_back_by and row.taken_back_by.display_name,
            "taken_back_at": row.taken_back_at,
        }


_ROWS: dict[str, Callable[[Community, Person], Iterator[Row]]] = {
    "teams": _teams,
    "people": _people,
    "participation": _participation,
}


def _cell(value: Any) -> str:
    """A value as a cell: moments and days in ISO 8601. What a spreadsheet would reckon with is made plain words by a mark."""
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_csv(table: str, programme: Community, viewer: Person) -> str:
    """One table (RFC 4180), with the mark by which spreadsheets know that it is UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(TABLES[table])
    writer.writerows([_cell(row[column]) for column in TABLES[table]] for row in _ROWS[table](programme, viewer))
    return "\ufeff" + written.getvalue()


def as_json(programme: Community, viewer: Person) -> str:
    """All tables together."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.now(),
        "programme": {"name": programme.name, "address": settings.ADDRESS + programme.address},
        **{table: _plain(rows(programme, viewer)) for table, rows in _ROWS.items()},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2, default=lambda value: value.isoformat())


def _plain(rows: Iterable[Row]) -> list[Row]:
    """Hours are numbers here, and teams a list."""
    made = []
    for row in rows:
        more = {"hours": float(row["hours"])} if "hours" in row else {}
        more |= {"teams": row["teams"].split("; ") if row["teams"] else []} if "teams" in row else {}
        made.append(row | more)
    return made
