"""A pasted roster is read as it comes; what cannot be told for certain is said to be so."""

import pytest

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
