"""A programme's record leaves as CSV and JSON, for those who carry it alone."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.actions import form_team, leave_community, welcome_member
from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.people.models import Person
from commonplace.edges.programmes.models import Participation
from commonplace.edges.programmes.participation import confirm, take_back
from commonplace.ground import clock

pytestmark = pytest.mark.django_db
PAGE = "/c/the-long-term/programme/record/"
FILES = ("teams.csv", "people.csv", "participation.csv", "programme.json")
MOMENT = datetime(2031, 11, 20, 12, 30, tzinfo=UTC)


def _rows(answer: Any) -> list[list[str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def lived(programme: Community, ruth: Person, team: Callable, student: Callable) -> Community:
    """Two students, one of whom is called like a formula and has left; hours confirmed, and taken back once."""
    dov, wen = student("dov"), student("wen")
    Person.objects.filter(pk=wen.pk).update(display_name='=HYPERLINK("http://example.org";"Wen")')
    kettles = team("Kettles", stage=Stage.GATHER, starts_on=date(2031, 11, 10))
    team("Secretive", opened_to_outer=False, audience=Audience.COMMUNITY)
    welcome_member(team("On its own", opened_to_outer=False), dov)
    welcome_member(kettles, dov)
    form_team(programme, ruth, "Paper", [dov])
    with clock.at(MOMENT):
        for what, minutes in (("Posters", 90), ("-2+3", 60)):
            confirm(programme, ruth, [dov], minutes=minutes, what=what, on=date(2031, 11, 19))
        take_back(Participation.objects.select_related("programme").get(minutes=60), ruth)
        leave_community(programme.memberships.get(person=wen), wen)
    return programme


def test_the_tables_hold_what_was_lived_and_nothing_that_a_spreadsheet_would_reckon_with(
    lived: Community, ruth: Person, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in(ruth)
    begun = lived.created_at.date().isoformat()
    heads, *people = _rows(staff.get(PAGE + "people.csv"))
    assert heads == ["name", "address", "role", "teams", "joined_on", "left_on", "hours", "times"]
    by_name = {row[0]: row[2:] for row in people}
    assert by_name["Dov"] == ["learner", "Paper; Kettles", begun, "", "1.5", "1"]
    assert by_name['\'=HYPERLINK("http://example.org";"Wen")'] == ["learner", "", begun, "2031-11-20", "0", "0"]
    _heads, *hours = _rows(staff.get(PAGE + "participation.csv"))
    moment = "2031-11-20T12:30:00+00:00"
    assert [row[2:] for row in hours] == [
        ["2031-11-19", "Posters", "1.5", "Ruth", moment, "", ""],
        ["2031-11-19", "'-2+3", "1", "Ruth", moment, "Ruth", moment],
    ]
    _heads, *teams = _rows(staff.get(PAGE + "teams.csv"))
    assert [row[0] for row in teams] == ["Kettles", "On its own"], "what a team keeps to itself is not in it"
    assert teams[0][3:6] == ["gather", "2031-11-10", ""]


def test_json_holds_the_same_and_no_addresses_or_ages(
    lived: Community, ruth: Person, sign_in: Callable[..., Client]
) -> None:
    text = sign_in(ruth).get(PAGE + "programme.json").content.decode()
    whole = json.loads(text)
    assert (whole["format"], whole["version"]) == ("commonplace programme", 1)
    dov = next(row for row in whole["people"] if row["name"] == "Dov")
    assert (dov["hours"], dov["teams"]) == (1.5, ["Paper", "Kettles"])
    assert [row["what"] for row in whole["participation"]] == ["Posters", "-2+3"]
    assert 'example.org"' not in text.replace("http://example.org", "")
    assert "adult" not in text


def test_nobody_else_fetches_any_of_it(
    lived: Community, team: Callable, person: Callable, sign_in: Callable[..., Client]
) -> None:
    for viewer in (None, Person.objects.get(name="dov"), Person.objects.get(name="teo"), person("nur", is_host=True)):
        for file in ("", *FILES):
            answer = sign_in(viewer).get(PAGE + file)
            assert answer.status_code in {302, 403, 404}, (viewer, file)
            assert "Posters" not in answer.content.decode()


def test_days_are_those_of_the_programmes_clocks(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    dov = student("dov")
    Community.objects.filter(pk=programme.pk).update(zone="Pacific/Auckland")
    membership = programme.memberships.filter(person=dov)
    membership.update(
        joined_at=datetime(2031, 4, 5, 11, 30, tzinfo=UTC), left_at=datetime(2031, 4, 5, 12, 30, tzinfo=UTC)
    )
    head, *rows = _rows(sign_in(ruth).get(PAGE + "people.csv"))
    row = next(dict(zip(head, row, strict=True)) for row in rows if row[0] == dov.display_name)
    assert (row["joined_on"], row["left_on"]) == ("2031-04-06", "2031-04-06"), (
        "on the night on which clocks go back there"
    )
