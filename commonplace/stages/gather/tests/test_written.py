"""Events of calendars are kept as they were written, and are never read when they are no longer so."""

from datetime import timedelta

import pytest
from django.db.models import F

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import delete_entries
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.actions import cancel_gathering, change_gathering, note_new_time
from commonplace.stages.gather.calendar_taking import import_calendar
from commonplace.stages.gather.calendars import calendar_of, event_of
from commonplace.stages.gather.feeds import gatherings_for
from commonplace.stages.gather.models import Gathering, WrittenEvent
from commonplace.stages.gather.repeating import cancel_later, change_later, day_and_hours, plan_series
from commonplace.stages.gather.rhythms import Rhythm
from commonplace.stages.gather.written import write_missing

pytestmark = pytest.mark.django_db
FEED = "/c/the-mending-table/calendar.ics"


@pytest.fixture
def is_true(table, carrier, sign_in):
    """Check that all feeds say what would be written anew, for a stranger and for the carrier; with and without texts."""

    clients = {None: sign_in(), carrier: sign_in(carrier)}

    def check():
        for _once in ("as it was left", "written"):
            for reader, client in clients.items():
                entries = gatherings_for(reader, table)
                said = calendar_of(entries, table.name, for_strangers=reader is None)
                assert client.get(FEED).content == said
            for reader, client in clients.items():
                assert said_events(client.get("/calendar.ics").content) == said_events(
                    calendar_of(gatherings_for(reader), "", for_strangers=reader is None)
                )
            write_missing()
        assert write_missing() == 0
        for kept in WrittenEvent.objects.all():
            assert kept.text == event_of(gatherings_for(carrier).get(pk=kept.pk))

    return check


def said_events(data):
    return data.partition(b"BEGIN:VEVENT")[2]


def _file(uid, summary):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", f"UID:{uid}", "DTSTART:20320101T100000Z"]
    lines += ["DTEND:20320101T110000Z", f"SUMMARY:{summary}", "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def _series(gathering, by):
    day, hours = day_and_hours(gathering)
    days = [day + timedelta(weeks=number) for number in range(4)]
    community = gathering.community
    return plan_series(
        community, by, rhythm=Rhythm("weeks", weekdays=(day.weekday(),), times=4), days=days, hours=hours,
        title="Weekly", audience=Audience.OPEN,
    )  # fmt: skip


def _change(**fields):
    return lambda one, by: change_gathering(one, by, based_on=one.entry.version, **fields)


def _change_series(one, by):
    first = _series(one, by)[1]
    write_missing()
    change_later(
        first, by, based_on=first.entry.version, title="Otherwise", starts_at=first.starts_at - timedelta(hours=1)
    )


def _cancel_series(one, by):
    made = _series(one, by)
    write_missing()
    cancel_later(made[2], by, "Nobody has a key")


def _delete_and_bring_back(one, by):
    put_away = delete_entries([one.entry], by, "Gone.", "/")
    assert not WrittenEvent.objects.exists()
    bring_back(put_away.pk, by)


def _take_twice(one, by):
    import_calendar(one.community, by, _file("a@b", "Soup"), audience=Audience.OPEN)
    write_missing()
    import_calendar(one.community, by, _file("a@b", "Soup, and bread"))


ACTIONS = {
    "title": _change(
        title="Kettles; toasters, and a title that goes on for so long that its line has to be folded: ßß"
    ),
    "words": _change(body="What it is about.\n\nAnd more of it."),
    "place": _change(place="The hall, upstairs"),
    "nothing that shows": _change(capacity=4),
    "audience": _change(audience=Audience.COMMUNITY),
    "cancelled": lambda one, by: cancel_gathering(one, by, "The roof leaks"),
    "noted": note_new_time,
    "taken over": _take_twice,
    "series": _series,
    "series changed": _change_series,
    "series cancelled": _cancel_series,
    "brought back": _delete_and_bring_back,
}


@pytest.mark.parametrize("action", ACTIONS)
def test_after_each_action_feeds_say_what_would_be_written_anew(table, gathering, carrier, is_true, action):
    one = gathering("Things with a plug")
    is_true()
    ACTIONS[action](Gathering.objects.select_related("entry", "community").get(pk=one.pk), carrier)
    is_true()


@pytest.mark.parametrize(
    "columns",
    [
        {"sequence": F("sequence") + 1},
        {"starts_at": F("starts_at") + timedelta(minutes=5)},
        {"ends_at": F("ends_at") + timedelta(minutes=5)},
        {"place": "Elsewhere"},
        {"cancelled_at": "2031-01-01T10:00Z"},
        {"cancel_reason": "It rains", "cancelled_at": "2031-01-01T10:00Z"},
    ],
)
def test_whatever_is_written_past_the_actions_shows_too(gathering, is_true, columns):
    one = gathering("Things with a plug")
    is_true()
    Gathering.objects.filter(pk=one.pk).update(**columns)
    is_true()
    if "cancelled_at" in columns:
        Gathering.objects.filter(pk=one.pk).update(cancelled_at=None)
        is_true()


@pytest.mark.parametrize("columns", [{"title": "Toasters"}, {"summary": "New"}, {"changed_at": "2031-01-01T10:00Z"}])
def test_so_does_what_is_written_of_its_entry(gathering, is_true, columns):
    one = gathering("Things with a plug")
    is_true()
    Entry.objects.filter(pk=one.pk).update(**columns)
    is_true()


def test_an_event_is_written_of_nothing_that_is_not_compared(gathering):
    class Watched:
        def __init__(self, thing):
            self.thing, self.read = thing, set()

        def __getattr__(self, name):
            self.read.add(name)
            return getattr(self.thing, name)

    one = gathering("Things with a plug")
    cancelled = Gathering.objects.get(pk=one.pk)
    cancelled.cancelled_at, cancelled.cancel_reason, cancelled.place = clock.now(), "It rains", "Here"
    entry, row = Watched(Entry.objects.get(pk=one.pk)), Watched(cancelled)
    entry.as_gathering = row
    event_of(entry)
    kept = {field.name for field in WrittenEvent._meta.fields}
    assert entry.read - {"pk", "address"} | row.read <= kept  # the key never changes, and the address is made of it


def test_the_site_at_another_address_names_that(gathering, sign_in, settings, is_true):
    gathering("Things with a plug")
    write_missing()
    settings.ADDRESS = "https://elsewhere.example"
    assert b"URL:https://elsewhere.example/e/" in sign_in().get(FEED).content
    is_true()


def test_whom_strangers_may_not_meet_is_veiled_when_they_read_it(gathering, person, carrier, sign_in, is_true):
    ines = person("ines")
    gathering("Soup with @ines")
    write_missing()
    assert b"@ines" in sign_in().get(FEED).content
    Person.objects.filter(pk=ines.pk).update(shown_openly=False)
    assert b"@ines" not in sign_in().get(FEED).content
    assert b"@ines" in sign_in(carrier).get(FEED).content
    is_true()


def test_what_is_written_is_asked_for_at_once(gathering, sign_in, django_assert_num_queries):
    for hours in (24, 25, 26):
        gathering(hours=hours)
    client = sign_in()
    with django_assert_num_queries(6):
        client.get(FEED)
    write_missing()
    with django_assert_num_queries(5):
        client.get(FEED)
    with django_assert_num_queries(3):
        client.get("/calendar.ics")
