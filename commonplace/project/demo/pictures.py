"""The pictures of the demo, drawn by code in paper, ink and one red. Each gives a PNG of 1200 by 800."""

import math

from commonplace.project.demo.ink import HEIGHT, INK, PAPER, RUBRIC, SOFT, TINT, WASH, WIDTH, Point, Sheet, arc, box


def bus() -> bytes:
    """A single-deck bus at its stop, lights on, nobody waiting."""
    sheet = Sheet(61)
    sheet.shape([(60, 640), (1150, 640), (1150, 700), (60, 700)], TINT, width=0)
    sheet.line([(40, 642), (1160, 640)], 3)
    body: list[Point] = [(250, 240), (280, 214), (960, 210), (1004, 236), (1030, 420), (1032, 590), (236, 590), (238, 300)]
    sheet.shape(body, WASH)
    for left in (278, 400, 522, 644):
        sheet.shape(box(left, 262, left + 104, 404), PAPER, width=2.8)
        sheet.line([(left, 306), (left + 104, 306)], 1.8)
    sheet.shape(box(776, 262, 868, 588), PAPER, width=2.8)
    sheet.line([(822, 264), (822, 586)], 2.4)
    sheet.shape([(892, 262), (986, 260), (1010, 420), (892, 420)], PAPER, width=2.8)
    sheet.hatch([(892, 262), (986, 260), (1010, 420), (892, 420)], gap=26, width=1.3, colour=SOFT)
    sheet.line([(238, 470), (770, 470)], 2)
    sheet.line([(872, 470), (1032, 470)], 2)
    sheet.shape(box(560, 222, 740, 254), PAPER, width=2.2)
    sheet.letters("61", 600, 228, 21, width=3, colour=RUBRIC)
    for middle in (384, 900):
        sheet.oval(middle, 592, 62, 60, INK)
        sheet.oval(middle, 592, 30, 29, TINT, width=2.6)
        sheet.oval(middle, 592, 7, 7, INK)
    sheet.oval(1016, 520, 12, 18, WASH, width=2.6)
    sheet.line([(1044, 514), (1150, 498)], 1.6, SOFT)
    sheet.line([(1044, 528), (1152, 536)], 1.6, SOFT)
    sheet.line([(124, 642), (126, 250)], 5)
    sheet.shape([(84, 196), (170, 194), (172, 262), (86, 264)], PAPER)
    sheet.letters("61", 106, 210, 38, width=4.5)
    sheet.shape(box(96, 320, 158, 410), PAPER, width=2.4)
    for row in range(5):
        sheet.scribble(106, 336 + row * 15, 44, width=1.6)
    _moon(sheet, 1060, 110)
    return sheet.png()


def shelter() -> bytes:
    """Stop fourteen: a shelter by night, a seat without a back, rain."""
    sheet = Sheet(14)
    sheet.shape(box(0, 620, WIDTH, HEIGHT), TINT, width=0)
    sheet.line([(0, 622), (WIDTH, 618)], 3)
    glass = box(330, 260, 850, 610)
    sheet.shape(glass, WASH, width=2.6)
    sheet.hatch(box(340, 270, 500, 600), gap=40, slope=-1.6, width=1.3, colour=SOFT)
    sheet.shape([(290, 214), (890, 206), (902, 252), (284, 258)], INK)
    for left in (336, 590, 846):
        sheet.line([(left, 258), (left, 620)], 6)
    sheet.shape([(400, 500), (560, 498), (566, 520), (396, 522)], PAPER)
    sheet.shape([(636, 498), (790, 498), (796, 520), (630, 522)], PAPER)
    for leg in (430, 532, 664, 764):
        sheet.line([(leg, 522), (leg, 620)], 4)
    sheet.shape(box(700, 320, 806, 440), PAPER, width=2.6)
    for row in range(6):
        sheet.scribble(714, 340 + row * 17, 80, width=1.6)
    sheet.line([(1010, 622), (1014, 150), (950, 126)], 6)
    sheet.shape([(918, 118), (968, 112), (972, 134), (922, 140)], RUBRIC)
    for number in range(70):
        x, y = sheet.chance.uniform(20, 1180), sheet.chance.uniform(20, 760)
        if not (280 < x < 910 and 200 < y < 620):
            sheet.line([(x, y), (x - 9, y + 26 + number % 9)], 1.4, SOFT, wobble=0.2)
    sheet.shape([(420, 690), (560, 676), (720, 690), (640, 708), (480, 708)], PAPER, curved=True, width=1.8)
    return sheet.png()


