"""A roster is pasted as it comes, shown line by line, done once; those without e-mail come in by a card of their own."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from commonplace.commons.communities.actions import change_community, close_community, leave_community
from commonplace.commons.communities.models import Community
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Account, Commons, Person
from commonplace.edges.programmes import notices
from commonplace.edges.programmes.models import RosterLine
from commonplace.edges.programmes.roster import forget_lapsed
from commonplace.ground import clock
from commonplace.ground.models import Letter

pytestmark = pytest.mark.django_db
PAGE = "/c/the-long-term/programme/roster/"
NEW = {"passphrase": "a kettle is a pot", "agrees": "on"}


def _look(staff: Client, text: str) -> str:
    return staff.post(PAGE, {"roster": text, "look": "yes"}).content.decode()


def _do(staff: Client, text: str) -> Any:
    seen = re.search(r'name="seen" value="([0-9a-f]*)"', _look(staff, text))
    assert seen
    return staff.post(PAGE, {"roster": text, "seen": seen[1], "do": "yes"})


def _names() -> list[str]:
    return list(RosterLine.objects.values_list("name", flat=True))


LIST = """Name;E-mail;Team;Age
Ana Lind;;Paper;16-17
Bo;bo@example.org;Stone;
Bo;bo@example.org;Stone;
Dov;dov@example.org;;
Hana;;;
Cy;cy@example;;
"""


def test_of_each_line_it_is_said_what_will_happen_and_only_then_it_does(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True
    student("dov"), student("hana")
    staff = sign_in(ruth)
    page = _look(staff, LIST)
    for said in (
        "Gets a card that you print.",
        "Gets a letter with an invitation.",
        "Stands in line 3 too. It counts once.",
        "Is in the programme already.",
        "Somebody of this name is in the programme.",
        "The e-mail address looks wrong: cy@example",
        "Put 2 people on the roster",
    ):
        assert said in page, said
    assert not RosterLine.objects.exists()
    assert _do(staff, LIST).status_code == 302
    left = staff.get(PAGE).content.decode().partition("<textarea")[2].partition("</textarea")[0].splitlines()
    assert left[1:] == ["Name;E-mail;Team;Age", "Cy;cy@example;;"], "what was not clear stays to be mended"
    assert "cy@example" in staff.get(PAGE).content.decode(), "and stays when the page is opened again"
    staff.post(PAGE, {"roster": "", "look": "yes"})
    assert "cy@example" not in staff.get(PAGE).content.decode()
    assert _names() == ["Ana Lind", "Bo"]
    assert set(programme.teams.values_list("name", flat=True)) == {"Paper", "Stone"}


def test_pressing_twice_or_pasting_again_changes_nothing(
    programme: Community, ruth: Person, sign_in: Callable[..., Client], run_tasks: Callable[[], None], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True
    staff = sign_in(ruth)
    text = "Ana Lind\nBo, bo@example.org, Paper"
    assert _do(staff, text).status_code == 302
    codes = set(RosterLine.objects.values_list("code", flat=True))
    staff.post(PAGE, {"roster": text, "seen": "", "do": "yes"})
    assert _look(staff, text).count("Is on the roster already.") == 2
    staff.post(PAGE, {"roster": text.upper(), "seen": sha256(text.upper().encode()).hexdigest(), "do": "yes"})
    run_tasks()
    run_tasks()
    assert set(RosterLine.objects.values_list("code", flat=True)) == codes
    assert Letter.objects.filter(to="bo@example.org").count() == 1
    assert programme.teams.count() == 1


def test_what_was_not_shown_is_not_done(ruth: Person, sign_in: Callable[..., Client]) -> None:
    staff = sign_in(ruth)
    seen = re.search(r'name="seen" value="([0-9a-f]*)"', _look(staff, "Ana"))
    assert seen
    page = staff.post(PAGE, {"roster": "Ana\nBo", "seen": seen[1], "do": "yes"}).content.decode()
    assert "Put 2 people on the roster" in page
    assert not RosterLine.objects.exists()


def test_whether_somebody_elsewhere_has_an_account_is_not_told(
    ruth: Person, person: Callable[..., Person], sign_in: Callable[..., Client], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True
    person("wen")
    here, nobody = (_look(sign_in(ruth), f"Wen, {name}@example.org") for name in ("wen", "new"))
    assert "Gets a letter with an invitation." in here
    assert "Gets a letter with an invitation." in nobody


def _card(name: str = "Ana Lind", **more: str) -> dict[str, str]:
    line = RosterLine.objects.get(name=name)
    return {"code": line.grouped_code, "name": name, "username": "ana.lind", "age_band": "16-17", **NEW, **more}


def test_somebody_without_e_mail_comes_in_by_their_card_once(
    programme: Community, ruth: Person, sign_in: Callable[..., Client]
) -> None:
    _do(sign_in(ruth), "Ana Lind, Paper")
    assert not Account.objects.filter(username__contains="ana").exists(), "being on a roster makes no account"
    given = _card()
    stranger = sign_in()
    page = stranger.get(f"/card/{RosterLine.objects.get().code}/").content.decode()
    assert "you are expected in" in page
    assert "name=Ana%20Lind" in page
    assert stranger.post("/join/class/", given).headers["Location"] == programme.address
    ana = Person.objects.get(account__username="ana.lind")
    assert ana.age_band == "16-17"
    assert programme.membership_of(ana)
    assert programme.teams.get().people.get() == ana
    line = RosterLine.objects.get()
    assert (line.person, line.code, line.age_band) == (ana, None, "")
    again = sign_in().post("/join/class/", {**given, "username": "another"})
    assert again.status_code == 422
    assert "Has come in already." in _look(sign_in(ruth), "Ana Lind")


def test_nobody_is_an_adult_by_standing_on_a_roster_nor_older_than_it_says(
    programme: Community, ruth: Person, sign_in: Callable[..., Client]
) -> None:
    _do(sign_in(ruth), "Ana Lind, 13-15\nBo, adult\nCy")
    for name, username, asked, status in (
        ("Ana Lind", "ana", "adult", 422),
        ("Ana Lind", "ana", "16-17", 422),
        ("Ana Lind", "ana", "", 422),
        ("Ana Lind", "ana", "13-15", 302),
        ("Bo", "bobo", "16-17", 302),
        ("Cy", "cycy", "", 422),
    ):
        given = _card(name, username=username, age_band=asked) if RosterLine.objects.get(name=name).code else {}
        assert sign_in().post("/join/class/", given).status_code == status, (name, asked)
    assert set(Person.objects.exclude(name="ruth").values_list("age_band", flat=True)) == {"13-15", "16-17"}
    Commons.objects.update(signup_age=16)
    assert "This commons lets people in from 16 on." in _look(sign_in(ruth), "Eve, 14")


def test_a_letter_lets_in_whoever_has_an_account_and_whoever_makes_one(
    programme: Community, ruth: Person, person: Callable[..., Person], sign_in: Callable[..., Client],
    run_tasks: Callable[[], None], settings: Any,
) -> None:  # fmt: skip
    settings.MAIL_IS_SENT = True
    Commons.objects.update(joining="invited")
    wen = person("wen")
    _do(sign_in(ruth), "Wen, wen@example.org\nBo, bo@example.org")
    run_tasks()
    letters = {letter.to: letter.words for letter in Letter.objects.filter(words__contains="/card/")}
    address = {to: "/card/" + words.partition("/card/")[2].split()[0] for to, words in letters.items()}
    client = sign_in(wen)
    assert "You are signed in as" in client.get(address["wen@example.org"]).content.decode()
    assert client.post(address["wen@example.org"]).headers["Location"] == programme.address
    code = address["bo@example.org"].split("/")[2]
    given = {"name": "Bo", "email": "bo@example.org", "age_band": "adult", **NEW}
    stranger = sign_in()
    assert f"/sign-in/?next=/card/{code}/" in stranger.get(f"/join/?invitation={code}").content.decode()
    assert stranger.post("/join/", given).headers["Location"] == programme.address
    assert _look(sign_in(ruth), "Bo, bo@example.org\nBo, other@example.org").count("Has come in already.") == 1


def test_a_card_opens_nothing_once_it_lapsed_was_renewed_or_taken_back(
    programme: Community, ruth: Person, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in(ruth)
    _do(staff, "Ana Lind")
    line, given = RosterLine.objects.get(), _card()
    with clock.at(clock.now() + timedelta(days=31)):
        assert sign_in().get(f"/card/{line.code}/").status_code == 404
        assert "The code has lapsed." in staff.get(PAGE).content.decode()
    staff.post(f"{PAGE}renew/", {"line": line.pk})
    assert sign_in().get(f"/card/{line.code}/").status_code == 404
    assert sign_in().post("/join/class/", given).status_code == 422
    line.refresh_from_db()
    page = staff.post(f"{PAGE}{line.pk}/off/", follow=True)
    assert "Ana Lind is off the roster." in page.content.decode()
    assert sign_in().get(f"/card/{line.code}/").status_code == 404
    undo = re.search(r'action="(/me/undo/\w+/)"', page.content.decode())
    assert undo
    staff.post(undo[1])
    assert sign_in().get(f"/card/{line.code}/").status_code == 200
    close_community(programme, ruth)
    assert sign_in().get(f"/card/{line.code}/").status_code == 404
    assert staff.post(PAGE, {"roster": "Bo", "look": "yes"}).status_code == 403


def test_whoever_was_put_on_the_roster_again_does_not_come_back_a_second_time(
    ruth: Person, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in(ruth)
    _do(staff, "Ana Lind")
    page = staff.post(f"{PAGE}{RosterLine.objects.get().pk}/off/", follow=True).content.decode()
    _do(staff, "Ana Lind")
    undo = re.search(r'action="(/me/undo/\w+/)"', page)
    assert undo
    answer = staff.post(undo[1], follow=True).content.decode()
    assert "Ana Lind stands on the roster again by now." in answer
    assert RosterLine.objects.expected().count() == 1


def test_whoever_was_removed_does_not_come_back_by_an_older_card(
    programme: Community, ruth: Person, student: Callable, sign_in: Callable[..., Client]
) -> None:
    _do(sign_in(ruth), "Somebody")
    dov = student("dov")
    leave_community(programme.memberships.get(person=dov), ruth)
    assert sign_in(dov).post(f"/card/{RosterLine.objects.get().code}/").status_code == 409


@pytest.mark.parametrize(("size", "width", "height"), [("a4", 595, 842), ("letter", 612, 792)])
def test_cards_are_printed_eight_to_a_page_for_those_who_got_no_letter(
    size: str, width: int, height: int, programme: Community, ruth: Person, sign_in: Callable[..., Client],
    run_tasks: Callable[[], None], settings: Any,
) -> None:  # fmt: skip
    settings.MAIL_IS_SENT = True
    change_community(programme, ruth, name="Das lange Halbjahr", language="de")
    staff = sign_in(ruth)
    _do(
        staff,
        "\n".join(
            [*(f"Person {number} with a rather long name" for number in range(9)), "Łucja سلمى", "Bo, bo@example.org"]
        ),
    )
    run_tasks()
    answer = staff.get(f"{PAGE}cards-{size}.pdf")
    pdf = PdfReader(io.BytesIO(answer.content))
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height), len(pdf.pages)) == (width, height, 2)
    words = " ".join(page.extract_text().replace("\u200b", "") for page in pdf.pages)
    assert "Łucja" in words
    assert "Das lange Halbjahr" in words
    assert "Bo\n" not in words
    assert RosterLine.objects.get(name="Person 8 with a rather long name").grouped_code in words
    assert "no-store" in answer.headers["Cache-Control"]


def test_who_leaves_the_commons_and_who_never_came_stand_on_no_roster(
    ruth: Person, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    _do(sign_in(ruth), "Ana Lind\nBo")
    sign_in().post("/join/class/", _card())
    leave_commons(Person.objects.get(account__username="ana.lind"))
    run_tasks()
    assert _names() == ["Bo"]
    with clock.at(clock.now() + timedelta(days=119)):
        forget_lapsed()
    assert _names() == ["Bo"]
    with clock.at(clock.now() + timedelta(days=121)):
        forget_lapsed()
    assert _names() == []


def test_nobody_but_those_who_carry_the_programme_sees_or_changes_the_roster(
    programme: Community, ruth: Person, student: Callable, person: Callable, sign_in: Callable[..., Client]
) -> None:
    _do(sign_in(ruth), "Ana Lind")
    line = RosterLine.objects.get()
    for viewer in (None, student("dov"), person("hosting", is_host=True)):
        client = sign_in(viewer)
        for address in (PAGE, f"{PAGE}cards-a4.pdf"):
            answer = client.get(address)
            assert answer.status_code in {302, 403, 404}
            assert line.code not in answer.content.decode("latin-1")
        for address in (PAGE, f"{PAGE}renew/", f"{PAGE}{line.pk}/off/"):
            assert client.post(address, {"roster": "Bo", "do": "yes", "line": line.pk}).status_code in {302, 403, 404}
    assert RosterLine.objects.get().code == line.code


def test_a_list_that_is_too_long_is_done_in_parts_and_loses_nothing(
    ruth: Person, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in(ruth)
    _do(staff, "\n".join(f"Person {number}" for number in range(302)))
    assert RosterLine.objects.count() == 300
    left = staff.get(PAGE).content.decode().partition("<textarea")[2].partition("</textarea")[0].splitlines()
    assert left[1:] == ["Person 300", "Person 301"]


def test_letters_to_whoever_never_came_go_with_their_line(
    ruth: Person, sign_in: Callable[..., Client], run_tasks: Callable[[], None], settings: Any
) -> None:
    settings.MAIL_IS_SENT = True
    _do(sign_in(ruth), "Bo;bo@example.org")
    run_tasks()
    assert Letter.objects.filter(to="bo@example.org").exists()
    with clock.at(clock.now() + timedelta(days=121)):
        forget_lapsed()
    assert not Letter.objects.filter(to="bo@example.org").exists()


def test_a_roster_is_no_way_to_flood_anybody_with_letters(
    ruth: Person,
    sign_in: Callable[..., Client],
    run_tasks: Callable[[], None],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MAIL_IS_SENT = True
    staff = sign_in(ruth)
    _do(staff, "Bo;bo@example.org")
    run_tasks()
    for _again in range(5):
        staff.post(f"{PAGE}renew/", {"line": RosterLine.objects.get().pk})
        run_tasks()
    assert Letter.objects.filter(to="bo@example.org").count() == 3
    monkeypatch.setattr(notices, "LETTERS_A_DAY", 7)
    _do(staff, "Ana;ana@example.org\nCy;cy@example.org")
    run_tasks()
    assert Letter.objects.exclude(to="bo@example.org").count() == 1
    assert list(RosterLine.objects.filter(letter_at=None).values_list("name", flat=True)) == ["Bo", "Cy"], "by card"


def test_what_a_roster_says_of_somebody_goes_along_in_their_book(
    ruth: Person, sign_in: Callable[..., Client], person: Callable[..., Person]
) -> None:
    _do(sign_in(ruth), "Ana Lind;ana@example.org")
    ana = sign_in(person("ana"))
    ana.post(f"/card/{RosterLine.objects.get().code}/")
    book = zipfile.ZipFile(io.BytesIO(b"".join(ana.post("/me/export/book.zip"))))
    (line,) = json.loads(book.read("rosters.json"))
    assert (line["programme"], line["name"], line["email"]) == ("The Long Term", "Ana Lind", "ana@example.org")


def test_what_a_spreadsheet_copies_is_put_on_the_roster_and_what_it_could_not_reckon_stays(
    programme: Community, ruth: Person, sign_in: Callable[..., Client]
) -> None:
    staff = sign_in(ruth)
    pasted = 'Name\tTeam\tNote\r\n"Ana\r\nLind"\tPaper\t"first\r\nsecond"\r\nBo\t#N/A\t\r\nCy\t\t\r\nCy\t\t'
    page = _look(staff, pasted)
    assert "Put 2 people on the roster" in page
    assert "Your spreadsheet could not reckon a cell out: #N/A." in page
    assert "Stands in line 6 too. It counts once. If it is another person, add a letter." in page
    assert _do(staff, pasted).status_code == 302
    assert sorted(_names()) == ["Ana Lind", "Cy"]
    left = staff.get(PAGE).content.decode().partition("<textarea")[2].partition("</textarea")[0].splitlines()
    assert left[1:] == ["Name\tTeam\tNote", "Bo\t#N/A\t"]
