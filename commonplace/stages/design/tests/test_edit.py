"""Writing the document in its one long form, without a script and with one."""

import json
from datetime import timedelta

import pytest

from commonplace.commons.communities.actions import change_community, close_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Entry
from commonplace.ground import clock
from commonplace.stages.design import actions
from commonplace.stages.design.document import document_of
from commonplace.stages.design.models import Design
from commonplace.stages.design.tests.pages import form_on, ids_on

pytestmark = pytest.mark.django_db
EDIT = "/c/physics-on-wheels/design/edit/"


@pytest.fixture
def client(sign_in, beatriz):
    return sign_in(beatriz)


@pytest.fixture
def form(client):
    """What the form holds when it is opened."""
    return form_on(client.get(EDIT))


def said():
    return document_of(Design.objects.get())


def test_saving_the_form_unchanged_changes_nothing(client, form, wheels):
    before = said()
    response = client.post(EDIT, form)
    assert (response.status_code, response["Location"]) == (302, "/c/physics-on-wheels/design/")
    assert (said(), Entry.objects.get(kind="design").version) == (before, wheels.entry.version)


def test_what_is_typed_is_kept(client, form, wheels):
    form |= {
        "roles": ["Two of us."],
        "facilitators": ["3"],
        "ends_on": ["2026-09-19"],
        "card-0-practice_1": [""],
        "card-1-practice_0": ["Somebody laughs."],
        "day-1-title": ["Brakes and bells"],
        "day-1-starts": ["14:30"],
        "prediction_0": ["Two friends come."],
        "note": ["Bells"],
    }
    client.post(EDIT, form)
    now = said()
    assert (now["roles"], now["facilitators"], now["ends_on"]) == ("Two of us.", 3, "2026-09-19")
    assert [value["practices"] for value in now["values"]] == [
        ["The van comes to three streets."],
        ["Somebody laughs."],
        ["A blank wall"],
    ]
    assert [(day["title"], day["starts"]) for day in now["arc"]] == [
        ("Scooters", "10:00"),
        ("Brakes and bells", "14:30"),
    ]
    assert now["predictions"] == ["Two friends come."]
    assert wheels.entry.revisions.order_by("-number").first().note == "Bells"


@pytest.mark.parametrize(
    ("button", "new"),
    [
        ("practice:0", "card-0-practice_2"),
        ("practice:1", "card-1-practice_1"),
        ("day", "day-2-title"),
        ("prediction", "prediction_1"),
    ],
)
def test_a_button_gives_another_line_and_loses_nothing(client, form, button, new):
    form |= {"need": ["Twelve children, now."], "day-0-title": ["Sco"], "ends_on": ["not a day"]}
    response = client.post(EDIT, {**form, "add": button})
    after = form_on(response)
    assert (response.status_code, after[new]) == (200, [""])
    assert {name: value for name, value in after.items() if name in form and name != "day"} == {
        name: value for name, value in form.items() if name != "day"
    }
    assert f'id="id_{new}"' in response.content.decode()
    assert said()["need"] == "I asked **nine** children."


def test_choosing_values_by_boxes_and_in_own_words(client, form):
    response = client.post(EDIT, {**form, "choose": ["service", "mastery"], "own_value": "Patience", "add": "value"})
    after = form_on(response)
    assert after["card"] == ["0", "1", "2", "3", "4", "5"]
    after["card-4-practice_0"] = ["The same work on three days."]
    client.post(EDIT, after)
    assert [(value["key"] or value["own_name"], value["practices"][:1]) for value in said()["values"]] == [
        ("equity", ["The van comes to three streets."]),
        ("Good humour", []),
        ("autonomy", ["A blank wall"]),
        ("service", []),
        ("mastery", ["The same work on three days."]),
        ("Patience", []),
    ]


def test_values_ticked_and_saved_at_once_are_kept(client, form):
    client.post(EDIT, {**form, "choose": ["service"]})
    assert [value["key"] for value in said()["values"]] == ["equity", "", "autonomy", "service"]


def test_taking_out_a_value_and_a_day(client, form):
    form = form_on(client.post(EDIT, {**form, "take_out": "card:0"}))
    form = form_on(client.post(EDIT, {**form, "take_out": "day:0"}))
    client.post(EDIT, form)
    assert [value["key"] for value in said()["values"]] == ["", "autonomy"]
    assert [day["title"] for day in said()["arc"]] == ["Brakes"]


