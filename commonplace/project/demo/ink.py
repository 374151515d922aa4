"""A pen, a brush and a sheet of paper: what the demo's pictures are drawn with.

Every stroke wavers a little and swells and thins, as a hand does. The same seed draws the same picture.
"""

import io
import math
import random
from itertools import pairwise

from PIL import Image, ImageDraw

PAPER, TINT, WASH = (251, 247, 240), (243, 236, 224), (245, 231, 190)
INK, SOFT, RUBRIC = (45, 36, 30), (128, 113, 99), (168, 44, 34)
WIDTH, HEIGHT = 1200, 800
# Drawn larger and made smaller, so that edges are soft.
_SCALE = 2

Point = tuple[float, float]
Colour = tuple[int, int, int]


class Sheet:
    """One sheet of paper, 1200 by 800, and the hand that draws on it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a wavering hand, no secret
        self.image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def line(
        self,
        points: list[Point],
        width: float = 3.4,
        colour: Colour = INK,
        *,
        curved: bool = False,
        wobble: float = 1.5,
    ) -> None:
        """A stroke through these points, in straight runs or in one curve."""
        path = self._wavering(_along(_curve(points) if curved else points), wobble)
        swell = self.chance.uniform(0, math.tau)
        for number, (start, end) in enumerate(pairwise(path)):
            thick = width * (0.92 + 0.2 * math.sin(swell + number * 0.11)) * _SCALE
            self.draw.line([_up(start), _up(end)], fill=colour, width=max(1, round(thick)))
            x, y = _up(end)
            self.draw.ellipse([x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2], fill=colour)

    def shape(
        self,
        points: list[Point],
        fill: Colour | None = None,
        *,
        curved: bool = False,
        width: float = 3.4,
        colour: Colour = INK,
    ) -> None:
        """A closed outline, and its colour printed beneath it a hair out of place."""
        closed = [*points, points[0]]
        if fill:
            body = _curve(closed) if curved else closed
            self.draw.polygon([_up((x + 4, y + 3)) for x, y in body], fill=fill)
        if width:
            self.line(closed, width, colour, curved=curved)

    def oval(
        self,
        x: float,
        y: float,
        across: float,
        down: float,
        fill: Colour | None = None,
        *,
        width: float = 3.4,
        colour: Colour = INK,
    ) -> None:
        """An ellipse around a middle, not quite closed where the pen began."""
        round_it = arc(x, y, across, down, 0, 366)
        if fill:
            self.draw.polygon([_up((px + 4, py + 3)) for px, py in round_it], fill=fill)
        if width:
            self.line(round_it, width, colour, wobble=1.1)

    def hatch(
        self, points: list[Point], *, gap: float = 13, slope: float = -1.0, width: float = 1.6, colour: Colour = INK
    ) -> None:
        """Shade a closed shape with slanting strokes."""
        edges = list(zip(points, [*points[1:], points[0]], strict=True))
        offsets = [y - slope * x for x, y in points]
        at = min(offsets) + gap
        while at < max(offsets):
            cuts = sorted(cut for edge in edges if (cut := _cut(edge, slope, at)) is not None)
            for left, right in zip(cuts[::2], cuts[1::2], strict=False):
                if right - left > 6:
                    self.line(
                        [(left + 3, slope * (left + 3) + at), (right - 3, slope * (right - 3) + at)],
                        width,
                        colour,
                        wobble=0.8,
                    )
            at += gap * self.chance.uniform(0.85, 1.15)

    def scribble(self, x: float, y: float, length: float, *, width: float = 2.2, colour: Colour = SOFT) -> None:
        """A line of writing too small to read: words of several lengths."""
        end = x + length
        while x < end - 12:
            word = min(self.chance.uniform(22, 74), end - x)
            steps = max(2, int(word / 5))
            bumps = [(x + word * i / steps, y + self.chance.uniform(-3.6, 3.6)) for i in range(steps + 1)]
            self.line(bumps, width, colour, wobble=0.3)
            x += word + 11

    def letters(self, words: str, x: float, y: float, size: float, *, width: float = 6, colour: Colour = INK) -> float:
        """Large capitals, stroke by stroke. Returns where the last one ends."""
        for letter in words:
            for stroke in _STROKES.get(letter, ()):
                self.line([(x + px * size * 0.62, y + py * size) for px, py in stroke], width, colour, wobble=1.2)
            x += size * (0.4 if letter in " .1" else 0.84)
        return x

    def png(self) -> bytes:
        """The finished picture."""
        written = io.BytesIO()
        self.image.reduce(_SCALE).save(written, "PNG", compress_level=1)
        return written.getvalue()

    def _wavering(self, path: list[Point], wobble: float) -> list[Point]:
        chance, tau = self.chance, math.tau
        waves = [(chance.uniform(0, tau), chance.uniform(0.012, 0.05), wobble / (1 + part)) for part in range(4)]
        return [
            (
                x + sum(a * math.sin(p + f * (y + 0.6 * n * 9)) for p, f, a in waves[:2]),
                y + sum(a * math.sin(p + f * (x + 0.6 * n * 9)) for p, f, a in waves[2:]),
            )
            for n, (x, y) in enumerate(path)
        ]


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list[Point]:
    """Points along an ellipse, from one angle to another in degrees, clockwise from the right."""
    steps = max(8, int(abs(end - start) / 6))
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + across * math.cos(angle), y + down * math.sin(angle)) for angle in angles]


def box(left: float, top: float, right: float, bottom: float) -> list[Point]:
    """The corners of a rectangle."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _up(point: Point) -> Point:
    return point[0] * _SCALE, point[1] * _SCALE


