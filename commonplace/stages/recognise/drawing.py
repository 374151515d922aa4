"""Pictures of badges: drawn from a few shapes and colours, or brought along; as SVG and as PNG."""

import base64
import io
from dataclasses import dataclass
from html import escape

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw

# The side of a picture in pixels, and of an SVG in its own units.
SIDE = 256
Point = tuple[float, float]


@dataclass(frozen=True)
class Colour:
    """A ground, and the colour that is read on it: 4.5 to 1 or more (WCAG 2.2, 1.4.3)."""

    words: Promise
    ground: str
    mark: str


COLOURS = {
    "ink": Colour(_("ink on paper"), "#f6efe0", "#3a2f28"),
    "rubric": Colour(_("paper on red"), "#9c2a1c", "#fdf6e8"),
    "moss": Colour(_("paper on green"), "#2f5b3a", "#fdf6e8"),
    "sea": Colour(_("paper on blue"), "#1f4e79", "#fdf6e8"),
    "plum": Colour(_("paper on violet"), "#5a3368", "#fdf6e8"),
    "honey": Colour(_("ink on yellow"), "#f0c64a", "#3a2f28"),
}
SHAPES: dict[str, Promise] = {
    "circle": _("a circle"),
    "square": _("a square"),
    "hexagon": _("a hexagon"),
    "shield": _("a shield"),
    "diamond": _("a diamond"),
}
MARKS: dict[str, Promise] = {
    "star": _("a star"),
    "leaf": _("a leaf"),
    "book": _("a book"),
    "spark": _("a spark"),
    "steps": _("steps"),
    "ring": _("a ring"),
    "bridge": _("a bridge"),
}
PLAIN = {"shape": "circle", "mark": "star", "colour": "ink"}

# Every shape and mark is one or more polygons, so that SVG and PNG are drawn from the same points.
_OUTLINES: dict[str, list[Point]] = {
    "square": [(20, 20), (236, 20), (236, 236), (20, 236)],
    "hexagon": [(128, 8), (232, 68), (232, 188), (128, 248), (24, 188), (24, 68)],
    "shield": [(28, 20), (228, 20), (228, 132), (208, 184), (174, 220), (128, 248), (82, 220), (48, 184), (28, 132)],
    "diamond": [(128, 4), (252, 128), (128, 252), (4, 128)],
}
_FIGURES: dict[str, list[list[Point]]] = {
    "star": [[
        (128, 66), (144, 107), (188, 109), (153, 136), (165, 179), (128, 154), (91, 179), (103, 136), (68, 109), (112, 107),
    ]],
    "leaf": [[
        (128, 62), (156, 88), (166, 120), (158, 152), (132, 176), (132, 196), (124, 196), (124, 176), (98, 152), (90, 120),
        (100, 88),
    ]],
    "book": [
        [(70, 86), (122, 98), (122, 182), (70, 170)],
        [(186, 86), (134, 98), (134, 182), (186, 170)],
    ],
    "spark": [[(140, 60), (88, 138), (122, 138), (112, 198), (170, 114), (134, 114)]],
    "steps": [[(72, 180), (72, 154), (108, 154), (108, 124), (144, 124), (144, 94), (184, 94), (184, 180)]],
    "bridge": [[
        (66, 110), (96, 88), (128, 82), (160, 88), (190, 110), (190, 170), (172, 170), (172, 138), (154, 120), (128, 114),
        (102, 120), (84, 138), (84, 170), (66, 170),
    ]],
}  # fmt: skip


def proper(drawing: dict[str, str]) -> dict[str, str]:
    """The drawing with what is not known put into a plain one."""
    known: dict[str, dict[str, object]] = {"shape": {**SHAPES}, "mark": {**MARKS}, "colour": {**COLOURS}}
    return {name: drawing[name] if drawing.get(name) in known[name] else plain for name, plain in PLAIN.items()}


def _points(points: list[Point]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def as_svg(drawing: dict[str, str], name: str) -> str:
    """The drawing as SVG, called `name` for whoever does not see it."""
    drawing = proper(drawing)
    colour, outline = COLOURS[drawing["colour"]], _OUTLINES.get(drawing["shape"])
    line = f'fill="{colour.ground}" stroke="{colour.mark}" stroke-width="6"'
    shape = (
        f'<polygon points="{_points(outline)}" {line}/>' if outline else f'<circle cx="128" cy="128" r="120" {line}/>'
    )
    if drawing["mark"] == "ring":
        mark = f'<circle cx="128" cy="128" r="48" fill="none" stroke="{colour.mark}" stroke-width="18"/>'
    else:
        figures = _FIGURES[drawing["mark"]]
        mark = "".join(f'<polygon points="{_points(one)}" fill="{colour.mark}"/>' for one in figures)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}" role="img">'
        f"<title>{escape(name)}</title>{shape}{mark}</svg>"
    )


def as_png(drawing: dict[str, str]) -> bytes:
    """The drawing as PNG, its edges smooth."""
    drawing, much = proper(drawing), 4
    colour, outline = COLOURS[drawing["colour"]], _OUTLINES.get(drawing["shape"])
    picture = Image.new("RGBA", (SIDE * much, SIDE * much), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)

    def larger(points: list[Point]) -> list[Point]:
        return [(x * much, y * much) for x, y in points]

    def disc(radius: float, fill: str | None, width: int) -> None:
        box = [(128 - radius) * much, (128 - radius) * much, (128 + radius) * much, (128 + radius) * much]
        pen.ellipse(box, fill=fill, outline=colour.mark, width=width * much)

    if outline:
        points = larger(outline)
        pen.polygon(points, fill=colour.ground)
        pen.line([*points, points[0], points[1]], fill=colour.mark, width=6 * much, joint="curve")
    else:
        disc(123, colour.ground, 6)
    if drawing["mark"] == "ring":
        disc(57, None, 18)
    else:
        for figure in _FIGURES[drawing["mark"]]:
            pen.polygon(larger(figure), fill=colour.mark)
    return _written(picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS))


def brought(picture: bytes) -> bytes:
    """A picture that was made safe already (`ground.pictures`), as a PNG of a badge's size."""
    made = Image.open(io.BytesIO(picture)).convert("RGBA")
    made.thumbnail((SIDE, SIDE))
    return _written(made)


def _written(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def data_address(content: bytes, media_type: str) -> str:
    """A picture as an address that holds it (RFC 2397), so that nobody is asked for it."""
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def within(address: str) -> tuple[str, bytes]:
    """The type and content of a picture that its address holds; empty where it holds none that can be read."""
    head, _comma, content = address.partition(";base64,")
    try:
        return head.removeprefix("data:"), base64.b64decode(content, validate=True)
    except ValueError:
        return "", b""
