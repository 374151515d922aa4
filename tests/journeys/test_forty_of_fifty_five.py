"""Staff fill a programme of 40 from 55 applicants with a waitlist; a place given up there reaches the third in line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.homes import run_in
from tests.journeys.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.long]
TERM = """
from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.people.models import Person

nkechi = Person.objects.get(name="nkechi")
start_community(nkechi, name="The Long Term", form="programme", audience=Audience.COMMONS)
"""
SEATS, APPLICANTS = 40, 55
# So many are decided on one by one.
BY_THEMSELVES = 3
# Those who come by themselves later have a passphrase; to make one for each of the others would take long for nothing.
ANSWERED = """
from commonplace.commons.people.models import Account, Person
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.models import Call

call = Call.objects.get()
asked = call.questions.get()
for number in range(1, {applicants} + 1):
    name = f"person{{number}}"
    comes = number in {{7, 41, 42, 43}}
    account = Account.objects.create_user(name, f"{{name}}@example.org", "a kettle is a pot" if comes else None)
    somebody = Person.objects.create(account=account, name=name, display_name=f"Person {{number:02}}", age_band="adult")
    answer_call(call, somebody, {{asked.pk: f"Because of reason {{number}}."}})
"""
# What the task does that comes by at the end of an offer, as if it were so many hours later.
LATER = """
from datetime import timedelta
from commonplace.ground import clock
from commonplace.stages.recruit.tasks import pass_on_lapsed

with clock.at(clock.now() + timedelta(hours={hours})):
    pass_on_lapsed.call()
"""


@pytest.fixture
def server(serve: Callable[..., Server], told: Path, tmp_path: Path) -> Server:
    home = Path(shutil.copytree(told, tmp_path / "home"))
    run_in(home, TERM)
    return serve(home=home)


@pytest.fixture
def come_in(server: Server, visit: Callable[..., Page]) -> Callable[[str, int], Page]:
    def sign_in(name: str, width: int) -> Page:
        page = visit(server.address, width=width, scripts=width > 320)
        page.goto("/sign-in/")
        page.locator("[name=name]").fill(name)
        page.locator("[name=passphrase]").fill("a kettle is a pot")
        page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
        return page

    return sign_in


def _open_the_call(staff: Page) -> None:
    staff.goto("/c/the-long-term/call/")
    staff.get_by_label("What you would say to somebody at the door").fill("A term of **making**. Come as you are.")
    staff.get_by_label("How many seats there are").fill(str(SEATS))
    staff.get_by_label("By one of you, who reads each answer first").check()
    staff.get_by_role("textbox", name="Question 1").fill("Why now?")
    staff.locator("main form button[type=submit]").last.click()
    expect(staff.locator("main")).to_contain_text("The call is open.")


def _press(main: Locator, number: int, words: str) -> None:
    """A button beside the answer of one person."""
    answer = main.get_by_role("listitem").filter(has_text=f"Person {number:02}").filter(has_text="A few words to them")
    answer.get_by_role("button", name=words).click()


def _decide_on_all(staff: Page) -> None:
    """Read the answers, in the order in which they came: yes to some by themselves, to others together, then the waitlist."""
    staff.goto("/c/the-long-term/applications/")
    main = staff.get_by_role("main")
    expect(main).to_contain_text(f"Because of reason {APPLICANTS}.")
    expect(main.get_by_role("button", name="Give a seat")).to_have_count(APPLICANTS)
    for number in range(1, BY_THEMSELVES + 1):
        _press(main, number, "Give a seat")
        expect(main).to_contain_text(f"Person {number:02} has a seat now, and knows it.")
    for number in range(BY_THEMSELVES + 1, SEATS + 2):
        main.get_by_label(f"Decide together with others: Person {number:02}").check()
    left = SEATS - BY_THEMSELVES
    main.get_by_role("button", name="Give each a seat").click()
    expect(main).to_contain_text(f"{left} seats are left, and you ticked {left + 1} people. Nothing is changed")
    main.get_by_label(f"Decide together with others: Person {SEATS + 1:02}").uncheck()
    main.get_by_role("button", name="Give each a seat").click()
    expect(main).to_contain_text(f"{left} people have a seat now, and know it.")
    expect(main.get_by_role("button", name="Give a seat")).to_have_count(0)
    expect(main).to_contain_text("All seats are taken")
    _press(main, APPLICANTS, "Put on the waitlist")
    expect(main).to_contain_text(f"Person {APPLICANTS} is on the waitlist now, and knows it.")
    for number in range(SEATS + 1, APPLICANTS):
        main.get_by_label(f"Decide together with others: Person {number:02}").check()
    main.get_by_role("button", name="Put all on the waitlist").click()
    expect(main).to_contain_text(f"{APPLICANTS - SEATS - 1} people are in line now, and know it.")
    expect(main).to_contain_text("Nobody waits to be read.")
    in_line = main.locator("h3:has-text('On the waitlist') ~ ul.list").first.get_by_role("heading")
    assert in_line.all_inner_texts() == [f"Person {number}" for number in range(SEATS + 1, APPLICANTS + 1)]


def test_staff_fill_a_programme_of_forty_and_a_place_given_up_reaches_the_third_in_line(
    server: Server, come_in: Callable[[str, int], Page]
) -> None:
    staff = come_in("nkechi", 1280)
    _open_the_call(staff)
    run_in(server.home, ANSWERED.format(applicants=APPLICANTS))
    _decide_on_all(staff)

    seated = come_in("person7", 320)
    seated.goto("/c/the-long-term/join/")
    seated.get_by_role("link", name="Give up my seat").click()
    seated.get_by_role("button", name="Give up my seat").click()
    staff.reload()
    expect(staff.get_by_role("main")).to_contain_text("A seat is offered to them, held until")
    expect(staff.get_by_role("main")).to_contain_text("All seats are taken")

    run_in(server.home, LATER.format(hours=25))
    first = come_in("person41", 320)
    first.goto("/c/the-long-term/join/")
    expect(first.get_by_role("main")).to_contain_text("went to the next in line")
    second = come_in("person42", 320)
    second.goto("/c/the-long-term/join/")
    second.get_by_role("link", name="Take it, or let it go").click()
    expect(second.get_by_role("main")).to_contain_text("It is held for you until")
    run_in(server.home, LATER.format(hours=50))
    second.get_by_role("button", name="Take the seat").click()
    expect(second.get_by_role("main")).to_contain_text("This offer does not hold any more.")
    expect(second.get_by_role("main")).to_contain_text("went to the next in line")
    third = come_in("person43", 320)
    third.goto("/notices/")
    third.get_by_role("link", name="is offered to you").click()
    third.get_by_role("button", name="Take the seat").click()
    expect(third.get_by_role("main")).to_contain_text("The seat is yours. Welcome.")
    expect(third.get_by_role("main")).to_contain_text("You are a learner here")

    staff.reload()
    main = staff.get_by_role("main")
    expect(main).to_contain_text("All seats are taken")
    expect(main.get_by_text("the offered seat went to the next in line")).to_have_count(2)
    expect(main.get_by_text("has a seat, decided by")).to_have_count(SEATS - 1)
    in_line = main.locator("h3:has-text('On the waitlist') ~ ul.list").first.get_by_role("heading")
    expect(in_line).to_have_count(APPLICANTS - SEATS - 3)
