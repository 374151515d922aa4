"""Reminders: to those who come, once, by when it begins now."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from icalendar import Calendar

from commonplace.commons.communities.actions import close_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.letters import send_daily
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.stages.gather.actions import cancel_gathering, change_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.gather.reach_forms import as_stands
from commonplace.stages.gather.repeating import plan_series
from commonplace.stages.gather.rhythms import Hours, Rhythm
from commonplace.stages.gather.tasks import remind

pytestmark = pytest.mark.django_db
# As a form carries the reminders that everything has which nobody changed.
USUAL = as_stands(Gathering())


@pytest.fixture(autouse=True)
def mail_is_sent(settings):
    settings.MAIL_IS_SENT = True


@pytest.fixture
def planned(gathering, utc):
    return gathering(starts_at=utc(2027, 7, 14, 17), place="Lower floor", link="https://meet.example/room")


@pytest.fixture
def dov(planned, person, utc):
    """Somebody who said three days before that they come."""
    somebody = person("dov", zone="Europe/Berlin", mail_rhythm=MailRhythm.DAILY)
    with clock.at(utc(2027, 7, 11, 9)):
        say_coming(planned, somebody, "yes")
    return somebody


@pytest.fixture
def letters(run_tasks, utc):
    """The letters that go out where it is this moment."""

    def at(*moment):
        run_tasks()
        mail.outbox.clear()
        with clock.at(utc(*moment)):
            remind.call()
        run_tasks()
        return list(mail.outbox)

    return at


def test_who_comes_is_reminded_two_days_and_two_hours_before_once_each(planned, dov, letters, sign_in):
    assert letters(2027, 7, 12, 16, 59) == []
    (letter,) = letters(2027, 7, 12, 17, 1)
    assert letter.to == ["dov@example.org"]
    assert "“Things with a plug”: Wednesday 14 July, 19:00" in letter.subject
    assert "19:00, Central European Summer Time (Berlin)" in letter.body.replace("\n", " ")
    assert "Lower floor\nhttps://meet.example/room" in letter.body
    assert f"{Entry.objects.get(pk=planned.pk).address}coming/" in letter.body
    assert letters(2027, 7, 12, 17, 6) == []
    assert letters(2027, 7, 14, 14, 59) == []
    assert len(letters(2027, 7, 14, 15)) == 1
    assert letters(2027, 7, 14, 15, 5) == []
    assert letters(2027, 7, 14, 17, 1) == []
    assert Notice.objects.filter(person=dov, kind="gathering.near").count() == 2
    assert "is near, and you said that you are coming" in sign_in(dov).get("/notices/").text


def test_dates_changed_but_reminders_not(planned, dov, carrier, letters, utc):
    assert len(letters(2027, 7, 12, 17, 1)) == 1
    change_gathering(planned, carrier, based_on=1, starts_at=utc(2027, 8, 2, 10), ends_at=utc(2027, 8, 2, 12))
    assert letters(2027, 7, 14, 15) == []
    (letter,) = letters(2027, 7, 31, 10)
    assert "Monday 2 August, 12:00" in letter.subject
    assert len(letters(2027, 8, 2, 8)) == 1


def test_no_reminder_of_what_does_not_take_place(planned, dov, carrier, letters):
    cancel_gathering(planned, carrier, "Rain")
    assert letters(2027, 7, 12, 17, 1) == []


def test_no_reminder_in_a_closed_community(planned, dov, table, carrier, letters):
    close_community(table, carrier)
    assert letters(2027, 7, 12, 17, 1) == []


def test_who_said_perhaps_or_waits_in_line_is_not_reminded(gathering, person, letters, utc):
    full = gathering(starts_at=utc(2027, 7, 14, 17), capacity=1)
    with clock.at(utc(2027, 7, 11, 9)):
        for name, answer in (("amara", "yes"), ("wen", "yes"), ("hana", "maybe"), ("ines", "no")):
            say_coming(full, person(name), answer)
    assert [letter.to for letter in letters(2027, 7, 12, 17, 1)] == [["amara@example.org"]]


def test_who_said_so_after_a_reminder_gets_the_next_one(planned, person, letters, utc):
    with clock.at(utc(2027, 7, 13, 9)):
        say_coming(planned, person("wen"), "yes")
    assert letters(2027, 7, 13, 9, 5) == []
    assert len(letters(2027, 7, 14, 15)) == 1


def test_who_may_not_see_it_any_more_is_not_reminded(planned, dov, carrier, letters):
    change_gathering(planned, carrier, based_on=1, audience=Audience.COMMUNITY)
    assert letters(2027, 7, 12, 17, 1) == []
    assert not Notice.objects.filter(kind="gathering.near").exists()


def test_who_wants_no_letters_finds_a_notice(planned, dov, letters):
    Person.objects.filter(pk=dov.pk).update(mail_rhythm=MailRhythm.NEVER)
    assert letters(2027, 7, 12, 17, 1) == []
    assert Notice.objects.filter(person=dov, kind="gathering.near").count() == 1


def test_the_letter_brings_what_calendars_take_over(planned, dov, letters):
    (letter,) = letters(2027, 7, 12, 17, 1)
    parts = list(message_from_bytes(letter.message().as_bytes(), policy=policy.default).walk())
    assert [part.get_content_type() for part in parts] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/calendar", "application/ics",
    ]  # fmt: skip
    assert parts[3].get_param("method") == "PUBLISH"
    assert parts[4].get_filename() == "calendar.ics"
    for part in parts[3:]:
        (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
        assert event.decoded("dtstart").isoformat() == "2027-07-14T17:00:00+00:00"
        assert event["location"] == "Lower floor"
        assert "meet.example" not in part.get_payload(decode=True).decode()


def test_those_who_planned_it_see_and_edit_what_goes_out(planned, dov, carrier, letters, sign_in):
    address = f"{Entry.objects.get(pk=planned.pk).address}reminders/"
    client = sign_in(carrier)
    page = client.get(address).text
    assert "It begins on Wednesday 14 July 2027, 18:00, British Summer Time (London)." in page
    assert "somebody else can have the place" in page
    said = {"remind_before": ["1440"], "reminder": "Bring a kettle.", "stood": USUAL}
    assert "Bring a kettle." in client.post(address, said, follow=True).text
    assert letters(2027, 7, 12, 17, 1) == []
    (letter,) = letters(2027, 7, 13, 17, 1)
    assert "Bring a kettle." in letter.body
    overtaken = client.post(address, {**said, "reminder": "Bring tea."})
    assert overtaken.status_code == 409
    assert "Bring tea." in overtaken.text
    assert "Bring a kettle." in overtaken.text
    client.post(address, {"stood": as_stands(Gathering.objects.get(pk=planned.pk)), "reminder": "Bring a kettle."})
    assert letters(2027, 7, 14, 15) == []


def test_two_who_change_only_when_they_go_out_do_not_overwrite_each_other(planned, carrier, sign_in):
    address = f"{Entry.objects.get(pk=planned.pk).address}reminders/"
    client = sign_in(carrier)
    assert client.post(address, {"remind_before": ["30"], "reminder": "", "stood": USUAL}).status_code == 302
    overtaken = client.post(address, {"remind_before": ["1440"], "reminder": "", "stood": USUAL})
    assert overtaken.status_code == 409
    assert "Their reminders go out: Half an hour before" in overtaken.text
    assert Gathering.objects.get(pk=planned.pk).remind_before == [30]
    again = client.post(
        address, {"remind_before": ["1440"], "reminder": "", "stood": as_stands(Gathering(remind_before=[30]))}
    )
    assert again.status_code == 302


def test_the_reminders_of_later_ones_are_changed_along(table, carrier, sign_in, utc):
    hours = Hours(clock.now().time().replace(hour=18), clock.now().time().replace(hour=20), 0, "Europe/London")
    days = [utc(2027, 7, day).date() for day in (14, 21, 28)]
    series = plan_series(
        table, carrier, rhythm=Rhythm("weeks", times=3), days=days, hours=hours, title="Plugs", audience=Audience.OPEN
    )
    address = f"{series[1].entry.address}reminders/"
    said = {"remind_before": ["30"], "reminder": "Bring tea.", "stood": USUAL, "reach": "later"}
    assert sign_in(carrier).post(address, said).status_code == 302
    rows = Gathering.objects.order_by("starts_at").values_list("remind_before", "reminder")
    assert list(rows) == [([2880, 120], ""), ([30], "Bring tea."), ([30], "Bring tea.")]


def test_nobody_else_sees_or_edits_them(planned, table, member, sign_in):
    address = f"{Entry.objects.get(pk=planned.pk).address}reminders/"
    assert sign_in(None).get(address).status_code == 302
    assert sign_in(member(table, "ines")).get(address).status_code == 403


def test_words_that_guests_read_name_nobody_under_eighteen(planned, table, carrier, member, sign_in):
    Person.objects.filter(pk=member(table, "wen", age_band="13-15").pk).update(display_name="Wen Tamm")
    address = f"{Entry.objects.get(pk=planned.pk).address}reminders/"
    refused = sign_in(carrier).post(address, {"reminder": "Ask Wen Tamm for the key.", "stood": USUAL})
    assert refused.status_code == 422
    assert "is not named on open pages" in refused.text


def test_reminders_of_a_thousand_others_are_not_looked_at(gathering, django_assert_num_queries, utc):
    for n in range(3):
        gathering(starts_at=utc(2027, 9, 14 + n, 17))
    with clock.at(utc(2027, 7, 14, 17) + timedelta(minutes=1)), django_assert_num_queries(1):
        remind.call()


def test_a_reminder_in_the_morning_is_not_the_one_letter_of_that_day(gathering, dov, letters, utc):
    early = gathering(starts_at=utc(2027, 7, 20, 6))
    with clock.at(utc(2027, 7, 17, 9)):
        say_coming(early, dov, "yes")
    assert len(letters(2027, 7, 20, 4, 1)) == 1
    with clock.at(utc(2027, 7, 20, 4, 30)):
        news = record("work.shared", entry=early.entry)
        Notice.objects.create(person=dov, happening_id=news.pk, kind=news.kind, entry_id=news.entry_id, at=news.at)
    with clock.at(utc(2027, 7, 20, 7)):
        send_daily(clock.now())
    assert Notice.objects.get(happening_id=news.pk).mailed_at
