"""Communities are found by what they are about, by their days, and by how near they are."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.commons.communities.actions import change_community, start_community, welcome_member
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.actions import interests_named
from commonplace.ground.points import Point, box_around, kilometres_from
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.recruit.calling import open_call

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LEEDS, YORK, LONDON = Point(53.8008, -1.5491), Point(53.9590, -1.0815), Point(51.5074, -0.1278)


@pytest.fixture
def keeper(person):
    return person("keeper")


@pytest.fixture
def three(keeper):
    made = {"audience": Audience.OPEN}
    start_community(keeper, name="Of Leeds", place="Leeds, Water Lane", point=LEEDS, language="pl", **made)
    start_community(keeper, name="Of York", place="York", point=YORK, form="camp", **made)
    start_community(keeper, name="Of London", place="London", point=LONDON, **made)
    start_community(keeper, name="Of nowhere", place="online", **made)


def found(sign_in, query, who=None):
    page = sign_in(who).get(f"/c/?{query}")
    return [name for name in ("Of Leeds", "Of York", "Of London", "Of nowhere") if f">{name}</a>" in page.text]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Of Leeds", "Of York", "Of London", "Of nowhere"]),
        ("near=53.8,-1.55&within_km=10", ["Of Leeds"]),
        ("near=53.8,-1.55&within_km=50", ["Of Leeds", "Of York"]),
        ("near=York&within_km=50", ["Of Leeds", "Of York"]),
        ("near=geo:51.5,-0.12", ["Of London"]),
        ("place=york", ["Of York"]),
        ("language=pl", ["Of Leeds"]),
        ("form=camp", ["Of York"]),
        ("near=53.8,-1.55&within_km=50&form=camp", ["Of York"]),
    ],
)
def test_narrowed_by_place_nearness_language_and_form(three, sign_in, query, names):
    assert found(sign_in, query) == names


def test_distances_are_said_and_only_who_asks_gets_the_nearest_first(three, sign_in):
    page = sign_in().get("/c/?near=53.8,-1.55&within_km=250").text
    assert "35 km away" in page
    assert "less than 1 km away" in page
    assert page.index(">Of York<") < page.index(">Of Leeds<"), "the newest first"
    page = sign_in().get("/c/?near=53.8,-1.55&within_km=250&nearest=on").text
    assert page.index(">Of Leeds<") < page.index(">Of York<")


@pytest.mark.parametrize("query", ["near=Atlantis", "near=99,1", "since=soon", "since=2027-02-01&until=2027-01-01"])
def test_what_makes_no_sense_is_said_and_stays(three, sign_in, query):
    answer = sign_in().get(f"/c/?{query}")
    assert answer.status_code == 422
    assert 'id="form-trouble"' in answer.text
    assert query.partition("&")[0].partition("=")[2] in answer.text


def test_a_place_is_looked_for_only_among_communities_that_one_may_see(keeper, sign_in):
    start_community(keeper, name="Of Leeds", place="The cellar", point=LEEDS, audience=Audience.COMMUNITY)
    assert sign_in().get("/c/?near=cellar").status_code == 422
    assert found(sign_in, "near=cellar", keeper) == ["Of Leeds"]
    assert found(sign_in, "near=53.8,-1.55") == []


def test_where_somebody_is_is_not_kept_by_the_browser_either(keeper, sign_in):
    client = sign_in(keeper)
    assert "no-store" in client.get("/c/?near=53.8,-1.55").headers["Cache-Control"]
    assert "no-store" not in client.get("/c/?place=Leeds").headers.get("Cache-Control", "")


def test_the_usual_distance_stands_in_the_form_before_one_is_chosen(keeper, sign_in):
    assert '<option value="25" selected>' in sign_in().get("/c/?place=Leeds").text
    assert '<option value="5" selected>' in sign_in().get("/c/?near=53.8,-1.55&within_km=5").text


def test_narrowed_by_days(three, sign_in):
    Community.objects.filter(name="Of York").update(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 9))
    Community.objects.filter(name="Of Leeds").update(starts_on=date(2027, 3, 9), ends_on=date(2027, 4, 9))
    assert found(sign_in, "since=2027-03-09&until=2027-03-09") == ["Of Leeds", "Of York"]
    assert found(sign_in, "since=2027-03-10") == ["Of Leeds"]
    assert found(sign_in, "until=2027-03-08") == ["Of York"]
    assert found(sign_in, "since=2027-05-01") == []


def test_narrowed_by_interest_and_by_the_values_of_designs_that_one_may_read(keeper, person, sign_in):
    table = start(keeper, name="Of Leeds", purpose="To mend", audience=Audience.OPEN)
    change_community(table, keeper, interests=interests_named(["old radios", "felt"]))
    design = table.design
    write_design(design, keeper, based_on=design.entry.version, fields={}, values=[("equity", "", ["Bus fares."])])
    assert found(sign_in, "interest=radio") == ["Of Leeds"]
    assert found(sign_in, "interest=boats") == []
    member = person("ines")
    welcome_member(table, member, agreed=True)
    design.entry.refresh_from_db()
    assert found(sign_in, "value=equity", member) == ["Of Leeds"]
    assert found(sign_in, "value=equity") == [], "strangers may not read the design"
    assert found(sign_in, "value=dignity", member) == []


def test_a_point_is_kept_to_some_hundred_metres_and_told_to_search_engines(keeper, sign_in):
    table = start_community(
        keeper, name="Of Leeds", place="Leeds", point=Point(53.80084, -1.54911), audience=Audience.OPEN
    )
    assert table.point == Point(53.801, -1.549)
    open_call(table, keeper, words="Come", seats=3)
    page = sign_in().get(table.address).text
    assert '"geo": {"\\u0040type": "GeoCoordinates", "latitude": 53.801, "longitude": -1.549}' in page


def test_settings_take_a_pasted_point_and_give_it_up_again(keeper, sign_in):
    table = start_community(keeper, name="Of Leeds", audience=Audience.OPEN)
    client = sign_in(keeper)
    typed = {
        "name": "Of Leeds", "form": "camp", "audience": 4, "language": "en", "zone": "UTC", "based_on": 1,
        "point": "https://www.openstreetmap.org/#map=17/53.8008/-1.5491",
    }  # fmt: skip
    assert client.post(f"{table.address}settings/", typed).status_code == 302
    assert Community.objects.get().point == Point(53.801, -1.549)
    assert 'value="53.801, -1.549"' in client.get(f"{table.address}settings/").text
    wrong = client.post(f"{table.address}settings/", typed | {"point": "by the river", "based_on": 2})
    assert wrong.status_code == 422
    assert 'value="by the river"' in wrong.text
    assert client.post(f"{table.address}settings/", typed | {"point": "", "based_on": 2}).status_code == 302
    assert Community.objects.get().point is None


def test_a_place_with_other_words_asks_once_whether_its_point_is_still_right(keeper, sign_in):
    table = start_community(keeper, name="Of Leeds", place="The cellar", point=LEEDS, audience=Audience.OPEN)
    client = sign_in(keeper)
    typed = {
        "name": "Of Leeds", "form": "camp", "audience": 4, "language": "en", "zone": "UTC", "based_on": 1,
        "point": "53.801, -1.549", "place": "The attic in York", "placed_as": "The cellar",
    }  # fmt: skip
    asked = client.post(f"{table.address}settings/", typed)
    assert asked.status_code == 422
    assert "The place has other words now." in asked.text
    assert 'name="placed_as" value="The attic in York"' in asked.text
    assert Community.objects.get().place == "The cellar"
    assert client.post(f"{table.address}settings/", typed | {"placed_as": "The attic in York"}).status_code == 302
    kept = Community.objects.get()
    assert (kept.place, kept.point) == ("The attic in York", Point(53.801, -1.549))
    empty = typed | {"place": "", "placed_as": "The attic in York", "based_on": 2}
    assert client.post(f"{table.address}settings/", empty).status_code == 422
    assert client.post(f"{table.address}settings/", empty | {"placed_as": ""}).status_code == 302


def test_where_somebody_under_18_says_it_is_kept_to_a_kilometre(person, sign_in):
    kiri = person("kiri", age_band="16-17")
    table = start_community(kiri, name="Of Leeds", point=LEEDS, audience=Audience.OPEN)
    assert table.point == Point(53.8, -1.55)
    page = sign_in(kiri).get(f"{table.address}settings/").text
    assert "Not where you live." in page
    assert "data-point=" not in page
    grown = person("grown")
    change_community(table, grown, point=LEEDS)
    assert table.point == Point(53.801, -1.549)
    change_community(table, kiri, place="Leeds", point=Point(53.801, -1.549))
    assert table.point == Point(53.801, -1.549), "what stood there stays"
    change_community(table, kiri, point=YORK)
    assert table.point == Point(53.96, -1.08)


_points = st.builds(
    Point,
    st.floats(-90, 90).map(lambda degrees: round(degrees, 3)),
    st.floats(-180, 180).map(lambda degrees: round(degrees, 3)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(here=_points, there=st.lists(_points, min_size=1, max_size=6), kilometres=st.sampled_from([2, 25, 250, 5000]))
def test_the_database_finds_what_lies_within_a_circle_wherever_on_earth(keeper, here, there, kilometres):
    Community.objects.all().delete()
    rows = [
        Community(slug=f"c{number}", name="C", latitude=point.latitude, longitude=point.longitude)
        for number, point in enumerate(there)
    ]
    Community.objects.bulk_create(rows)
    near = Community.objects.annotate(kilometres=kilometres_from(here))
    for row in near:
        assert abs(row.kilometres - here.kilometres_to(row.point)) < 0.05
    inside = {row.pk for row in rows if here.kilometres_to(row.point) < kilometres - 0.05}
    at_most = {row.pk for row in rows if here.kilometres_to(row.point) < kilometres + 0.05}
    got = set(near.filter(box_around(here, kilometres), kilometres__lte=kilometres).values_list("pk", flat=True))
    assert inside <= got <= at_most
