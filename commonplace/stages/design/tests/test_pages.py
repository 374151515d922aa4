"""Starting a community, reading its design, its earlier sittings; and who may."""

from datetime import date, timedelta

import pytest

from commonplace.commons.communities.actions import change_community, close_community, start_community
from commonplace.commons.communities.models import Audience, Community, Form
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import register
from commonplace.ground import clock, ids
from commonplace.stages.design import actions
from commonplace.stages.design.forms_of_community import FORMS
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.design.values import VALUES

pytestmark = pytest.mark.django_db
DESIGN = "/c/physics-on-wheels/design/"


def open_to(wheels, beatriz, audience):
    change_community(wheels.community, beatriz, audience=audience)
    actions.open_design(wheels, beatriz, audience, to_outer=True)


def test_there_are_eighteen_values_and_a_line_for_every_form():
    assert (len(VALUES), set(FORMS)) == (18, set(Form.values))


def test_a_name_a_form_and_a_purpose_begin_a_community(sign_in, person, community, member):
    programme = community(name="Programme")
    client = sign_in(member(programme, "amara"))
    page = client.get("/c/new/?in=programme&form=camp")
    assert form_on(page)["parent"] == [str(programme.pk)]
    said = {"name": "Kettle Club", "form": "book-club", "purpose": "Read aloud.", "parent": programme.pk}
    assert client.post("/c/new/", said)["Location"] == "/c/kettle-club/design/edit/"
    begun = Community.objects.get(slug="kettle-club")
    assert (begun.form, begun.purpose, begun.parent, begun.design.entry.opened_to) == (
        "book-club",
        "Read aloud.",
        programme,
        programme,
    )


def test_what_is_missing_is_said_and_what_was_typed_stays(sign_in, person):
    response = sign_in(person("amara")).post("/c/new/", {"purpose": "Read aloud.", "name": " \x00 "})
    assert response.status_code == 422
    assert form_on(response)["purpose"] == ["Read aloud."]
    assert "Give it a name. You can change it later." in response.content.decode()


def test_nobody_starts_within_a_community_that_is_not_theirs(sign_in, person, community, member):
    community(name="Closed to me")
    client = sign_in(member(community(name="Mine"), "amara"))
    theirs = Community.objects.get(slug="closed-to-me")
    assert client.post("/c/new/", {"name": "X", "form": "camp", "parent": theirs.pk}).status_code == 422


def test_strangers_sign_in_first_and_paused_people_wait(sign_in, person):
    assert sign_in().get("/c/new/")["Location"] == "/sign-in/?next=%2Fc%2Fnew%2F"
    paused = person("dov", paused_at=clock.now(), pause_reason="a quarrel")
    assert sign_in(paused).get("/c/new/").status_code == 403


def test_starting_from_another_shows_what_is_copied_and_copies_it(sign_in, person, wheels, beatriz):
    open_to(wheels, beatriz, Audience.COMMONS)
    client = sign_in(person("dov"))
    page = client.get("/c/new/?from=physics-on-wheels")
    assert "The van comes to three streets." in page.content.decode()
    # What is shown is what comes along: no place and no dates, but their rhythm.
    assert "Beeston" not in page.text
    assert "September" not in page.text
    assert "Day 3" in page.text
    said = form_on(page) | {"name": ["Physics on Foot"], "form": ["workshop"]}
    client.post("/c/new/?from=physics-on-wheels", said)
    begun = Community.objects.get(slug="physics-on-foot")
    assert (begun.started_from, begun.design.need) == (wheels.community, wheels.need)
    assert "It grew from" in client.get("/c/physics-on-foot/design/").content.decode()


def test_a_stranger_who_starts_from_an_open_design_signs_in_and_comes_back_to_it(sign_in, wheels, beatriz):
    open_to(wheels, beatriz, Audience.OPEN)
    register(display_name="Dov", username="dov", age_band="adult", password="a kettle is a pot")
    stranger = sign_in()
    start = "/c/new/?from=physics-on-wheels"
    assert f'href="{start}"' in stranger.get(DESIGN).content.decode()
    door = stranger.get(stranger.get(start)["Location"])
    assert set(form_on(door)["next"]) == {start}
    said = {"name": "dov", "passphrase": "a kettle is a pot", "next": start}
    page = stranger.post("/sign-in/", said, follow=True)
    assert "The van comes to three streets." in page.content.decode()


