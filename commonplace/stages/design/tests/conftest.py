from datetime import date

import pytest

from commonplace.stages.design import actions


@pytest.fixture
def wheels(person):
    """A community of Beatriz's with a design that says a good deal."""
    beatriz = person("beatriz")
    community = actions.start(
        beatriz, name="Physics on Wheels", form="workshop", purpose="Physics where the children are."
    )
    return actions.write_design(
        community.design,
        beatriz,
        based_on=1,
        fields={
            "need": "I asked **nine** children.",
            "starts_on": date(2026, 9, 12),
            "ends_on": date(2026, 9, 20),
            "learners": 24,
            "hours_available": 9,
            "place": "Beeston",
        },
        values=[
            ("equity", "", ["The van comes to three streets.", "  ", "Tools are lent."]),
            ("", "Good humour", []),
            ("autonomy", "", ["A blank wall"]),
        ],
        arc=[
            {
                "title": "Scooters",
                "on": date(2026, 9, 12),
                "starts": "10:00",
                "minutes": 120,
                "words": "Take *one* apart.",
            },
            {"title": "Brakes", "on": date(2026, 9, 14)},
            {"title": ""},
        ],
        predictions=["Somebody brings a friend.", ""],
    )


@pytest.fixture
def beatriz(wheels):
    return wheels.entry.authors.get()
