"""Lists of answers are read as they come, each line that cannot be is named, and hours become those of a week in UTC."""

import csv
import io
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from commonplace.stages.team.hours import NoHour, drawn, hours_named, mask_of
from commonplace.stages.team.reading import Answer, Column, Holds, problem_of, read, suggested
from commonplace.stages.team.scoring import WEEK, Weights
from commonplace.stages.team.tables import MOST_COLUMNS, MOST_LINES, table, text_of

WEEK_OF = date(2026, 11, 30)  # a Monday
NAME = Column(Holds.NAME)


def answers(text: str, columns: Sequence[Column], zone: str = "UTC") -> list[Answer]:
    return read(table(text), columns, zone=zone, week=WEEK_OF)


def bits(mask: int | None) -> list[int]:
    assert mask is not None
    return [hour for hour in range(WEEK) if mask >> hour & 1]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("written_as", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_ways_to_write_a_list_are_read(mark: str, written_as: str) -> None:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark)
    writer.writerows([["Name", "From where?"], ["Zoë “Zed”", f"maps{mark} and\nfilms"], [], ["Ali", ""]])
    listed = table(text_of(file.getvalue().encode(written_as)))
    assert listed.headings == ("Name", "From where?")
    assert [(row.number, row.parts, row.trouble) for row in listed.rows] == [
        (2, ("Zoë “Zed”", f"maps{mark} and films" if mark != "\t" else "maps and films"), ""),
        (5, ("Ali", ""), ""),
    ]


def test_each_line_that_cannot_be_read_is_named() -> None:
    text = (
        "Name,E-mail,Mon,Care\n"
        "Ada,ada@a.example,8-10,3\n"
        ",nobody@a.example,9,1\n"
        "Bo,bo@a.example,at tea time,1\n"
        "Cy,cy@a.example,9,a lot\n"
        'Di,"di@a.example,9,1\n'
        "Ed,ed@a.example,9,1,and more\n"
        "Ada,ADA@a.example,9,1\n"
        "Fay,,,\n"
        "Gus\n"
    )
    columns = [NAME, Column(Holds.EMAIL), Column(Holds.FREE, 0), Column(Holds.VALUE)]
    found = answers(text, columns)
    assert [(one.number, one.trouble.split(".")[0]) for one in found if one.trouble] == [
        (3, "The name is missing"),
        (4, "“at tea time” is no hour"),
        (5, "“a lot” is no weight of a value"),
        (6, "A quotation mark in it is never closed"),
        (7, "It has 5 parts, and there are 4 headings"),
        (8, "Ada is in line 2 already"),
    ]
    read_well = [one for one in found if not one.trouble]
    assert [one.name for one in read_well] == ["Ada", "Fay", "Gus"]
    assert bits(read_well[0].hours) == [8, 9]
    assert read_well[0].values == {"Care": 3.0}
    assert [one.hours for one in read_well[1:]] == [None, None]


def test_a_list_without_lines_says_what_is_missing() -> None:
    for empty in ("", "Name\n", "\n\n;;\n"):
        with pytest.raises(ValueError, match="headings"):
            table(empty)


def test_lines_past_the_most_are_named_too() -> None:
    listed = table("Name\n" + "Ada\n" * (MOST_LINES + 2))
    assert [row.number for row in listed.rows if row.trouble] == [MOST_LINES + 2, MOST_LINES + 3]


def test_a_list_of_very_many_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="up to 100 columns"):
        table(",".join(["Name"] * (MOST_COLUMNS + 1)) + "\nAda\n")


def test_any_column_may_hold_anything() -> None:
    text = "x,y,z,w\nmaps; films,Ada,nurse,films\nsongs,Bo,,\n"
    columns = [Column(Holds.OUTCOMES), NAME, Column(Holds.BACKGROUND), Column(Holds.OUTCOMES)]
    ada, bo = answers(text, columns)
    assert (ada.name, ada.outcomes, ada.background) == ("Ada", ("maps", "films"), "nurse")
    assert (bo.name, bo.outcomes, bo.background) == ("Bo", ("songs",), "")
    with pytest.raises(ValueError, match="column"):
        answers(text, columns[:3])


def test_people_who_are_named_are_found_and_others_are_said_to_be_missing() -> None:
    text = (
        "Name,E-mail,With,Without\n"
        'Ada Ames,ada@a.example,"bo  BAKER; cy@a.example",\n'
        "Bo Baker,,Ada Aimes,Cy Cole\n"
        "Cy Cole,cy@a.example,Cy Cole,Somebody Else\n"
        "Sam,s1@a.example,,\n"
        "Sam,s2@a.example,Sam,\n"
        "Tom,,Sam,\n"
    )
    columns = [NAME, Column(Holds.EMAIL), Column(Holds.WISHES), Column(Holds.REFUSALS)]
    ada, bo, cy, _sam, sam, tom = answers(text, columns)
    assert (ada.wishes, ada.unclear) == ((3, 4), ())
    assert (bo.wishes, bo.refusals) == ((), (4,))
    assert bo.unclear == ("Nobody on the list is called Ada Aimes; line 2 looks like it.",)
    assert (cy.wishes, cy.unclear) == ((), ("Nobody on the list is called Somebody Else.",))
    assert sam.wishes == (5,)
    assert tom.unclear == ("Several people are called Sam.",)


