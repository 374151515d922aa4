"""Text as lists and streams show it."""

import pytest

from commonplace.ground.text import beginning, render


@pytest.mark.parametrize(
    ("source", "longest", "kept"),
    [
        ("Short.", 50, "Short."),
        ("One.\n\nTwo, which is longer.\n\nThree.", 20, "One."),
        ("- one\n- two\n\nThen much more than that follows.", 40, "- one\n- two"),
        ("One.\n\n## A heading\n\n" + "Long. " * 20, 60, "One."),
        ("> A quotation\n>\n> of two\n\nAnd then words.", 70, "> A quotation\n>\n> of two"),
        ("First, somewhat longer than asked.\n\nSecond.", 20, "First, somewhat longer than asked."),
        ("Far too long. " * 50 + "\n\nSecond.", 20, ""),
        ('[A](/b/ "c > d") link.\n\nSecond, and more words than that.', 75, '[A](/b/ "c > d") link.'),
    ],
)
def test_a_text_is_cut_between_its_paragraphs(source: str, longest: int, kept: str) -> None:
    assert beginning(render(source), longest).strip() == render(kept).strip()