def _along(points: list[Point]) -> list[Point]:
    """The same path with a point every nine pixels or so."""
    path = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        steps = max(1, int(math.hypot(to_x - x, to_y - y) / 9))
        path += [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(1, steps + 1)]
    return path


def _curve(points: list[Point]) -> list[Point]:
    """A smooth curve through all points (Catmull-Rom)."""
    is_closed = points[0] == points[-1]
    before, after = (points[-2], points[1]) if is_closed else (points[0], points[-1])
    padded = [before, *points, after]
    curve = [points[0]]
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(1, 11):
            t = step / 10
            curve.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return curve


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def _cut(edge: tuple[Point, Point], slope: float, at: float) -> float | None:
    """Where the line y = slope * x + at crosses an edge, as its x."""
    (x, y), (to_x, to_y) = edge
    side, to_side = y - slope * x - at, to_y - slope * to_x - at
    if (side < 0) == (to_side < 0):
        return None
    return x + (to_x - x) * side / (side - to_side)


# Capitals and figures as strokes on a square of one by one.
_STROKES: dict[str, list[list[Point]]] = {
    "A": [[(0, 1), (0.5, 0), (1, 1)], [(0.2, 0.66), (0.8, 0.66)]],
    "E": [[(1, 0), (0, 0), (0, 1), (1, 1)], [(0, 0.5), (0.8, 0.5)]],
    "G": [[(1, 0.16), (0.7, 0), (0.25, 0), (0, 0.3), (0, 0.7), (0.25, 1), (0.75, 1), (1, 0.8), (1, 0.55), (0.6, 0.55)]],
    "H": [[(0, 0), (0, 1)], [(1, 0), (1, 1)], [(0, 0.5), (1, 0.5)]],
    "I": [[(0.5, 0), (0.5, 1)]],
    "L": [[(0, 0), (0, 1), (0.9, 1)]],
    "N": [[(0, 1), (0, 0), (1, 1), (1, 0)]],
    "O": [[(0.5, 0), (0.12, 0.15), (0, 0.5), (0.12, 0.85), (0.5, 1), (0.88, 0.85), (1, 0.5), (0.88, 0.15), (0.5, 0)]],
    "R": [[(0, 1), (0, 0), (0.75, 0), (1, 0.2), (0.9, 0.48), (0, 0.52)], [(0.45, 0.52), (1, 1)]],
    "S": [
        [(1, 0.12), (0.6, 0), (0.15, 0.08), (0.05, 0.3), (0.4, 0.48), (0.9, 0.62), (0.95, 0.86), (0.5, 1), (0, 0.88)]
    ],
    "T": [[(0, 0), (1, 0)], [(0.5, 0), (0.5, 1)]],
    "W": [[(0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)]],
    "Y": [[(0, 0), (0.5, 0.5), (1, 0)], [(0.5, 0.5), (0.5, 1)]],
    "Z": [[(0, 0), (1, 0), (0, 1), (1, 1)]],
    "0": [[(0.5, 0), (0.1, 0.2), (0.1, 0.8), (0.5, 1), (0.9, 0.8), (0.9, 0.2), (0.5, 0)]],
    "1": [[(0.1, 0.2), (0.35, 0), (0.35, 1)]],
    "6": [
        [
            (0.9, 0.05),
            (0.4, 0.2),
            (0.08, 0.6),
            (0.2, 0.95),
            (0.6, 1),
            (0.92, 0.8),
            (0.8, 0.52),
            (0.4, 0.48),
            (0.1, 0.66),
        ]
    ],
    "7": [[(0, 0), (1, 0), (0.35, 1)]],
    "8": [
        [
            (0.5, 0.47),
            (0.1, 0.25),
            (0.5, 0),
            (0.9, 0.25),
            (0.5, 0.47),
            (0.02, 0.75),
            (0.5, 1),
            (0.98, 0.75),
            (0.5, 0.47),
        ]
    ],
    ".": [[(0.1, 0.97), (0.16, 1)]],
}