def test_hours_that_are_taken_leave_those_that_were_asked_about() -> None:
    text = "Name,M,T\nAda,8AM;9AM;noon,\nBo,,\nCy,1PM,10:00\n"
    columns = [NAME, Column(Holds.TAKEN, 0), Column(Holds.TAKEN, 1)]
    ada, bo, cy = answers(text, columns, "America/New_York")
    # Asked about were 8 to 13 on Monday and Tuesday, which in winter are 13 to 18 UTC.
    assert bits(ada.hours) == [15, 16, 18, *range(37, 43)]
    assert bo.hours is None
    assert bits(cy.hours) == [13, 14, 15, 16, 17, 37, 38, 40, 41, 42]


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("8AM;noon;1PM", {8, 12, 13}),
        ("midnight, 12pm, 12 a.m.", {0, 12}),
        ("17:00; 9h", {17, 9}),
        ("8-10", {8, 9}),
        ("8AM to noon", {8, 9, 10, 11}),
        ("22–2", {22, 23, 0, 1}),
        ("20-24", {20, 21, 22, 23}),
        (" ; ", set()),
    ],
)
def test_hours_are_named_in_many_ways(said: str, hours: set[int]) -> None:
    assert hours_named(said) == hours


@pytest.mark.parametrize("said", ["25", "13PM", "0am", "8:30", "morning", "8-9-10", "8-8", "24"])
def test_what_is_no_hour_is_not_guessed_at(said: str) -> None:
    with pytest.raises(NoHour):
        hours_named(said)


def test_a_week_wraps_around_and_summer_time_counts() -> None:
    sunday_evening = {(6, 23)}
    assert bits(mask_of(sunday_evening, "America/New_York", WEEK_OF)) == [4]
    assert bits(mask_of(sunday_evening, "America/New_York", date(2026, 7, 1))) == [3]
    assert bits(mask_of({(0, 0)}, "Asia/Tokyo", WEEK_OF)) == [WEEK - 9]


def test_half_an_hour_off_needs_both_hours() -> None:
    assert bits(mask_of({(0, 18)}, "Asia/Kolkata", WEEK_OF)) == []
    assert bits(mask_of({(0, 18), (0, 19)}, "Asia/Kolkata", WEEK_OF)) == [13]


@given(
    some.frozensets(some.tuples(some.integers(0, 6), some.integers(0, 23))),
    some.sampled_from(["UTC", "Pacific/Auckland", "America/St_Johns", "Asia/Kathmandu", "Africa/Lagos"]),
    some.dates(date(2026, 1, 1), date(2027, 12, 31)),
)
def test_nobody_is_said_to_be_free_when_they_are_not(free: frozenset[tuple[int, int]], zone: str, week: date) -> None:
    mask = mask_of(free, zone, week)
    assert drawn(mask, zone, week) <= free
    assert mask_of(drawn(mask, zone, week), zone, week) == mask


@given(some.binary(max_size=200) | some.text(alphabet='ab",;\t\n', max_size=60).map(str.encode))
def test_nothing_makes_reading_fail_but_in_words(data: bytes) -> None:
    try:
        listed = table(text_of(data))
    except ValueError:
        return  # in words, which the tests above read
    read(listed, suggested(listed.headings), zone="UTC", week=WEEK_OF)
    assert all(len(row.parts) == len(listed.headings) for row in listed.rows if not row.trouble)


def test_answers_become_a_problem() -> None:
    text = "Name,Wants,From,Care,Play,With\nAda,maps;Films,Nurse,3,,Bo\nBo,films,nurse,,2,\n,,,,,\nCy,,,,,\n?,,,,,\n"
    columns = [NAME, Column(Holds.OUTCOMES), Column(Holds.BACKGROUND), *[Column(Holds.VALUE)] * 2, Column(Holds.WISHES)]
    problem = problem_of(answers(text, columns), 3, Weights())
    ada, bo, cy = problem.people
    assert len(ada.outcomes & bo.outcomes) == 1
    assert (len(ada.outcomes), len(bo.outcomes), len(cy.outcomes)) == (2, 1, 0)
    assert ada.background == bo.background is not None
    assert cy.background is None
    assert (ada.values, bo.values, cy.values) == ((3.0, 0.0), (0.0, 2.0), ())
    assert problem.wishes == {(0, 1)}
    assert problem.groups == ()


def test_a_zone_that_is_not_known_is_utc() -> None:
    assert mask_of({(0, 1)}, "Not/AZone", WEEK_OF) == mask_of({(0, 1)}, "UTC", WEEK_OF)
