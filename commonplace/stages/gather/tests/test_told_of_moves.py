"""Who is told of dates that moved: whoever knew the old ones, once, in one letter with a calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from commonplace.commons.communities.actions import close_community, reopen_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience, delete_entry
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.people.models import MailRhythm, Person
from commonplace.ground import clock
from commonplace.ground.happenings import tell as happening_tell
from commonplace.ground.models import Happening, Letter
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.actions import cancel_gathering, change_gathering, plan_gathering
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.calendars import calendar_of, uid_of
from commonplace.stages.gather.guests import ask_to_come, say_as_guest
from commonplace.stages.gather.models import Gathering, Guest, UntoldMove
from commonplace.stages.gather.moving import Shift
from commonplace.stages.gather.places import say_coming
from commonplace.stages.gather.tasks import remind
from commonplace.stages.gather.untold import tell_of_moves, tell_what_is_due

pytestmark = pytest.mark.django_db
PAGE = "/c/the-mending-table/gatherings/"
TODAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def table(march_table):
    return march_table


@pytest.fixture
def ines(table, member, settings, run_tasks):
    """A member who has letters at once, and has read what was planned."""
    settings.MAIL_IS_SENT = True
    ines = member(table, "ines")
    Person.objects.filter(pk=ines.pk).update(mail_rhythm=MailRhythm.AT_ONCE, zone="Europe/London")
    run_tasks()
    Notice.objects.all().delete()
    Letter.objects.all().delete()
    return Person.objects.get(pk=ines.pk)


@pytest.fixture
def hour_passes(run_tasks, mailoutbox):
    def pass_by(hours=1.01):
        mailoutbox.clear()
        with clock.at(clock.now() + timedelta(hours=hours)):
            tell_what_is_due.func()
            run_tasks()
        return list(mailoutbox)

    return pass_by


def events(letter):
    (part,) = [part for part in letter.message().walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    return calendar["METHOD"], calendar.walk("VEVENT")


def test_whoever_knew_the_old_times_gets_one_letter_of_all_the_new_ones(
    table, gathering, kettles, carrier, ines, run_tasks, hour_passes, move
):
    """“Dates changed but reminders not.”"""
    gathering("Toasters", into=table, starts_at=datetime(2027, 3, 20, 10, tzinfo=UTC))
    run_tasks()
    move(table, carrier, Shift(14))
    assert hour_passes(hours=0.5) == []
    (letter,) = hour_passes()
    assert letter.subject == "The dates of The Mending Table have moved."
    assert "was: Tuesday 16 March, 18:30, Greenwich Mean Time (London)" in letter.body
    assert "is:  Tuesday 30 March, 18:30, British Summer Time (London)" in letter.body
    assert "Toasters" in letter.body
    method, moved = events(letter)
    assert method == "PUBLISH"
    assert {event["SUMMARY"]: event["DTSTART"].dt for event in moved} == {
        "Kettles": datetime(2027, 3, 30, 17, 30, tzinfo=UTC),
        "Toasters": datetime(2027, 4, 3, 9, tzinfo=UTC),
    }
    assert all(event["SEQUENCE"] > 0 and event["STATUS"] == "CONFIRMED" for event in moved)
    assert hour_passes() == []
    assert Notice.objects.filter(person=ines, kind="dates.moved").count() == 1


def test_moved_twice_within_the_hour_only_the_last_is_told(table, kettles, carrier, ines, hour_passes, move):
    move(table, carrier, Shift(14))
    move(table, carrier, Shift(7))
    (letter,) = hour_passes()
    assert "was: Tuesday 16 March" in letter.body
    assert "is:  Tuesday 6 April" in letter.body
    assert "30 March" not in letter.body


def test_moved_and_taken_back_nobody_is_told(table, kettles, carrier, ines, move, hour_passes):
    bring_back(move(table, carrier, Shift(14)).pk, carrier)
    assert not UntoldMove.objects.exists()
    assert hour_passes() == []


def test_taken_back_after_they_were_told_they_are_told_again(
    table, kettles, carrier, ines, run_tasks, hour_passes, move
):
    kept = move(table, carrier, Shift(14))
    tell_of_moves(table.pk)
    run_tasks()
    bring_back(kept.pk, carrier)
    (letter,) = hour_passes()
    assert "was: Tuesday 30 March" in letter.body
    assert "is:  Tuesday 16 March" in letter.body


def test_the_same_moment_on_other_clocks_is_no_news(table, kettles, carrier, ines, hour_passes, move):
    move(table, carrier, Shift(zone="Africa/Lagos", keeps_moments=True))
    assert hour_passes() == []


def test_what_begins_within_a_day_is_told_at_once(table, gathering, carrier, ines, run_tasks, mailoutbox, move):
    gathering("Tonight", into=table, starts_at=TODAY + timedelta(hours=6))
    run_tasks()
    move(table, carrier, Shift(14))
    mailoutbox.clear()
    run_tasks()
    tell_what_is_due.func()
    run_tasks()
    assert ["Tonight" in letter.body for letter in mailoutbox] == [True]


def test_told_of_one_by_itself_it_is_not_told_again(
    table, kettles, carrier, ines, run_tasks, mailoutbox, hour_passes, move
):
    move(table, carrier, Shift(14))
    kettles = Gathering.objects.select_related("entry").get(pk=kettles.pk)
    change_gathering(kettles, carrier, based_on=kettles.entry.version, place="The hall")
    mailoutbox.clear()
    run_tasks()
    (letter,) = mailoutbox
    assert [event["DTSTART"].dt for event in events(letter)[1]] == [kettles.starts_at]
    assert hour_passes() == []


def test_only_what_one_may_see_is_told(table, kettles, carrier, ines, run_tasks, hour_passes, move):
    begins, ends = datetime(2027, 3, 18, 18, tzinfo=UTC), datetime(2027, 3, 18, 19, tzinfo=UTC)
    plan_gathering(table, carrier, title="Secret", starts_at=begins, ends_at=ends, audience=Audience.TEAM)
    run_tasks()
    move(table, carrier, Shift(7), "Kettles")
    assert hour_passes() == []
    assert not Notice.objects.filter(person=ines, kind="dates.moved").exists()
    move(table, carrier, Shift(7))
    (letter,) = hour_passes()
    assert "Secret" not in letter.message().as_string()
    assert "Kettles" in letter.body


def test_who_said_no_to_all_that_they_know_of_is_left_alone(
    table, kettles, carrier, ines, run_tasks, hour_passes, move
):
    begins, ends = datetime(2027, 3, 18, 18, tzinfo=UTC), datetime(2027, 3, 18, 19, tzinfo=UTC)
    plan_gathering(table, carrier, title="Secret", starts_at=begins, ends_at=ends, audience=Audience.TEAM)
    say_coming(kettles, ines, "no")
    run_tasks()
    move(table, carrier, Shift(7))
    assert hour_passes() == []


def test_they_can_be_told_without_waiting(table, kettles, carrier, ines, move, sign_in, run_tasks, mailoutbox):
    client = sign_in(carrier)
    move(table, carrier, Shift(14))
    assert "Whoever is concerned is told at 13:00" in client.get(PAGE).text
    mailoutbox.clear()
    client.post(f"{PAGE}move/tell/")
    run_tasks()
    assert len(mailoutbox) == 1
    assert "Whoever is concerned is told" not in client.get(PAGE).text


def test_a_cancelled_gathering_is_taken_out_of_calendars(table, kettles, carrier, ines, run_tasks, mailoutbox):
    mailoutbox.clear()
    cancel_gathering(kettles, carrier, "No gas")
    run_tasks()
    (letter,) = mailoutbox
    method, (event,) = events(letter)
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert event["UID"] == uid_of(kettles.entry)
    assert "mailto:" in event["ORGANIZER"]


@pytest.fixture
def ada(kettles, carrier, run_tasks, settings):
    """A guest without an account, who has confirmed that they come."""
    settings.MAIL_IS_SENT = True
    change_audience(kettles.entry, carrier, Audience.OPEN)
    ask_to_come(kettles, name="Ada", email="ada@elsewhere.example", age_band="adult")
    guest = Guest.objects.select_related("gathering__entry__community").get()
    say_as_guest(guest, "yes", 0)
    run_tasks()
    return guest


def test_guests_are_told_of_moved_dates_once_and_reminded_by_the_new_ones(
    table, kettles, carrier, ada, run_tasks, hour_passes, mailoutbox, move
):
    move(table, carrier, Shift(7))
    assert hour_passes(hours=0.5) == []
    letters = hour_passes()
    (letter,) = [one for one in letters if one.to == [ada.email]]
    assert "it begins on Tuesday 23 March, 18:30, Greenwich Mean Time (London)" in letter.body.replace("\n", " ")
    method, (event,) = events(letter)
    begins = datetime(2027, 3, 23, 18, 30, tzinfo=UTC)
    assert (method, event["UID"], event["DTSTART"].dt) == ("PUBLISH", uid_of(kettles.entry), begins)
    assert event["SEQUENCE"] == 1
    happening_tell.call(Happening.objects.get(kind="dates.moved").pk)  # heard twice, after a crash
    assert hour_passes() == []

    def reminded_at(moment):
        mailoutbox.clear()
        with clock.at(moment):
            remind.call()
            run_tasks()
        return [one.to for one in mailoutbox]

    assert reminded_at(kettles.starts_at - timedelta(hours=1)) == []  # the old time
    assert reminded_at(begins - timedelta(hours=1)) == [[ada.email]]
    assert reminded_at(begins - timedelta(minutes=50)) == []


def test_what_is_soon_is_not_put_off_by_another_move(table, gathering, kettles, carrier, move):
    gathering("Toasters", into=table, starts_at=TODAY + timedelta(days=3, minutes=30))
    move(table, carrier, Shift(-2), "Kettles")  # to half an hour more than a day from now
    with clock.at(TODAY + timedelta(minutes=40)):
        move(table, carrier, Shift(1), "Toasters")
        assert UntoldMove.objects.get().tells_at <= clock.now()


def test_moved_then_deleted_and_brought_back_after_the_hour_people_are_told(
    table, kettles, carrier, ines, hour_passes, move
):
    move(table, carrier, Shift(14))
    with clock.at(clock.now() + timedelta(minutes=40)):
        kept = delete_entry(Entry.objects.get(pk=kettles.pk), carrier)
    assert hour_passes() == []
    with clock.at(clock.now() + timedelta(hours=1.5)):
        bring_back(kept.pk, carrier)
    (letter,) = hour_passes(hours=2.1)
    assert "was: Tuesday 16 March" in letter.body
    assert "is:  Tuesday 30 March" in letter.body
    assert hour_passes(hours=4) == []


def test_moved_then_deleted_for_good_nothing_is_owed_any_more(table, kettles, carrier, ines, hour_passes, move):
    move(table, carrier, Shift(14))
    delete_entry(Entry.objects.get(pk=kettles.pk), carrier)
    for hours in (1.1, 2.2, 3.3):
        assert hour_passes(hours=hours) == []
    assert not UntoldMove.objects.exists()


def test_a_calendar_file_that_changes_what_moved_within_the_hour_tells_once(
    table, kettles, carrier, ines, run_tasks, hour_passes, mailoutbox, move
):
    say_coming(kettles, ines, "yes")
    run_tasks()
    move(table, carrier, Shift(14))
    feed = calendar_of([Entry.objects.get(pk=kettles.pk)], "Soup").replace(b"20270330T1730", b"20270330T1630")
    assert import_calendar(table, carrier, feed).changed
    mailoutbox.clear()
    run_tasks()
    assert list(mailoutbox) == []
    (letter,) = hour_passes()
    assert "was: Tuesday 16 March, 18:30" in letter.body
    assert "is:  Tuesday 30 March, 17:30" in letter.body


def test_of_what_moved_in_a_community_that_was_closed_since_nobody_is_told_unless_it_opens_again(
    table, gathering, kettles, carrier, ines, run_tasks, hour_passes, move
):
    gathering("Toasters", into=table, starts_at=datetime(2027, 3, 9, 10, tzinfo=UTC))
    run_tasks()
    move(table, carrier, Shift(14))
    close_community(table, carrier)
    assert not [letter for letter in hour_passes() if "moved" in letter.subject]
    with clock.at(datetime(2027, 3, 25, tzinfo=UTC)):
        reopen_community(table, carrier)
        (letter,) = [one for one in hour_passes() if "moved" in one.subject]
        assert [str(event["SUMMARY"]) for event in events(letter)[1]] == ["Kettles"], "Toasters are over by then"
        assert not [one for one in hour_passes() if "moved" in one.subject]
