"""Starting, copying and writing designs."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from commonplace.commons.communities.models import Audience, Community, Stage
from commonplace.commons.entries.actions import EditedMeanwhile
from commonplace.commons.entries.models import Entry, Notice
from commonplace.ground import clock
from commonplace.stages.design import actions
from commonplace.stages.design.document import document_of
from commonplace.stages.design.models import Design

pytestmark = pytest.mark.django_db

VALUES = [
    ("equity", "", ["The van comes to three streets.", "Tools are lent."]),
    ("", "Good humour", []),
    ("autonomy", "", ["A blank wall"]),
]


def test_starting_lays_an_empty_design_that_its_programme_may_read(person, community):
    amara = person("amara")
    programme = community(name="Programme")
    started = actions.start(amara, name="Kettle Club", form="book-club", purpose="Read.", parent=programme)
    entry = Entry.objects.get(kind="design")
    assert (started.stage, started.form, started.design.entry) == (Stage.IMAGINE, "book-club", entry)
    assert (entry.audience, entry.opened_to, entry.summary) == (Audience.COMMUNITY, programme, "Read.")
    assert actions.begin_design(started, amara) == started.design


def test_writing_keeps_the_whole_document_and_goes_on_to_design(wheels):
    said = document_of(Design.objects.get(pk=wheels.pk))
    assert said["need"] == "I asked **nine** children."
    assert wheels.html["need"] == "<p>I asked <strong>nine</strong> children.</p>\n"
    assert (said["starts_on"], said["ends_on"], said["place"], said["learners"]) == (
        "2026-09-12",
        "2026-09-20",
        "Beeston",
        24,
    )
    assert [value["practices"] for value in said["values"]] == [
        ["The van comes to three streets.", "Tools are lent."],
        [],
        ["A blank wall"],
    ]
    assert [(day["title"], day["on"], day["starts"], day["minutes"]) for day in said["arc"]] == [
        ("Scooters", "2026-09-12", "10:00", 120),
        ("Brakes", "2026-09-14", None, 90),
    ]
    assert said["predictions"] == ["Somebody brings a friend."]
    assert wheels.community.stage == Stage.DESIGN


def test_a_revision_is_one_sitting_and_holds_the_document(wheels):
    beatriz = wheels.entry.authors.get()
    for words in ["Nine children.", "Ten children."]:
        wheels = actions.write_design(wheels, beatriz, based_on=wheels.entry.version, fields={"need": words})
    assert [revision.words["need"] for revision in wheels.entry.revisions.all()] == ["Ten children."]
    with clock.at(clock.now() + timedelta(hours=2)):
        actions.write_design(wheels, beatriz, based_on=wheels.entry.version, note="Eleven!", fields={"need": "Eleven."})
    assert [(r.number, r.note, r.words["need"]) for r in wheels.entry.revisions.order_by("number")] == [
        (1, "", "Ten children."),
        (2, "Eleven!", "Eleven."),
    ]


def test_writing_what_stands_there_already_changes_nothing(wheels):
    again = actions.write_design(
        wheels,
        wheels.entry.authors.get(),
        based_on=wheels.entry.version,
        values=VALUES,
        predictions=["Somebody brings a friend."],
    )
    assert again.entry.version == wheels.entry.version


def test_writing_over_somebody_elses_words_is_refused(wheels, person):
    with pytest.raises(EditedMeanwhile):
        actions.write_design(
            wheels, person("dov"), based_on=wheels.entry.version - 1, fields={"need": "Mine", "place": "Mine"}
        )
    wheels.refresh_from_db()
    assert (wheels.need, Community.objects.get().place) == ("I asked **nine** children.", "Beeston")


def test_days_keep_their_rows_when_they_change(wheels):
    first, second = wheels.arc.all()
    rows = [{"title": "Brakes, again", "id": second.pk}, {"title": "Scooters"}, {"title": "A new one"}]
    actions.write_design(wheels, wheels.entry.authors.get(), based_on=wheels.entry.version, arc=rows)
    days = list(wheels.arc.all())
    assert [day.pk for day in days[:2]] == [second.pk, first.pk]
    assert [day.title for day in days] == ["Brakes, again", "Scooters", "A new one"]


def test_a_copy_takes_words_and_rhythm_but_no_dates(wheels, person, member, run_tasks):
    ines = member(wheels.community, "ines")
    copy = actions.start_from(wheels.community, ines, name="Physics on Foot")
    said = document_of(copy.design)
    assert (copy.started_from, copy.design.entry.made_from) == (wheels.community, wheels.entry)
    assert (copy.form, copy.purpose, said["need"], said["learners"]) == (
        "workshop",
        wheels.community.purpose,
        "I asked **nine** children.",
        24,
    )
    assert (said["starts_on"], said["place"], said["hours_available"]) == (None, "", None)
    assert [(day["title"], day["on"], day["offset"], day["minutes"], day["starts"]) for day in said["arc"]] == [
        ("Scooters", None, 0, 120, "10:00"),
        ("Brakes", None, 2, 90, None),
    ]
    assert (said["predictions"], len(said["values"])) == (["Somebody brings a friend."], 3)
    run_tasks()
    notice = Notice.objects.get(kind="design.grown")
    assert (notice.person.name, notice.community) == ("beatriz", wheels.community)


def test_a_copy_gets_its_dates_with_the_first_day(wheels, member):
    ines = member(wheels.community, "ines")
    design = actions.start_from(wheels.community, ines, name="Physics on Foot").design
    design = actions.write_design(design, ines, based_on=design.entry.version, fields={"starts_on": date(2027, 3, 1)})
    assert [day["on"] for day in document_of(design)["arc"]] == ["2027-03-01", "2027-03-03"]


def test_nobody_copies_what_they_may_not_see(wheels, person):
    dov = person("dov")
    with pytest.raises(PermissionDenied):
        actions.start_from(wheels.community, dov, name="Mine")


def test_bringing_back_an_earlier_sitting(wheels):
    beatriz = wheels.entry.authors.get()
    with clock.at(clock.now() + timedelta(hours=2)):
        changed = actions.write_design(
            wheels,
            beatriz,
            based_on=wheels.entry.version,
            fields={"need": "Eleven.", "starts_on": None},
            values=[],
            arc=[],
            predictions=[],
        )
    with clock.at(clock.now() + timedelta(hours=4)):
        actions.bring_back(changed, beatriz, changed.entry.revisions.get(number=1))
    said = document_of(Design.objects.get(pk=wheels.pk))
    assert (said["need"], said["starts_on"], len(said["values"]), len(said["arc"])) == (
        "I asked **nine** children.",
        "2026-09-12",
        3,
        2,
    )
    assert wheels.entry.revisions.count() == 3


def test_staff_of_the_programme_hear_of_a_community_within_it(person, community, run_tasks):
    programme = community(name="Programme")
    actions.start(person("amara"), name="Open one", parent=programme)
    run_tasks()
    assert [(n.person.name, n.community.name) for n in Notice.objects.filter(kind="community.started")] == [
        ("nkechi", "Open one")
    ]


def test_words_nobody_should_send(wheels):
    beatriz = wheels.entry.authors.get()
    design = actions.write_design(
        wheels,
        beatriz,
        based_on=wheels.entry.version,
        fields={"need": "a\x00b" * 50_000, "place": "x" * 900},
        values=[("no-such", "", ["y" * 900]), ("equity", "", ["z"] * 99), ("equity", "", ["again"])],
        arc=[{"title": "t" * 900, "minutes": 10**9}] * 99,
        predictions=["p\x00"] * 99,
    )
    assert "\x00" not in design.need
    assert (len(design.community.place), design.values.count(), design.arc.count(), design.predictions.count()) == (
        200,
        1,
        60,
        30,
    )
