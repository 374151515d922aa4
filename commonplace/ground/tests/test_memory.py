"""What a process remembers is remembered as it is, for as long as was said."""

import time

from commonplace.ground.memory import Memory


def test_what_was_kept_comes_back_itself_until_its_time_is_over() -> None:
    pages = Memory[list[str]](most=3)
    page = ["as it is"]
    pages.keep("front", page, 300)
    assert pages.get("front") is page
    assert pages.get("back") is None
    pages.keep("front", page, 0.01)
    time.sleep(0.02)
    assert pages.get("front") is None
    pages.keep("front", page, 300)
    pages.clear()
    assert pages.get("front") is None


def test_of_too_many_the_one_goes_that_nobody_asked_for_the_longest() -> None:
    pages = Memory[int](most=3)
    for number in range(3):
        pages.keep(f"page {number}", number, 300)
    assert pages.get("page 0") == 0
    pages.keep("page 3", 3, 300)
    assert [pages.get(f"page {number}") for number in range(4)] == [0, None, 2, 3]
