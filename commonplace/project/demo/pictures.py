"""The pictures of the demo, drawn by code in paper, ink and one red. Each gives a PNG of 1200 by 800."""

import math

from commonplace.project.demo.ink import HEIGHT, INK, PAPER, RUBRIC, SOFT, TINT, WASH, WIDTH, Point, Sheet, arc, box


def bench() -> bytes:
    """A bench with a high and a low seat, beside a pillar box."""
    sheet = Sheet(3)
    sheet.shape([(0, 640), (WIDTH, 620), (WIDTH, HEIGHT), (0, HEIGHT)], TINT, width=0)
    sheet.line([(20, 642), (1180, 622)], 3)
    for course in range(5):
        sheet.line([(30, 250 + course * 66), (1170, 244 + course * 66)], 1.3, SOFT)
        for brick in range(8):
            x = 60 + brick * 150 + (course % 2) * 74
            sheet.line([(x, 250 + course * 66), (x + 1, 312 + course * 66)], 1.3, SOFT)
    for top, left, right in ((470, 190, 560), (530, 560, 820)):
        sheet.shape([(left, top), (right, top - 6), (right + 28, top + 26), (left - 22, top + 32)], WASH)
        sheet.shape(
            [(left - 22, top + 32), (right + 28, top + 26), (right + 28, top + 48), (left - 22, top + 54)], PAPER
        )
        sheet.line([(left + 20, top + 16), (right - 30, top + 10)], 1.5, SOFT)
        for leg in (left + 18, right - 16):
            sheet.shape([(leg, top + 52), (leg + 30, top + 52), (leg + 36, 668), (leg - 6, 670)], WASH)
    sheet.line([(196, 468), (186, 360)], 8)
    sheet.line([(548, 460), (556, 352)], 8)
    sheet.shape([(170, 330), (572, 322), (574, 372), (172, 380)], WASH)
    sheet.hatch([(190, 676), (850, 664), (900, 706), (240, 716)], gap=9, slope=0.05, width=1.4, colour=SOFT)
    sheet.shape([(938, 330), (1066, 328), (1070, 660), (934, 664)], RUBRIC)
    sheet.shape([(926, 332), (940, 296), (1000, 280), (1062, 294), (1078, 330)], RUBRIC)
    sheet.shape(box(964, 376, 1040, 394), INK, width=2)
    sheet.shape(box(968, 430, 1036, 500), PAPER, width=2.4)
    for row in range(3):
        sheet.scribble(976, 446 + row * 17, 52, width=1.6)
    sheet.shape([(926, 650), (1078, 646), (1082, 676), (922, 680)], INK)
    return sheet.png()