def front_page() -> bytes:
    """The first proof of a front page on the bed of the press, marked in red."""
    sheet = Sheet(7)
    sheet.shape(box(0, 0, WIDTH, HEIGHT), TINT, width=0)
    page: list[Point] = [(268, 40), (930, 52), (918, 770), (254, 760)]
    sheet.hatch([(286, 62), (950, 74), (938, 790), (274, 780)], gap=8, width=1.4, colour=SOFT)
    sheet.shape(page, PAPER)
    sheet.letters("THE 61 GAZETTE", 308, 96, 54, width=7)
    sheet.line([(300, 178), (892, 182)], 2.4)
    sheet.line([(300, 186), (892, 190)], 1.4)
    sheet.shape([(314, 214), (606, 218), (602, 424), (312, 420)], WASH, width=2.6)
    _small_bus(sheet, 350, 296)
    for row in range(9):
        sheet.scribble(632, 226 + row * 22, 250)
    for column in (306, 508, 708):
        for row in range(12 if column != 508 else 8):
            sheet.scribble(column, 458 + row * 22, 176)
    sheet.letters("7.10", 512, 650, 66, width=7)
    for left in (496, 696):
        sheet.line([(left, 452), (left - 3, 726)], 1.4)
    sheet.line(arc(498, 122, 62, 48, -20, 350), 4, RUBRIC, wobble=3)
    sheet.line([(560, 134), (760, 196), (966, 250)], 3, RUBRIC, curved=True)
    for row in range(3):
        sheet.scribble(962, 256 + row * 26, 150, width=2.6, colour=RUBRIC)
    sheet.line([(520, 560), (600, 552)], 3, RUBRIC)
    sheet.line([(560, 548), (582, 528), (604, 548)], 3, RUBRIC)
    return sheet.png()


def type_case() -> bytes:
    """A drawer of type, seen from above: large boxes for what is needed often."""
    sheet = Sheet(26)
    sheet.shape(box(90, 90, 1110, 710), WASH, width=5)
    sheet.line(box(106, 106, 1094, 694) + [(106, 106)], 2.4)
    rows = [(106, 240, 12), (240, 390, 9), (390, 550, 7), (550, 694, 8)]
    for top, bottom, count in rows:
        edges = [106 + 988 * (place + sheet.chance.uniform(-0.16, 0.16) * (0 < place < count)) / count for place in range(count + 1)]
        sheet.line([(106, bottom), (1094, bottom)], 3)
        for left, right in zip(edges, edges[1:], strict=False):
            sheet.line([(right, top), (right, bottom)], 3)
            _sorts(sheet, left + 9, top + 10, right - 9, bottom - 9)
    sheet.shape([(560, 708), (640, 708), (646, 738), (554, 738)], INK)
    return sheet.png()


