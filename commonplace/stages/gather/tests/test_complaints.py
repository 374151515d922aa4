"""What people complain of elsewhere, each by its name, walked through the pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from commonplace.ground import clock
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.tasks import remind
from tests.pressing import press_at_once

pytestmark = pytest.mark.django_db
LIST = "/c/the-mending-table/gatherings/"
FEED = "/c/the-mending-table/calendar.ics"
TODAY = datetime(2027, 3, 1, 12, tzinfo=UTC)
TYPED = {"title": "Soup", "day": "2027-03-16", "begins": "18:30", "ends": "20:00", "audience": "4"}


@pytest.fixture(autouse=True)
def today(settings):
    settings.MAIL_IS_SENT = True
    with clock.at(TODAY):
        yield


@pytest.fixture
def plan(table, carrier, sign_in):
    """Plan something by its form, as somebody who carries the community does."""

    def press(**typed):
        client = sign_in(carrier)
        answer = client.post(f"{LIST}new/", {**TYPED, **typed})
        if answer.status_code == 200:  # the days are shown before anything is planned
            days = re.findall(r'name="takes_place" value="([\d-]+)"', answer.text)
            shown = re.search(r'name="shown" value="([^"]*)"', answer.text)[1]
            answer = client.post(f"{LIST}new/", {**TYPED, **typed, "shown": shown, "takes_place": days})
        assert answer.status_code == 302
        return Gathering.objects.select_related("entry").order_by("starts_at").first()

    return press


def starts(client):
    return [event["DTSTART"].dt for event in Calendar.from_ical(client.get(FEED).content).walk("VEVENT")]


def test_dates_changed_but_reminders_not(plan, carrier, person, sign_in, run_tasks):
    soup, dov = plan(), person("dov")
    sign_in(dov).post(f"{soup.entry.address}coming/", {"answer": "yes"})
    moved = {**TYPED, "day": "2027-03-30", "based_on": "1"}
    assert sign_in(carrier).post(f"{soup.entry.address}gathering/", moved).status_code == 302
    run_tasks()

    def reminded(day):
        mail.outbox.clear()
        with clock.at(day):
            remind.call()
            run_tasks()
        return [letter.to for letter in mail.outbox]

    assert reminded(datetime(2027, 3, 16, 17, tzinfo=UTC)) == []
    assert reminded(datetime(2027, 3, 30, 16, tzinfo=UTC)) == [["dov@example.org"]]


def test_wrong_times_after_a_zone_change(plan, table, carrier, sign_in):
    """In summer and in winter; the hours on the clock move along only where somebody says so on the page that asks."""
    plan(step="months", times="8")
    client = sign_in(carrier)
    before = starts(client)
    assert {one.hour for one in before} == {17, 18}
    table.zone = "America/New_York"
    table.save()
    assert starts(client) == before
    page = client.get(LIST).text
    assert "Decide what stays" in page
    assert "18:30" in page


def test_no_add_to_calendar_after_rsvp(plan, person, sign_in):
    soup = plan()
    page = sign_in(person("dov")).post(f"{soup.entry.address}coming/", {"answer": "yes"}, follow=True).text
    assert f"{soup.entry.address}gathering.ics" in page
    assert "https://calendar.google.com/calendar/render?" in page


def test_rhythms_other_than_weekly_invisible(plan, sign_in):
    last = plan(step="months", weekdays="5", which="-1", times="3")
    assert "Every month, on the last Saturday" in sign_in(None).get(last.entry.address).text
    assert sign_in(None).get(LIST).text.count("Every month, on the last Saturday") == 3
    assert [one.strftime("%d %b") for one in starts(sign_in(None))] == ["27 Mar", "24 Apr", "29 May"]


def test_one_facilitator_only(plan, table, member, sign_in):
    soup = plan()
    for version, name in enumerate(["ines", "tomasz"], start=1):
        client = sign_in(member(table, name, role="facilitator"))
        changed = {**TYPED, "title": f"Soup by {name}", "based_on": version}
        assert client.post(f"{soup.entry.address}gathering/", changed).status_code == 302
        assert client.get(f"{LIST}move/").status_code == 200
        assert client.get(f"{soup.entry.address}check-in/").status_code == 200


def test_caps_without_waitlists(plan, person, sign_in):
    soup = plan(capacity="1")
    amara, dov = sign_in(person("amara")), sign_in(person("dov"))
    amara.post(f"{soup.entry.address}coming/", {"answer": "yes"})
    assert "in line" in dov.post(f"{soup.entry.address}coming/", {"answer": "yes"}, follow=True).text
    amara.post(f"{soup.entry.address}coming/", {"answer": "no"})
    assert soup.coming.get(person__name="dov").answer == "offered"
    assert "held for you" in dov.get(f"{soup.entry.address}coming/").text


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_oversold_places(gathering, person, sign_in):
    soup = gathering(starts_at=TODAY + timedelta(days=3), capacity=3)
    clients = [sign_in(person(f"person{number}")) for number in range(9)]
    assert press_at_once([(one, f"{soup.entry.address}coming/", {"answer": "yes"}) for one in clients]) == [302] * 9
    assert sorted(soup.coming.values_list("answer", flat=True)) == ["waitlisted"] * 6 + ["yes"] * 3
