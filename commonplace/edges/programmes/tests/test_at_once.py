"""What is pressed twice at the same instant is done once, and a card lets one person in."""

from collections.abc import Callable
from datetime import date

import pytest

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.tests.test_leaving_at_once import at_once
from commonplace.commons.people.joining import NoLongerOpen
from commonplace.commons.people.models import Person
from commonplace.edges.programmes.models import Participation, RosterLine
from commonplace.edges.programmes.participation import confirm
from commonplace.edges.programmes.roster import Plan, come_in, line_by, put_on_roster

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def _programme() -> Community:
    return Community.objects.get(slug="the-long-term")


def test_a_list_is_put_on_the_roster_once(programme: Community, ruth: Person) -> None:
    def put() -> Plan:
        return put_on_roster(_programme(), ruth, "Ana Lind, Paper\nBo, Paper")

    results = at_once(put, put, put)
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(RosterLine.objects.values_list("name", flat=True)) == ["Ana Lind", "Bo"]
    assert _programme().teams.count() == 1


def test_a_card_lets_one_of_two_in(programme: Community, ruth: Person, person: Callable[..., Person]) -> None:
    put_on_roster(programme, ruth, "Ana Lind")
    code = RosterLine.objects.get().code
    people = [person("wen"), person("dov")]
    results = at_once(*[lambda one=one: come_in(line_by(code) or RosterLine.objects.get(), one) for one in people])
    assert {type(result) for result in results} == {str, NoLongerOpen}
    assert _programme().memberships.exclude(person=ruth).count() == 1


def test_hours_are_confirmed_once(programme: Community, ruth: Person, student: Callable[..., Person]) -> None:
    dov = student("dov")

    def act() -> int:
        return confirm(_programme(), ruth, [dov], minutes=60, what="Posters", on=date(2031, 11, 19))

    assert sorted(at_once(act, act)) == [0, 1]
    assert Participation.objects.count() == 1
