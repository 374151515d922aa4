"""Pictures of the 61: the bus, its stops, its newspaper, and who rides it. Drawn as those in `pictures`."""

from itertools import pairwise

from commonplace.project.demo.ink import HEIGHT, INK, PAPER, RUBRIC, SOFT, TINT, WASH, WIDTH, Point, Sheet, arc, box


def bus() -> bytes:
    """A single-deck bus at its stop, lights on, nobody waiting."""
    sheet = Sheet(61)
    sheet.shape([(60, 640), (1150, 640), (1150, 700), (60, 700)], TINT, width=0)
    sheet.line([(40, 642), (1160, 640)], 3)
    body: list[Point] = [
        (250, 240),
        (280, 214),
        (960, 210),
        (1004, 236),
        (1030, 420),
        (1032, 590),
        (236, 590),
        (238, 300),
    ]
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
    sheet.line([*box(106, 106, 1094, 694), (106, 106)], 2.4)
    rows = [(106, 240, 12), (240, 390, 9), (390, 550, 7), (550, 694, 8)]
    for top, bottom, count in rows:
        edges = [
            106 + 988 * (place + sheet.chance.uniform(-0.16, 0.16) * (0 < place < count)) / count
            for place in range(count + 1)
        ]
        sheet.line([(106, bottom), (1094, bottom)], 3)
        for left, right in pairwise(edges):
            sheet.line([(right, top), (right, bottom)], 3)
            _sorts(sheet, left + 9, top + 10, right - 9, bottom - 9)
    sheet.shape([(560, 708), (640, 708), (646, 738), (554, 738)], INK)
    return sheet.png()


def _sorts(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> None:
    for _number in range(int((right - left) * (bottom - top) / 1150)):
        x, y = (
            sheet.chance.uniform(left, max(left + 1, right - 26)),
            sheet.chance.uniform(top, max(top + 1, bottom - 32)),
        )
        tilt = sheet.chance.uniform(-7, 7)
        fill = sheet.chance.choice((PAPER, TINT, TINT, PAPER, SOFT))
        sheet.shape([(x, y), (x + 15, y + tilt), (x + 15 - tilt, y + 25 + tilt), (x - tilt, y + 25)], fill, width=1.7)


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