def test_nobody_starts_from_what_they_may_not_see(sign_in, person, wheels):
    client = sign_in(person("dov"))
    assert client.get("/c/new/?from=physics-on-wheels").status_code == 404
    assert client.post("/c/new/?from=physics-on-wheels", {"name": "X", "form": "camp"}).status_code == 404
    assert client.get("/c/new/?from=no-such").status_code == 404


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience.TEAM, {"carrier"}),
        (Audience.COMMUNITY, {"carrier", "learner"}),
        (Audience.COMMONS, {"carrier", "learner", "neighbour"}),
        (Audience.OPEN, {"carrier", "learner", "neighbour", "stranger"}),
    ],
)
def test_the_document_is_read_by_its_audience(wheels, beatriz, sign_in, member, person, audience, seen_by):
    change_community(wheels.community, beatriz, audience=Audience.OPEN)
    actions.open_design(wheels, beatriz, audience, to_outer=False)
    readers = {
        "carrier": beatriz,
        "learner": member(wheels.community, "ines"),
        "neighbour": person("dov"),
        "stranger": None,
    }
    seen = {name for name, reader in readers.items() if sign_in(reader).get(DESIGN).status_code == 200}
    assert seen == seen_by


def test_whoever_reads_the_document_can_report_it_but_not_its_author(wheels, beatriz, sign_in, person):
    open_to(wheels, beatriz, Audience.OPEN)
    link = f"/report/?entry={ids.written(wheels.pk)}"
    for reader in (sign_in(), sign_in(person("dov"))):
        assert f'href="{link}"' in reader.get(DESIGN).text
        assert reader.get(link).status_code == 200
    assert link not in sign_in(beatriz).get(DESIGN).text


def test_other_designers_of_the_programme_compare_notes(wheels, beatriz, sign_in, member, community):
    programme = community(name="Programme")
    fellow = sign_in(member(programme, "dov"))
    change_community(wheels.community, beatriz, parent=programme)
    assert fellow.get(DESIGN).status_code == 404
    actions.open_design(wheels, beatriz, Audience.COMMUNITY, to_outer=True)
    page = fellow.get(DESIGN)
    assert page.status_code == 200
    assert "Ready to run?" not in page.content.decode()


def test_the_page_reads_like_the_document(wheels, beatriz, sign_in, person):
    open_to(wheels, beatriz, Audience.OPEN)
    comment_on(wheels.entry, person("nkechi"), "Build the first day out of it.")
    page = sign_in(beatriz).get(DESIGN).content.decode()
    for words in [
        "I asked <strong>nine</strong> children.",
        "The van comes to three streets.",
        "How one would notice it is not written yet.",
        "Saturday 12 September",
        "10:00 to 12:00, Coordinated Universal Time",
        "Take <em>one</em> apart.",
        "Somebody brings a friend.",
        "Who might stay away, and what is done about it.",
        "Build the first day out of it.",
        "Ready to run?",
    ]:
        assert words in page


def test_strangers_do_not_read_the_names_of_minors(wheels, beatriz, sign_in, person):
    person("mina", age_band="13-15", display_name="Mina Minor")
    open_to(wheels, beatriz, Audience.OPEN)
    actions.write_design(
        wheels,
        beatriz,
        based_on=Entry.objects.get().version,
        fields={"need": "Ask @mina."},
        predictions=["Then @mina laughs."],
    )
    assert "mina" not in sign_in().get(DESIGN).content.decode()
    assert "@mina" in sign_in(beatriz).get(DESIGN).content.decode()


def test_the_entry_shows_the_same_document(wheels, beatriz, sign_in):
    page = sign_in(beatriz).get(wheels.entry.address)
    assert page.status_code == 200
    assert "The van comes to three streets." in page.content.decode()


