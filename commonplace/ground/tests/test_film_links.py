"""Links to films elsewhere are known by their addresses."""

import pytest

from commonplace.ground.film_links import film_site

_SHORT, _LONG = "9c9de5e8tSvYuQzq4ZxuUk", "9c9de5e8-0a1e-484a-b099-e80766180a6d"


@pytest.mark.parametrize(
    ("link", "site"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3", "YouTube"),
        ("https://m.youtube.com/watch?list=x&v=dQw4w9WgXcQ", "YouTube"),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "YouTube"),
        ("https://www.youtube.com/shorts/dQw4w9WgXcQ", "YouTube"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "YouTube"),
        ("https://vimeo.com/76979871", "Vimeo"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "Vimeo"),
        ("https://player.vimeo.com/video/76979871", "Vimeo"),
        (f"https://framatube.org/w/{_SHORT}", "framatube.org"),
        (f"https://framatube.org/videos/watch/{_LONG}", "framatube.org"),
    ],
)
def test_a_film_is_known_with_the_name_of_its_site(link: str, site: str) -> None:
    assert film_site(link) == site


@pytest.mark.parametrize(
    "link",
    [
        "https://www.youtube.com/@somebody",
        "https://www.youtube.com/watch?v=",
        "https://youtu.be/",
        "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
        "https://example.org/?https://youtu.be/dQw4w9WgXcQ",
        "https://vimeo.com/about",
        "https://en.wikipedia.org/w/index.php?title=Kettle",
        "https://example.org/w/kettle",
        f"javascript:https://youtu.be/w/{_SHORT}",
        r"https://example.org\@youtube.com/watch?v=dQw4w9WgXcQ",
        r"https://example.org\.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://vimeo.com@youtube.com/watch?v=dQw4w9WgXcQ",
        "https://[broken/w/x",
        "",
    ],
)
def test_every_other_link_is_none(link: str) -> None:
    assert film_site(link) == ""
