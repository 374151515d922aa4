"""Calendar files as other programs read them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Entry
from commonplace.ground import clock, ids
from commonplace.stages.gather import feeds
from commonplace.stages.gather.actions import cancel_gathering, change_gathering
from commonplace.stages.gather.calendars import calendar_of
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.written import write_missing

pytestmark = pytest.mark.django_db
COMMUNITY = "/c/the-mending-table/calendar.ics"


def events(response):
    calendar = Calendar.from_ical(response.content)
    return calendar.walk("VEVENT")


def test_one_gathering_as_a_file(gathering, sign_in, utc):
    planned = gathering("Plugs, zips; and\na harmonium", starts_at=utc(2027, 7, 14, 17), place="Holbeck, lower floor")
    response = sign_in(None).get(f"/e/{ids.written(planned.pk)}/gathering.ics")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response)
    assert str(event["UID"]) == f"{ids.written(planned.pk)}@localhost"
    assert str(event["SUMMARY"]) == "Plugs, zips; and a harmonium"
    assert str(event["LOCATION"]) == "Holbeck, lower floor"
    assert str(event["URL"]) == f"http://localhost/e/{ids.written(planned.pk)}/"
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["DTSTART"].dt == utc(2027, 7, 14, 17)
    assert "DTSTAMP" in event


def test_lines_are_folded_and_end_as_they_must(gathering, sign_in):
    gathering("Läuten " * 25, body="é" * 300)
    data = sign_in(None).get(COMMUNITY).content
    assert data.count(b"\n") == data.count(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_changes_and_cancelling_keep_the_name_and_raise_the_sequence(gathering, carrier, sign_in):
    planned = gathering()
    (first,) = events(sign_in(None).get(COMMUNITY))
    change_gathering(planned, carrier, based_on=1, place="In the yard")
    cancel_gathering(planned, carrier, "Rain")
    (second,) = events(sign_in(None).get(COMMUNITY))
    assert first["UID"] == second["UID"]
    assert (int(first["SEQUENCE"]), int(second["SEQUENCE"])) == (0, 2)
    assert str(second["STATUS"]) == "CANCELLED"
    assert "Rain" in str(second["DESCRIPTION"])


def test_strangers_get_what_is_open_and_others_what_they_may_see(gathering, community, person, member, table, sign_in):
    gathering("Open to all")
    gathering("For the commons", audience=Audience.COMMONS)
    gathering("For members", audience=Audience.COMMUNITY)
    gathering("For me", audience=Audience.ONLY_ME)
    narrow = community(person("tomasz"), name="Elsewhere")
    gathering("Open in a narrow place", into=narrow, by=narrow.memberships.get().person)

    def titles(client, path):
        return {str(event["SUMMARY"]) for event in events(client.get(path))}

    for path in (COMMUNITY, "/calendar.ics"):
        assert titles(sign_in(None), path) == {"Open to all"}
        assert titles(sign_in(person(f"dov{len(path)}")), path) == {"Open to all", "For the commons"}
    ines = sign_in(member(table, "ines"))
    assert titles(ines, COMMUNITY) == {"Open to all", "For the commons", "For members"}
    assert sign_in(None).get("/c/elsewhere/calendar.ics").status_code == 404


def test_hidden_ones_are_not_found(gathering, sign_in):
    planned = gathering(audience=Audience.COMMUNITY)
    assert sign_in(None).get(f"/e/{ids.written(planned.pk)}/gathering.ics").status_code == 404


def test_strangers_do_not_read_a_minors_name(gathering, person, sign_in):
    person("wen", age_band="13-15")
    gathering("Tea", body="Ask @wen for the key.")
    assert "wen" not in sign_in(None).get(COMMUNITY).text
    assert "@wen" in sign_in(person("dov")).get(COMMUNITY).text


def test_what_has_not_changed_is_not_sent_again(gathering, carrier, sign_in):
    planned = gathering()
    client = sign_in(None)
    etag = client.get(COMMUNITY)["ETag"]
    again = client.get(COMMUNITY, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    change_gathering(planned, carrier, based_on=1, title="Other things")
    assert client.get(COMMUNITY, headers={"if-none-match": etag}).status_code == 200
    assert client.get(COMMUNITY, headers={"if-none-match": '"nonsense'}).status_code == 200
    assert client.head(COMMUNITY).status_code == 200
    assert client.post(COMMUNITY).status_code == 405


def test_what_is_signed_in_is_not_kept_by_caches(gathering, carrier, sign_in):
    gathering()
    assert "private" in sign_in(carrier).get("/calendar.ics")["Cache-Control"]


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begins=MOMENTS, minutes=st.integers(1, 60 * 72), zone=ZONES, title=st.text(min_size=1, max_size=80))
def test_every_moment_comes_back_as_it_was(begins, minutes, zone, title):
    """Whatever the clocks do, and whatever people write, the file's reader gets the same instants."""
    begins = begins.replace(second=0, microsecond=0)
    entry = Entry(pk=7, kind="gathering", title=title, changed_at=begins)
    ends = begins + timedelta(minutes=minutes)
    entry.as_gathering = Gathering(entry=entry, starts_at=begins, ends_at=ends, zone=zone, place=title)
    (event,) = Calendar.from_ical(calendar_of([entry], title)).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (begins, ends)


def test_what_is_to_come_in_two_queries(gathering, django_assert_num_queries):
    for hours in (-1, 24, 48, 72):
        gathering(f"In {hours}", hours=hours)
    gathering("Over", hours=-24)
    for limit in (1, 3):
        with django_assert_num_queries(2):  # the next of all, and those of them that one may see
            rows = feeds.upcoming(None, limit)
            assert all(row.as_gathering.starts_at for row in rows)
        assert [row.title for row in rows] == ["In -1", "In 24", "In 48"][:limit]
    later = feeds.upcoming(None, 9, after=clock.now() + timedelta(hours=50))
    assert [row.title for row in later] == ["In 72"]


def test_what_one_may_see_is_found_behind_much_that_one_may_not(gathering, monkeypatch):
    for hours in range(1, 6):
        gathering(f"Hidden {hours}", hours=hours, audience=Audience.COMMUNITY)
    for hours in (7, 8):
        gathering(f"In {hours}", hours=hours)
    for looked_through in (2, 5, 6, 7, 50):
        monkeypatch.setattr(feeds, "_NEXT", looked_through)
        feeds._next._made.clear()
        assert [row.title for row in feeds.upcoming(None, 3)] == ["In 7", "In 8"]
    feeds._next._made.clear()


@pytest.mark.parametrize("items", [1, 3])
def test_files_ask_the_database_as_often_for_one_as_for_three(gathering, sign_in, items, django_assert_num_queries):
    for hours in range(items):
        planned = gathering(hours=24 + hours)
    write_missing()
    client = sign_in(None)
    with django_assert_num_queries(5):
        client.get(COMMUNITY)
    with django_assert_num_queries(3):
        client.get("/calendar.ics")
    with django_assert_num_queries(3):
        client.get(f"/e/{ids.written(planned.pk)}/gathering.ics")