def test_a_community_without_a_design_begins_one(person, sign_in, member):
    nkechi = person("nkechi")
    community = start_community(nkechi, name="Bare")
    assert sign_in(member(community, "ines")).get("/c/bare/design/").status_code == 404
    client = sign_in(nkechi)
    assert "Begin the design" in client.get("/c/bare/design/").content.decode()
    assert client.get("/c/bare/design/edit/").status_code == 404
    assert client.post("/c/bare/design/")["Location"] == "/c/bare/design/edit/"
    assert client.get("/c/bare/design/edit/").status_code == 200
    assert client.get("/c/bare/design/history/").status_code == 200
    assert client.get("/c/bare/design/history/1/").status_code == 302


def test_earlier_sittings_can_be_read_and_brought_back(wheels, beatriz, sign_in, member):
    with clock.at(clock.now() + timedelta(hours=2)):
        actions.write_design(
            wheels, beatriz, based_on=wheels.entry.version, note="Ten", fields={"need": "Ten."}, values=[]
        )
    client = sign_in(beatriz)
    page = client.get(f"{DESIGN}history/").content.decode()
    assert page.index("Ten") < page.index("The beginning")
    assert "The van comes to three streets." in client.get(f"{DESIGN}history/1/").content.decode()
    assert client.post(f"{DESIGN}history/1/")["Location"] == DESIGN
    wheels.refresh_from_db()
    assert wheels.need == "I asked **nine** children."
    assert client.get(f"{DESIGN}history/99/").status_code == 404
    assert sign_in(member(wheels.community, "ines")).get(f"{DESIGN}history/").status_code == 403
    assert sign_in(member(wheels.community, "ines")).post(f"{DESIGN}history/1/").status_code == 403


def test_versions_side_by_side_name_days_as_a_person_reads_them(wheels, beatriz, sign_in):
    days = [{"title": "Scooters", "on": date(2027, 7, 14), "starts": "10:00", "minutes": 120}]
    with clock.at(clock.now() + timedelta(hours=2)):
        actions.write_design(
            wheels, beatriz, based_on=wheels.entry.version, fields={"starts_on": date(2027, 7, 14)}, arc=days
        )
    page = sign_in(beatriz).get(f"{wheels.entry.address}history/compare/").text
    assert "14 July 2027" in page
    assert "10:00 to 12:00" in page
    assert "2027-07-14" not in page


def test_a_closed_community_keeps_its_design_and_changes_it_no_more(wheels, beatriz, sign_in):
    close_community(wheels.community, beatriz)
    client = sign_in(beatriz)
    assert client.get(DESIGN).status_code == 200
    assert client.post(f"{DESIGN}history/1/").status_code == 403


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("design/", 16), ("design/edit/", 17), ("design/history/", 7), ("design/history/1/", 8)],
)
def test_pages_ask_the_same_however_long_the_document(
    wheels, beatriz, sign_in, person, django_assert_num_queries, many, path, queries
):
    values = [("", f"Value {n}", [f"Practice {m}" for m in range(many)]) for n in range(many)]
    arc = [{"title": f"Day {n}"} for n in range(many)]
    design = actions.write_design(
        wheels, beatriz, based_on=wheels.entry.version, values=values, arc=arc, predictions=["x"] * many
    )
    nkechi = person("nkechi")
    for n in range(many):
        comment_on(design.entry, nkechi, f"Note {n}")
        with clock.at(clock.now() + timedelta(hours=2 * n + 2)):
            design = actions.write_design(design, beatriz, based_on=design.entry.version, fields={"need": f"Need {n}"})
    client = sign_in(beatriz)
    with django_assert_num_queries(queries):
        client.get(f"/c/physics-on-wheels/{path}")


@pytest.mark.parametrize("many", [1, 3])
def test_starting_asks_the_same_however_many_communities_one_has(
    sign_in, person, community, django_assert_num_queries, many
):
    amara = person("amara")
    for n in range(many):
        community(amara, name=f"Community {n}")
    client = sign_in(amara)
    with django_assert_num_queries(6):
        client.get("/c/new/")
