"""A pasted roster is read as it comes; what cannot be told for certain is said to be so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonplace.edges.programmes.roster_reading import read


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("Ana Lind", ("Ana Lind", "", "", "")),
        ("Ana Lind\tana@example.org\tPaper\t16-17", ("Ana Lind", "ana@example.org", "Paper", "16-17")),
        ("Ana Lind; Paper; ANA@Example.org", ("Ana Lind", "ana@example.org", "Paper", "")),
        ("Ana Lind <ana@example.org>, Paper", ("Ana Lind", "ana@example.org", "Paper", "")),
        ('"Lind, Ana", ana@example.org, 14', ("Lind, Ana", "ana@example.org", "", "13-15")),
        ('  3. "Ana Lind" <ana@example.org>', ("Ana Lind", "ana@example.org", "", "")),
        ("7\tAna Lind\t\t\tadult", ("Ana Lind", "", "", "adult")),
        ("- Zoë O’Hara, 18+", ("Zoë O’Hara", "", "", "adult")),
        ("سلمى, 16 or 17", ("سلمى", "", "", "16-17")),
        ("Ana \u202eLind\u200b", ("Ana Lind", "", "", "")),
        ("\ufeffAna\u00a0Lind\u3000\tana＠example.org\u00a0", ("Ana Lind", "ana@example.org", "", "")),
        ("Ana Lind\tmailto:ana@example.org\t\t", ("Ana Lind", "ana@example.org", "", "")),
        ("Ana\x0bLind\tana@example.org", ("Ana Lind", "ana@example.org", "", "")),
        ('"Ana\nLind"\tana@example.org', ("Ana Lind", "ana@example.org", "", "")),
        ('"Ana\n""Nan""\nLind"\t"Paper\r\nand ink"\t14', ('Ana "Nan" Lind', "", "Paper and ink", "13-15")),
        ('Robert "Bob" Lind\tbob@example.org', ('Robert "Bob" Lind', "bob@example.org", "", "")),
        ("Ana Lind\t=1+1\t", ("Ana Lind", "", "=1+1", "")),
    ],
)
def test_a_line_is_read_as_it_comes(pasted: str, said: tuple[str, ...]) -> None:
    (line,) = read(f"\n\n{pasted}\n  \n;;\n").lines
    assert (line.name, line.email, line.team, line.age_band, line.trouble) == (*said, "")
    assert line.number == 3


@pytest.mark.parametrize(
    ("pasted", "trouble"),
    [
        ("ana@example.org", "The name is missing."),
        ("Ana, ana@example", "The e-mail address looks wrong: ana@example"),
        ("Ana, Paper, Stone", "It has more parts than"),
        ("Ana, 12", "Under 13"),
        ("Ana, 2009-04-01", "Leave out the date of birth"),
        ("A" * 81, "The name is too long"),
        ("12345", "The name is missing."),
        ("Ana\t#N/A", "Your spreadsheet could not reckon a cell out: #N/A."),
        ("#REF!\tana@example.org", "Your spreadsheet could not reckon a cell out: #REF!."),
    ],
)
def test_what_cannot_be_told_is_said_and_not_guessed(pasted: str, trouble: str) -> None:
    (line,) = read(pasted).lines
    assert line.trouble.startswith(trouble)
    assert line.text == pasted, "nothing of it is lost"


def test_headings_say_what_the_columns_are_and_others_are_passed_over() -> None:
    lines = read("Team\tFirst name\tLast name\tPhone\tAge\nPaper\tAna\tLind\t0171\tabout 20\nStone\tBo\t\t\t").lines
    assert [(line.name, line.team, line.trouble) for line in lines] == [
        ("", "", "The age is not clear: about 20. Write 13-15, 16-17 or adult."),
        ("Bo", "Stone", ""),
    ]


def test_a_quotation_mark_that_nothing_ends_takes_no_other_lines_along() -> None:
    lines = read('"Ana Lind\tana@example.org\n"Bo" Berg\tbo@example.org\nCy\n"Dov\nCohen"\nEl').lines
    assert [(line.number, line.name) for line in lines] == [
        (1, ""), (2, "Bo Berg"), (3, "Cy"), (4, "Dov Cohen"), (6, "El"),
    ]  # fmt: skip
    assert lines[0].trouble, "what cannot be told is said"


@given(st.lists(st.tuples(st.text("Aßx ’", max_size=9), st.text('a"\n\t\r;, \u00a0\x0b', max_size=6)), max_size=8))
def test_whatever_stands_in_other_cells_the_same_people_come_out(rows: list[tuple[str, str]]) -> None:
    """As spreadsheets copy their cells: between quotation marks, with two for one, where a cell holds any of them."""
    people = [f"Person {' '.join(name.split())}".strip() for name, _note in rows]
    table = [("Note", "Name"), *((note, name) for name, (_name, note) in zip(people, rows, strict=True))]
    reading = read("\n".join("\t".join(map(_as_copied, row)) for row in table))
    assert [line.name for line in reading.lines] == people


def _as_copied(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if {"\n", "\r", "\t", '"'} & set(cell) else cell