def loaves() -> bytes:
    """Six loaves of one recipe on a shelf, the first one flat and the last one risen."""
    sheet = Sheet(8)
    heights = (38, 62, 58, 96, 118, 138)
    for number, height in enumerate(heights):
        x, floor = 235 + (number % 3) * 365, 360 + (number // 3) * 320
        loaf = [
            *arc(x, floor - 24, 142, height, 180, 360),
            (x + 146, floor - 8),
            (x + 120, floor),
            (x - 120, floor),
            (x - 146, floor - 8),
        ]
        sheet.shape(loaf, WASH if number else SOFT)
        sheet.hatch([(px, py) for px, py in loaf if px > x + 30], gap=12, slope=-1.3, width=1.5)
        for cut in range(-1, 2):
            if height > 50:
                from_x = x + cut * 66 - 20
                sheet.line(
                    [
                        (from_x, floor - height * 0.62),
                        (from_x + 22, floor - height * 0.86),
                        (from_x + 50, floor - height * 0.9),
                    ],
                    3.2,
                    curved=True,
                )
        sheet.letters(str(number + 1) if number in (0, 5) else "", x - 10, floor + 34, 30, width=4, colour=RUBRIC)
    for floor in (364, 684):
        sheet.shape([(60, floor), (1140, floor - 4), (1144, floor + 18), (58, floor + 22)], TINT)
    _steam(sheet, 968, 396)
    return sheet.png()


def oven_dial() -> bytes:
    """An oven's dial, and the thermometer that did not agree with it."""
    sheet = Sheet(30)
    sheet.shape(box(110, 90, 1090, 330), TINT)
    sheet.oval(360, 210, 92, 90, PAPER)
    for tick in range(0, 300, 30):
        near, far = (
            arc(360, 210, 100, 98, 120 + tick, 121 + tick)[0],
            arc(360, 210, 118, 114, 120 + tick, 121 + tick)[0],
        )
        sheet.line([near, far], 3)
    sheet.line([(360, 210), (416, 158)], 7)
    for left in (600, 720, 840):
        sheet.oval(left, 212, 38, 37, PAPER, width=3)
        sheet.line([(left, 212), (left, 182)], 5)
    sheet.shape(box(110, 342, 1090, 760), WASH)
    sheet.shape(box(190, 440, 1010, 690), PAPER)
    sheet.shape([(180, 372), (1020, 368), (1022, 392), (182, 396)], INK)
    for rail in (520, 610):
        sheet.line([(196, rail), (1004, rail - 3)], 2.2)
    sheet.oval(600, 556, 76, 74, PAPER, width=4)
    sheet.oval(600, 556, 62, 60, TINT, width=1.8)
    for tick in range(0, 300, 25):
        sheet.line(
            [arc(600, 556, 50, 48, 120 + tick, 121 + tick)[0], arc(600, 556, 59, 57, 120 + tick, 121 + tick)[0]], 2
        )
    sheet.line([(600, 556), (558, 540)], 5, RUBRIC)
    for start in (300, 780):
        sheet.hatch(box(start, 460, start + 120, 500), gap=16, width=1.3, colour=SOFT)
    return sheet.png()


def kettle() -> bytes:
    """A kettle on the boil, two cups, and the corner of a book."""
    sheet = Sheet(4)
    sheet.shape([(0, 610), (WIDTH, 596), (WIDTH, HEIGHT), (0, HEIGHT)], TINT, width=0)
    sheet.line([(10, 612), (1190, 598)], 3)
    body: list[Point] = [(300, 600), (276, 470), (320, 350), (430, 300), (540, 350), (584, 470), (560, 600)]
    sheet.shape(body, WASH, curved=False)
    sheet.hatch([(500, 340), (540, 352), (582, 470), (560, 598), (500, 598)], gap=12, width=1.6)
    sheet.line(arc(430, 346, 114, 196, 180, 360), 9)
    sheet.shape([(562, 404), (632, 388), (690, 318), (724, 300), (752, 326), (716, 388), (668, 470), (580, 516)], WASH)
    sheet.shape(box(404, 286, 458, 302), INK)
    sheet.oval(430, 272, 15, 14, RUBRIC)
    _steam(sheet, 768, 150)
    for left in (760, 950):
        sheet.shape([(left, 520), (left + 120, 516), (left + 106, 624), (left + 14, 626)], PAPER)
        sheet.oval(left + 60, 518, 60, 14, TINT, width=2.6)
        sheet.line(arc(left + 122, 566, 30, 30, -80, 80), 4)
    sheet.shape([(70, 660), (300, 640), (330, 720), (90, 744)], PAPER)
    sheet.line([(198, 650), (214, 732)], 2)
    for row in range(3):
        sheet.scribble(96, 678 + row * 18, 90, width=1.6)
    return sheet.png()


def river_map() -> bytes:
    """A beck drawn from memory: culvert, mill, weir, and where it meets the river."""
    sheet = Sheet(11)
    course: list[Point] = [
        (80, 150),
        (210, 210),
        (260, 320),
        (400, 350),
        (520, 300),
        (640, 360),
        (690, 480),
        (830, 520),
        (960, 490),
        (1070, 560),
    ]
    river: list[Point] = [(760, 790), (900, 700), (1060, 640), (1190, 620)]
    sheet.line(river, 54, TINT, curved=True)
    sheet.line(course, 26, TINT, curved=True)
    for drift in (-13, 0, 12):
        sheet.line(
            [(x, y + drift) for x, y in course], 3 if drift else 1.4, INK if drift else SOFT, curved=True, wobble=2.4
        )
    for drift in (-30, 26):
        sheet.line([(x, y + drift) for x, y in river], 3.6, curved=True, wobble=2.4)
    for step in range(9):
        x = 402 + step * 14
        sheet.line([(x, 326 - step * 6), (x + 9, 312 - step * 6)], 2)
    sheet.shape([(150, 292), (230, 288), (230, 380), (150, 382)], WASH)
    sheet.shape([(140, 292), (190, 248), (240, 288)], RUBRIC)
    sheet.oval(262, 340, 26, 26, width=3)
    for spoke in range(0, 180, 45):
        near, far = arc(262, 340, 25, 25, spoke, spoke + 1)[0], arc(262, 340, 25, 25, spoke + 180, spoke + 181)[0]
        sheet.line([near, far], 2)
    for place, (x, y) in enumerate(
        ((452, 240), (600, 270), (770, 440), (900, 430), (560, 470), (360, 460), (700, 610))
    ):
        _tree(sheet, x, y, 26 + place % 3 * 8)
    for x, y in ((940, 330), (1010, 318), (1076, 340)):
        sheet.shape([(x, y), (x + 54, y), (x + 54, y + 56), (x, y + 56)], PAPER, width=2.8)
        sheet.shape([(x - 6, y), (x + 27, y - 34), (x + 60, y)], WASH, width=2.8)
    for number, (x, y) in enumerate(((120, 176), (330, 350), (664, 420), (862, 516), (1040, 600))):
        sheet.oval(x, y, 15, 15, PAPER, width=4, colour=RUBRIC)
        sheet.line([(x + 12, y - 12), (x + 46 + number * 3, y - 52)], 1.6, RUBRIC)
        sheet.scribble(x + 52 + number * 3, y - 58, 84, width=2)
    _compass(sheet, 130, 660)
    return sheet.png()


def _steam(sheet: Sheet, x: float, y: float) -> None:
    for drift in (-34, 0, 34):
        curl = [(x + drift + 13 * math.sin(step * 1.2), y + 110 - step * 19) for step in range(7)]
        sheet.line(curl, 2.4, SOFT, curved=True)


def _tree(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.line([(x, y + size), (x + 1, y + size * 2)], 3.4)
    crown = [
        (
            x + size * (1 + 0.18 * (bump % 2)) * math.cos(bump * math.tau / 11),
            y + size * (1 + 0.18 * (bump % 2)) * math.sin(bump * math.tau / 11),
        )
        for bump in range(11)
    ]
    sheet.shape(crown, TINT, curved=True, width=2.6)


def _compass(sheet: Sheet, x: float, y: float) -> None:
    sheet.oval(x, y, 54, 54, width=2.4)
    sheet.shape([(x, y - 76), (x + 13, y), (x, y + 76), (x - 13, y)], PAPER, width=2.6)
    sheet.shape([(x, y - 76), (x + 13, y), (x - 13, y)], RUBRIC, width=2)
    sheet.letters("N", x - 9, y - 118, 28, width=4)