def test_dates_in_the_wrong_order_wait_and_the_rest_is_saved(client, form):
    response = client.post(EDIT, {**form, "ends_on": "2026-09-05", "safety": "Two adults.", "learners": "many"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "2 things cannot be saved yet." in page
    assert '<a href="#id_ends_on">Last day: This is 7 days before the first day.' in page
    assert '<a href="#id_learners">' in page
    assert (said()["safety"], said()["ends_on"], said()["learners"]) == ("Two adults.", "2026-09-20", 24)
    again = form_on(response)
    assert (again["ends_on"], again["learners"]) == (["2026-09-05"], ["many"])
    assert client.post(EDIT, {**again, "ends_on": "2026-09-25", "learners": "9"}).status_code == 302
    assert (said()["ends_on"], said()["learners"]) == ("2026-09-25", 9)


def test_a_day_with_a_wrong_time_keeps_what_is_right_of_it(client, form):
    response = client.post(EDIT, {**form, "day-0-starts": "noonish", "day-0-title": "Scooters!", "day-1-title": ""})
    assert response.status_code == 422
    assert [(day["title"], day["starts"]) for day in said()["arc"]] == [("Scooters!", "10:00"), ("Brakes", None)]


def test_two_people_who_change_different_parts_both_keep_theirs(client, form, wheels, beatriz, sign_in, member):
    dov = sign_in(member(wheels.community, "dov", role="facilitator"))
    theirs = form_on(dov.get(EDIT))
    client.post(EDIT, {**form, "need": "Mine."})
    response = dov.post(EDIT, {**theirs, "safety": "Dov’s."}, follow=True)
    assert (said()["need"], said()["safety"]) == ("Mine.", "Dov’s.")
    assert "Meanwhile somebody else changed: The need. Both are kept." in response.content.decode()


def test_two_people_who_change_the_same_part_see_both(client, form, wheels, sign_in, member):
    dov = sign_in(member(wheels.community, "dov", role="facilitator"))
    theirs = form_on(dov.get(EDIT))
    client.post(EDIT, {**form, "need": "Mine."})
    response = dov.post(EDIT, {**theirs, "need": "Dov’s need.", "safety": "Dov’s."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mine." in page
    assert form_on(response)["need"] == ["Dov’s need."]
    assert (said()["need"], said()["safety"]) == ("Mine.", "Dov’s.")
    assert dov.post(EDIT, {**form_on(response), "need": "Mine. Dov’s too."}).status_code == 302
    assert said()["need"] == "Mine. Dov’s too."


def test_dates_changed_in_the_settings_are_not_overwritten(client, form, wheels, beatriz):
    change_community(wheels.community, beatriz, place="Holbeck")
    client.post(EDIT, {**form, "need": "Mine."})
    assert (said()["place"], said()["need"]) == ("Holbeck", "Mine.")


def test_without_marks_only_the_version_tells(client, form, wheels, beatriz):
    form["marks"] = ["garbled"]
    assert client.post(EDIT, {**form, "need": "First."}).status_code == 302
    assert client.post(EDIT, {**form, "need": "Second."}).status_code == 409
    assert said()["need"] == "First."


def autosave(client, said_in_form, **more):
    return client.post(EDIT, {**said_in_form, **more}, headers={"Accept": "application/json"})


def test_a_script_saves_and_is_told_when(client, form, wheels):
    response = autosave(client, form, need="Ten.")
    told = response.json()
    assert (response.status_code, told["trouble"], told["version"]) == (200, [], wheels.entry.version + 1)
    assert told["saved_at_words"].startswith("Saved at ")
    again = autosave(client, form, need="Eleven.", marks=told["marks"], based_on=told["version"])
    assert (again.status_code, said()["need"]) == (200, "Eleven.")
    assert wheels.entry.revisions.count() == 1


def test_a_script_is_told_of_trouble_and_of_clashes(client, form, wheels, beatriz):
    told = autosave(client, form, starts_on="soon", need="Ten.").json()
    assert told["trouble"] == ["First day: Write the day as year-month-day, such as 2027-03-14."]
    actions.write_design(wheels, beatriz, based_on=Entry.objects.get(kind="design").version, fields={"need": "Theirs."})
    response = autosave(client, form, need="Eleven.", safety="Kept.", marks=told["marks"])
    assert response.status_code == 409
    assert "The need" in response.json()["trouble"][0]
    assert (said()["need"], said()["safety"]) == ("Theirs.", "Kept.")
    again = autosave(client, form, need="Eleven.", safety="Kept on.", marks=response.json()["marks"])
    assert (again.status_code, said()["need"], said()["safety"]) == (409, "Theirs.", "Kept on.")


def test_who_reads_it(client, wheels, beatriz, community):
    programme = community(name="Programme")
    change_community(wheels.community, beatriz, parent=programme, audience=Audience.COMMONS)
    form = form_on(client.get(EDIT))
    client.post(EDIT, {**form, "audience": Audience.COMMONS, "to_outer": "on"})
    entry = Entry.objects.get(kind="design")
    assert (entry.audience, entry.opened_to) == (Audience.COMMONS, programme)
    client.post(EDIT, {**form_on(client.get(EDIT)), "audience": Audience.TEAM, "to_outer": []})
    entry.refresh_from_db()
    assert (entry.audience, entry.opened_to) == (Audience.TEAM, None)
    assert client.post(EDIT, {**form_on(client.get(EDIT)), "audience": Audience.OPEN}).status_code == 422


def test_only_those_who_carry_it_write(wheels, beatriz, sign_in, member, person):
    learner = sign_in(member(wheels.community, "ines"))
    assert sign_in().get(EDIT)["Location"].startswith("/sign-in/")
    assert sign_in(person("dov")).get(EDIT).status_code == 404
    assert learner.get(EDIT).status_code == 403
    assert learner.post(EDIT, {"need": "x"}).status_code == 403
    close_community(wheels.community, beatriz)
    assert sign_in(beatriz).get(EDIT).status_code == 403


def test_every_line_of_readiness_leads_to_a_field(client):
    response = client.get(EDIT)
    page = response.content.decode()
    wanted = {part.partition('"')[0] for part in page.split('<a href="#id_')[1:]}
    assert len(wanted) > 10
    assert {f"id_{name}" for name in wanted} <= ids_on(response)


@pytest.mark.parametrize(
    "bad",
    [
        {"need": "x" * 1_000_000},
        {"need": "\x00\x01\ud7ff"},
        {"card": ["9" * 400, "-1", "x", "٣", "7"], "card-7-key": "no-such", "card-7-own_name": ""},
        {"day": ["0"] * 500, "day-0-id": "abc", "day-0-minutes": "-5", "day-0-on": "9999-99-99"},
        {"learners": "9" * 400, "hours_needed": "1e3"},
        {"audience": "99", "zone": "Mars/Olympus", "form": "<b>"},
        {"starts_on": "0001-01-01", "ends_on": "9999-12-31"},
        {"marks": "[]", "based_on": "x"},
        {"choose": ["no-such"], "add": "practice:99"},
        {"take_out": "card"},
        {"marks": json.dumps({"need": {"a": []}})},
    ],
)
def test_nothing_that_is_sent_breaks_it(client, form, bad):
    assert client.post(EDIT, {**form, **bad}).status_code in {200, 302, 409, 422}
    assert autosave(client, form, **bad).status_code in {200, 409}
    assert client.get(EDIT).status_code == 200
    assert client.get("/c/physics-on-wheels/design/").status_code == 200


def test_two_who_write_at_once_know_of_each_other(client, form, wheels, beatriz, sign_in, member):
    """Whoever saved something within two minutes is named, on load and as one goes on writing; oneself is not."""
    amara = member(wheels.community, "amara", role="facilitator")
    hers = sign_in(amara)
    with clock.at(clock.now() + timedelta(hours=1)):
        now = clock.now()
        assert "writing here too" not in hers.get(EDIT).text
        assert autosave(client, form, need="Ten.").json()["others"] == ""
        assert "writing here too" not in client.get(EDIT).text
    with clock.at(now + timedelta(seconds=100)):
        page = hers.get(EDIT)
        assert "\u2068Beatriz\u2069 is writing here too." in page.text
        assert "Beatriz" in autosave(hers, form_on(page), safety="Two of us at the saw.").json()["others"]
        assert "\u2068Amara\u2069 is writing here too." in client.get(EDIT).text
    with clock.at(now + timedelta(seconds=140)):
        assert "writing here too" not in hers.get(EDIT).text
        assert "Amara" in client.get(EDIT).text
