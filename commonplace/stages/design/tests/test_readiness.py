"""What is missing for a design to be specific and of a size that can be carried."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.models import Stage
from commonplace.stages.design.document import NUMBERS, ON_COMMUNITY, SECTIONS
from commonplace.stages.design.readiness import lines_of, readiness

TODAY = date(2027, 3, 1)
READY = {
    **dict.fromkeys(ON_COMMUNITY, ""),
    **dict.fromkeys(SECTIONS, "We asked nine children and two of their mothers, and they told us."),
    "purpose": "A van.",
    "form": "workshop",
    "place": "Beeston",
    "zone": "Europe/London",
    "starts_on": "2027-03-06",
    "ends_on": "2027-03-20",
    "learners": 30,
    "facilitators": 3,
    "hours_needed": 8,
    "hours_available": 9,
    "values": [{"key": "equity", "own_name": "", "practices": ["The van comes to three streets."]}],
    "arc": [
        {"id": 1, "title": "Scooters", "words": "", "on": "2027-03-06", "starts": None, "minutes": 90, "offset": None}
    ],
    "predictions": ["A friend comes."],
}


def open_lines(**changed):
    return {(line.field, line.words) for line in lines_of({**READY, **changed}, TODAY) if not line.is_said}


def day(on):
    return [{**READY["arc"][0], "on": on}]


def test_a_design_that_says_everything_has_nothing_open():
    assert open_lines() == set()


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"need": "Children miss it."}, "id_need", "Whom you spoke with about it: still open"),
        ({"purpose": ""}, "id_purpose", "What it is for: still open"),
        ({"who": ""}, "id_who", "Who it is for: still open"),
        ({"included": ""}, "id_included", "Who could be left out: still open"),
        ({"included": "Shift workers."}, "id_included", "Who could be left out: what do you do about it?"),
        ({"values": []}, "values", "A value it stands under: still open"),
        (
            {"values": [{"key": "autonomy", "own_name": "", "practices": []}]},
            "id_card-0-practice_0",
            "A practice for autonomy: still open",
        ),
        (
            {"values": [{"key": "", "own_name": "Humour", "practices": []}]},
            "id_card-0-practice_0",
            "A practice for Humour: still open",
        ),
        ({"ends_on": None}, "id_ends_on", "The last day: still open"),
        ({"ends_on": "2027-03-05", "arc": []}, "id_ends_on", "The last day comes before the first"),
        ({"starts_on": "2027-02-28"}, "id_starts_on", "The first day has gone by"),
        ({"place": ""}, "id_place", "Where it happens: still open"),
        ({"arc": []}, "id_day-0-title", "What happens, day by day: still open"),
        ({"arc": day("2027-03-21")}, "id_day-0-on", "“Scooters” lies outside the dates"),
        ({"arc": day(None)}, "id_day-0-on", "A date for “Scooters”: still open"),
        ({"learners": None}, "id_learners", "How many learners, at most: still open"),
        ({"facilitators": None}, "id_facilitators", "How many facilitate: still open"),
        ({"roles": "", "facilitators": 1}, "id_roles", "30 learners and 1 facilitator: who helps?"),
        ({"hours_needed": None}, "id_hours_needed", "Hours a week that it takes: still open"),
        ({"hours_available": None}, "id_hours_available", "Hours a week that you have: still open"),
        (
            {"hours_available": 5},
            "id_hours_needed",
            "It takes 8 hours a week and you have 5: what could be smaller?",
        ),
        ({"safety": ""}, "id_safety", "Norms and safety: still open"),
        ({"recruiting": ""}, "id_recruiting", "How people hear of it: still open"),
        ({"predictions": []}, "id_prediction_0", "Something you predict: still open"),
    ],
)
def test_each_line_opens_with_its_field(changed, field, words):
    assert (field, words) in open_lines(**changed)


def test_more_learners_than_one_can_be_near_are_well_where_somebody_helps():
    assert open_lines(facilitators=1) == set()
    assert open_lines(learners=10, facilitators=1, roles="") == {("id_roles", "Who does what: still open")}


words = st.text(max_size=80)
days = st.none() | st.dates().map(date.isoformat)
numbers = st.none() | st.integers(0, 32_767)
documents = st.fixed_dictionaries(
    {
        **dict.fromkeys((*SECTIONS, *ON_COMMUNITY), words),
        **dict.fromkeys(NUMBERS, numbers),
        "starts_on": days,
        "ends_on": days,
        "values": st.lists(
            st.fixed_dictionaries(
                {
                    "key": st.sampled_from(["", "equity", "%s"]),
                    "own_name": words,
                    "practices": st.lists(words, max_size=2),
                }
            ),
            max_size=3,
        ),
        "arc": st.lists(st.fixed_dictionaries({"title": words, "on": days}), max_size=3),
        "predictions": st.lists(words, max_size=2),
    }
)


@given(documents, st.none() | st.dates())
def test_whatever_is_written_there_are_lines_and_each_has_words_and_a_field(said, today):
    lines = lines_of(said, today)
    assert all(line.words and line.field for line in lines)
    assert len(lines) == len(lines_of(said, today))
    assert {"id_need", "id_learners", "id_safety"} <= {line.field for line in lines}


@given(documents, st.sampled_from(["purpose", "who", "place", "learners", "safety", "recruiting", "roles"]))
def test_a_line_is_said_exactly_when_its_field_is(said, name):
    lines = {line.field: line.is_said for line in lines_of(said, TODAY) if "who helps" not in line.words}
    assert lines[f"id_{name}"] == bool(said[name])


@pytest.mark.django_db
def test_once_it_is_under_way_its_first_day_may_have_gone_by(wheels):
    wheels.community.starts_on = date(2020, 1, 1)
    assert "The first day has gone by" in {line.words for line in readiness(wheels)}
    wheels.community.stage = Stage.GATHER
    assert "The first day has gone by" not in {line.words for line in readiness(wheels)}
