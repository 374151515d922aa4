"""The agenda: times that come of the gathering's beginning, rows that move without a script, two who plan at once."""

import re
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience
from commonplace.ground import clock
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.gather.actions import change_gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.gather.reminder_words import reminder_letter
from commonplace.stages.room.actions import Planned, write_agenda
from commonplace.stages.room.agenda import agenda_of, next_at, timed
from commonplace.stages.room.models import AgendaItem
from commonplace.stages.room.tests.conftest import BEGINS

pytestmark = pytest.mark.django_db

ITEMS = [Planned("Welcome", 10, "Ines"), Planned("Kettles", 25), Planned("What next?", 10, after=45)]


def said(gathering):
    return [(one.item.title, f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}") for one in agenda_of(gathering)]


def test_times_come_of_the_beginning_and_move_with_it(evening, carrier):
    gathering = evening()
    write_agenda(gathering, carrier, ITEMS)
    before = [("Welcome", "17:30", "17:40"), ("Kettles", "17:40", "18:05"), ("What next?", "18:15", "18:25")]
    assert said(gathering) == before
    starts_at, ends_at = gathering.starts_at + timedelta(hours=2), gathering.ends_at + timedelta(hours=2)
    change_gathering(gathering, carrier, based_on=1, starts_at=starts_at, ends_at=ends_at)
    assert [moment for _title, moment, _ends in said(gathering)] == ["19:30", "19:40", "20:15"]


_ROWS = st.lists(st.tuples(st.integers(1, 300), st.none() | st.integers(0, 2000)), max_size=12)


@given(rows=_ROWS, moved=st.integers(-10_000, 10_000))
def test_no_item_begins_before_the_one_above_ends_and_all_move_alike(rows, moved):
    items = [AgendaItem(title=str(at), minutes=minutes, after=after) for at, (minutes, after) in enumerate(rows)]
    begins = datetime(2027, 3, 27, 20, tzinfo=UTC)
    times = timed(items, begins)
    assert [one.item for one in times] == items
    assert all(later.starts_at >= one.ends_at for one, later in pairwise(times))
    shift = timedelta(minutes=moved)
    assert [one.starts_at + shift for one in times] == [one.starts_at for one in timed(items, begins + shift)]


@given(minutes=st.integers(0, 24 * 60 - 1), hours=st.integers(0, 24 * 400))
def test_the_next_time_on_the_clock_is_within_a_day_also_where_clocks_change(minutes, hours):
    after = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    found = next_at(time(minutes // 60, minutes % 60), after, "Europe/London")
    assert after <= found <= after + timedelta(hours=25)


def test_a_facilitator_plans_moves_and_empties_rows(evening, carrier, sign_in):
    gathering = evening()
    address, client = f"{gathering.entry.address}room/agenda/", sign_in(carrier)
    typed = form_on(client.get(address)) | {
        "item-0-title": "Kettles", "item-0-minutes": "20",
        "item-1-title": "Toasters", "item-1-minutes": "15", "item-1-begins": "18:55", "item-1-led_by": "Dov",
    }  # fmt: skip
    assert client.post(address, typed | {"more": "rows"}).url == f"{address}#row-2"
    assert said(gathering) == [("Kettles", "17:30", "17:50"), ("Toasters", "17:55", "18:10")]
    page = client.get(address)
    assert "Item 2, 18:55 to 19:10" in " ".join(strip_tags(page.text).split())
    moved = form_on(page) | {"item-1-begins": ""}
    assert client.post(address, moved | {"move": "down:0"}).url == f"{address}#row-1"
    assert [title for title, *_times in said(gathering)] == ["Toasters", "Kettles"]
    emptied = form_on(client.get(address)) | {f"item-0-{name}": "" for name in ("title", "minutes", "led_by")}
    assert client.post(address, emptied).url == gathering.entry.address
    assert said(gathering) == [("Kettles", "17:30", "17:50")]
    page = client.get(gathering.entry.address).text
    assert "What happened" in page or "What happens" in page
    assert "18:30</time>" in page, "on the reader’s clocks"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"item-0-minutes": "20"}, "Say in a few words what happens then."),
        ({"item-0-title": "Kettles"}, "Say how many minutes it takes."),
        ({"item-0-title": "Kettles", "item-0-minutes": "0"}, "greater than or equal to 1"),
        ({"item-0-title": "K", "item-0-minutes": "9", "item-0-begins": "19:45"}, "still on, until 18:30"),
        ({"item-0-title": "K", "item-0-minutes": "9", "item-0-begins": "half"}, "Write the time as 18:30."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(typed, says, evening, carrier, sign_in):
    gathering = evening()
    address, client = f"{gathering.entry.address}room/agenda/", sign_in(carrier)
    answer = client.post(address, form_on(client.get(address)) | typed | {"item-1-words": "All of it stays"})
    assert answer.status_code == 422
    assert says in answer.text
    assert "All of it stays" in answer.text
    assert not gathering.agenda.exists()


@pytest.mark.database
def test_two_who_plan_at_once_are_brought_together(evening, carrier, member, table, sign_in):
    gathering = evening()
    other = member(table, "ruth", role="facilitator")
    write_agenda(gathering, carrier, ITEMS)
    address = f"{gathering.entry.address}room/agenda/"
    mine, theirs = sign_in(carrier), sign_in(other)
    my_form, their_form, late = (form_on(one.get(address)) for one in (mine, theirs, mine))
    assert theirs.post(address, their_form | {"item-0-title": "Tea"}).status_code == 302
    assert mine.post(address, my_form | {"item-3-title": "Sweeping", "item-3-minutes": "5"}).status_code == 302
    assert [title for title, *_times in said(gathering)] == ["Tea", "Kettles", "What next?", "Sweeping"]
    clash = mine.post(address, late | {"item-0-title": "Coffee"})
    assert clash.status_code == 409
    assert 'value="Coffee"' in clash.text
    assert "Tea · 10 · Ines" in clash.text
    assert mine.post(address, form_on(clash)).status_code == 302
    assert [title for title, *_times in said(gathering)] == ["Coffee", "Kettles", "What next?", "Sweeping"]


def test_reminders_carry_the_agenda(evening, carrier, ines, begins):
    gathering = evening()
    write_agenda(gathering, carrier, ITEMS)
    with clock.at(begins - timedelta(days=3)):
        say_coming(gathering, ines, "yes")
    words = reminder_letter(gathering, "Ines", "https://here.example/")[1]
    assert (
        "What happens, Coordinated Universal Time:\n17:30  Welcome (Ines)\n17:40  Kettles\n18:15  What next?" in words
    )


def test_others_do_not_plan(evening, ines, sign_in):
    address = f"{evening().entry.address}room/agenda/"
    refused = sign_in(ines).get(address)
    assert refused.status_code == 403
    assert "Whoever planned it changes it" in refused.text
    assert sign_in().get(address).status_code == 302
    assert sign_in(ines).get(f"{evening(Audience.ONLY_ME).entry.address}room/agenda/").status_code == 404


def test_an_item_that_is_on_is_marked(evening, carrier, sign_in, begins):
    gathering = evening()
    write_agenda(gathering, carrier, ITEMS)
    with clock.at(begins + timedelta(minutes=12)):
        page = sign_in(carrier).get(f"{gathering.entry.address}room/").text
    assert re.search(r'aria-current="time">\s*<time[^>]*>18:40', page)


def test_what_is_typed_beyond_the_last_item_is_not_lost_without_a_word(evening, carrier, sign_in):
    gathering = evening(ends_at=BEGINS + timedelta(hours=3))
    write_agenda(gathering, carrier, [Planned(f"Item {number}", 1) for number in range(40)])
    client, address = sign_in(carrier), f"{gathering.entry.address}room/agenda/"
    typed = form_on(client.get(address)) | {"item-40-title": "One more", "item-40-minutes": "5"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "An agenda has at most 40 items." in refused.text
    assert 'value="One more"' in refused.text