def _sorts(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> None:
    for _number in range(int((right - left) * (bottom - top) / 1150)):
        x, y = sheet.chance.uniform(left, max(left + 1, right - 26)), sheet.chance.uniform(top, max(top + 1, bottom - 32))
        tilt = sheet.chance.uniform(-7, 7)
        fill = sheet.chance.choice((PAPER, TINT, TINT, PAPER, SOFT))
        sheet.shape([(x, y), (x + 15, y + tilt), (x + 15 - tilt, y + 25 + tilt), (x - tilt, y + 25)], fill, width=1.7)


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
        sheet.shape([(left - 22, top + 32), (right + 28, top + 26), (right + 28, top + 48), (left - 22, top + 54)], PAPER)
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
        loaf = [*arc(x, floor - 24, 142, height, 180, 360), (x + 146, floor - 8), (x + 120, floor), (x - 120, floor), (x - 146, floor - 8)]
        sheet.shape(loaf, WASH if number else SOFT)
        sheet.hatch([(px, py) for px, py in loaf if px > x + 30], gap=12, slope=-1.3, width=1.5)
        for cut in range(-1, 2):
            if height > 50:
                from_x = x + cut * 66 - 20
                sheet.line([(from_x, floor - height * 0.62), (from_x + 22, floor - height * 0.86), (from_x + 50, floor - height * 0.9)], 3.2, curved=True)
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
        near, far = arc(360, 210, 100, 98, 120 + tick, 121 + tick)[0], arc(360, 210, 118, 114, 120 + tick, 121 + tick)[0]
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
        sheet.line([arc(600, 556, 50, 48, 120 + tick, 121 + tick)[0], arc(600, 556, 59, 57, 120 + tick, 121 + tick)[0]], 2)
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
    course: list[Point] = [(80, 150), (210, 210), (260, 320), (400, 350), (520, 300), (640, 360), (690, 480), (830, 520), (960, 490), (1070, 560)]
    river: list[Point] = [(760, 790), (900, 700), (1060, 640), (1190, 620)]
    sheet.line(river, 54, TINT, curved=True)
    sheet.line(course, 26, TINT, curved=True)
    for drift in (-13, 0, 12):
        sheet.line([(x, y + drift) for x, y in course], 3 if drift else 1.4, INK if drift else SOFT, curved=True, wobble=2.4)
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
    for place, (x, y) in enumerate(((452, 240), (600, 270), (770, 440), (900, 430), (560, 470), (360, 460), (700, 610))):
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


def nods() -> bytes:
    """Everyone who nodded on one ride, and those who did not look up."""
    sheet = Sheet(19)
    for number in range(28):
        x, y = 120 + (number % 7) * 160, 150 + (number // 7) * 168
        looks_up = sheet.chance.random() < 0.4
        sheet.oval(x, y, 40, 46, WASH if looks_up else PAPER, width=3)
        sheet.line(arc(x, y + 108, 66, 52, 205, 335), 3)
        brow = y - 8 if looks_up else y + 14
        for eye in (-14, 14):
            sheet.oval(x + eye, brow, 3, 4, INK, width=1.5)
        sheet.line(arc(x, brow + 14, 14, 9, 20, 160) if looks_up else [(x - 9, brow + 20), (x + 9, brow + 20)], 2.6)
        _hair(sheet, x, y, number)
        if looks_up:
            sheet.line([(x + 54, y - 34), (x + 66, y - 12), (x + 58, y + 8)], 3, RUBRIC, curved=True)
    return sheet.png()


def _hair(sheet: Sheet, x: float, y: float, number: int) -> None:
    style = number % 4
    if style == 0:
        sheet.line(arc(x, y - 6, 42, 48, 185, 355), 7)
    elif style == 1:
        for strand in range(-3, 4):
            sheet.line([(x + strand * 11, y - 40 + abs(strand) * 5), (x + strand * 14, y - 58 + abs(strand) * 6)], 3)
    elif style == 2:
        sheet.shape([*arc(x, y - 14, 44, 42, 180, 360), (x + 50, y - 10), (x - 50, y - 10)], INK, width=2)


def _moon(sheet: Sheet, x: float, y: float) -> None:
    sheet.shape([*arc(x, y, 46, 46, -60, 130), *arc(x - 20, y - 4, 40, 40, 100, -40)], WASH, width=2.6)


def _small_bus(sheet: Sheet, x: float, y: float) -> None:
    sheet.shape([(x, y), (x + 206, y - 2), (x + 216, y + 80), (x, y + 82)], PAPER, width=3)
    for window in range(4):
        sheet.shape(box(x + 16 + window * 46, y + 16, x + 50 + window * 46, y + 44), TINT, width=2)
    for wheel in (46, 166):
        sheet.oval(x + wheel, y + 84, 19, 18, INK)


def _steam(sheet: Sheet, x: float, y: float) -> None:
    for drift in (-34, 0, 34):
        curl = [(x + drift + 13 * math.sin(step * 1.2), y + 110 - step * 19) for step in range(7)]
        sheet.line(curl, 2.4, SOFT, curved=True)


def _tree(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.line([(x, y + size), (x + 1, y + size * 2)], 3.4)
    crown = [(x + size * (1 + 0.18 * (bump % 2)) * math.cos(bump * math.tau / 11), y + size * (1 + 0.18 * (bump % 2)) * math.sin(bump * math.tau / 11)) for bump in range(11)]
    sheet.shape(crown, TINT, curved=True, width=2.6)


def _compass(sheet: Sheet, x: float, y: float) -> None:
    sheet.oval(x, y, 54, 54, width=2.4)
    sheet.shape([(x, y - 76), (x + 13, y), (x, y + 76), (x - 13, y)], PAPER, width=2.6)
    sheet.shape([(x, y - 76), (x + 13, y), (x - 13, y)], RUBRIC, width=2)
    sheet.letters("N", x - 9, y - 118, 28, width=4)
