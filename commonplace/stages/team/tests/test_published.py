"""Instances that this project did not make are worth what is said of them, and we form teams at least as good."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.team.actions import begin_forming
from commonplace.stages.team.apart import formed_apart
from commonplace.stages.team.forming import formed, seconds_for
from commonplace.stages.team.models import Statement
from commonplace.stages.team.reading import Holds, problem_of, read, suggested
from commonplace.stages.team.scoring import Problem, Weights, figures_of, is_sound, whole_of
from commonplace.stages.team.tables import table, text_of
from commonplace.stages.team.tests.conftest import PUBLISHED

Published = Callable[[int], tuple[Problem, dict[str, Any]]]


@pytest.mark.parametrize("people", [40, 400])
def test_teams_are_worth_what_was_published(published: Published, people: int) -> None:
    problem, told = published(people)
    assert is_sound(problem, told["best_known_teams"])
    whole = whole_of(problem, [figures_of(problem, team) for team in told["best_known_teams"]])
    assert round(whole.worth, 4) == told["best_known"]


def test_a_survey_of_another_program_is_read() -> None:
    """All 32 lines, their hours in the zone they were asked in, and whom they named, as far as these answered."""
    assert PUBLISHED is not None
    listed = table(text_of((PUBLISHED / "gruepr_testdata.csv").read_bytes()))
    columns = suggested(listed.headings)
    assert {column.day for column in columns if column.holds == Holds.TAKEN} == set(range(7))
    # Headings about who somebody is are suggested to hold nothing.
    assert {columns[number].holds for number in (0, 4, 5, 6, 7, 19, 22)} == {Holds.NOTHING}
    answers = read(listed, columns, zone="America/New_York", week=date(2018, 2, 12))
    assert [one.number for one in answers] == list(range(2, 34))
    assert [one.trouble for one in answers if one.trouble] == []
    araceli, bryan = answers[0], answers[1]
    assert (araceli.name, araceli.email, araceli.background) == (
        "Araceli Andrzejewski",
        "a.andrzeje@school.edu",
        "Chemistry",
    )
    assert araceli.outcomes == ("Autonomous Rover", "Drone Swarm", "Smart Greenhouse")
    assert araceli.hours is not None
    # On Sundays Araceli is free at 11, noon, 5PM and 6PM, which are 16, 17, 22 and 23 UTC.
    assert [hour for hour in range(144, 168) if araceli.hours >> hour & 1] == [160, 161, 166, 167]
    assert araceli.wishes == (bryan.number,)
    assert bryan.unclear == ("Nobody on the list is called Araceli Andrejewski; line 2 looks like it.",)
    *_before, last = formed(problem_of(answers, 4, Weights()), rounds=200)
    assert len(last.teams) == 8


@pytest.mark.django_db
def test_a_survey_of_another_program_goes_through_the_pages(
    community: Callable[..., Community],
    member: Callable[..., Person],
    person: Callable[..., Person],
    sign_in: Callable[[Person | None], Client],
    run_tasks: Callable[[], None],
) -> None:
    """Everybody on it is a learner here: what they answered is kept, and teams are formed of them."""
    assert PUBLISHED is not None
    data = (PUBLISHED / "gruepr_testdata.csv").read_bytes()
    carrier = person("nkechi")
    place = community(carrier)
    forming = begin_forming(place, carrier, closes_at=clock.now() + timedelta(days=3))
    for number, row in enumerate(table(text_of(data)).rows):
        learner = member(place, f"learner{number}")
        Person.objects.filter(pk=learner.pk).update(display_name=" ".join(row.parts[1:3]))
    client, here = sign_in(carrier), f"{place.address}team-up/bring/"
    page = client.post(here, {"answers": SimpleUploadedFile("survey.csv", data)}).content.decode()
    assert "Keep what 32 people said" in page
    assert "cannot be brought in" not in page
    assert "Nobody on the list is called Araceli Andrejewski; line 2 looks like it." in page
    columns = suggested(table(text_of(data)).headings)
    sent = {f"column_{number}": f"{one.holds.name.lower()}-{one.day}" for number, one in enumerate(columns)}
    sent |= {"text": text_of(data), "zone": "America/New_York"}
    page = client.post(here, sent).content.decode()
    sent["seen"] = page.split('name="seen" value="')[1].split('"')[0]
    assert client.post(here, {**sent, "do": "yes"}).status_code == 302
    assert Statement.objects.filter(forming=forming, is_brought=True).count() == 32
    araceli = Statement.objects.get(person__display_name="Araceli Andrzejewski")
    assert araceli.named.get().other.display_name == "Bryan Blackwelder"
    assert client.post(f"{place.address}team-up/propose/").status_code == 302
    assert client.post(f"{place.address}team-up/take-now/").status_code == 302
    run_tasks()
    assert forming.teams.count() == 8
    assert forming.seats.count() == 32


@pytest.mark.long
@pytest.mark.alone
def test_teams_of_400_are_formed_in_25_seconds(published: Published) -> None:
    problem, _told = published(400)
    begun = time.monotonic()
    *_before, last = formed(problem, seconds=seconds_for(400))
    assert time.monotonic() - begun <= 25
    assert is_sound(problem, last.teams)
    assert last.value / len(last.teams) >= 0.785


@pytest.mark.long
@pytest.mark.alone
def test_teams_of_40_are_proved_to_be_the_best_in_half_a_minute(published: Published) -> None:
    problem, told = published(40)
    begun = time.monotonic()
    *_before, last = formed_apart(problem)
    assert time.monotonic() - begun <= 30
    assert last.is_best
    assert is_sound(problem, last.teams)
    assert round(last.value / len(last.teams), 4) == told["proven_optimum"] == 0.6114
