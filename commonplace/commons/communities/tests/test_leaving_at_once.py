"""Two who carry a community go at the same instant: somebody stays, and neither waits for the other in a ring."""

import threading

import pytest
from django.db import connection, transaction

from commonplace.commons.communities import actions
from commonplace.commons.communities.models import CARRYING, Membership, Role
from commonplace.commons.people.models import Person

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
TURNS = 4


def at_once(*acts):
    """Do all of these at the same instant, each in a thread of its own; what each of them gave or raised."""
    start_line, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        try:
            start_line.wait()
            results[place] = act()
        except Exception as trouble:
            results[place] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other"
    return results


def carried_by(table):
    return list(table.memberships.filter(left_at=None, role__in=CARRYING).values_list("person__name", flat=True))


@pytest.fixture
def table(community, person, member):
    def make(turn):
        table = community(person(f"a{turn}"), name=f"Table {turn}")
        member(table, f"b{turn}", role=Role.FACILITATOR)
        member(table, f"c{turn}")
        return table

    return make


def test_of_two_who_leave_at_once_one_stays(table, sign_in):
    for turn in range(TURNS):
        made = table(turn)
        clients = [sign_in(Person.objects.get(name=f"{letter}{turn}")) for letter in "ab"]
        address = f"{made.address}leave/"
        responses = at_once(*[lambda client=client, to=address: client.post(to) for client in clients])
        assert [response.status_code for response in responses].count(302) >= 1
        assert {response.status_code for response in responses} <= {302, 422}
        assert len(carried_by(made)) == 1


def test_of_two_who_step_down_at_once_one_stays(table):
    for turn in range(TURNS):
        made = table(turn)
        carrying = list(Membership.objects.filter(community=made, role__in=CARRYING).select_related("person"))
        results = at_once(*[lambda one=one: actions.change_role(one, Role.LEARNER, one.person) for one in carrying])
        assert sorted(type(result).__name__ for result in results) == ["LastOneCarrying", "NoneType"]
        assert len(carried_by(made)) == 1


def test_one_leaves_while_the_other_steps_down(table):
    for turn in range(TURNS):
        made = table(turn)
        first, second = Membership.objects.filter(community=made, role__in=CARRYING).select_related("person")
        results = at_once(
            lambda first=first: actions.leave_community(first, first.person),
            lambda second=second: actions.change_role(second, Role.LEARNER, second.person),
        )
        assert sorted(type(result).__name__ for result in results) == ["LastOneCarrying", "NoneType"]
        assert len(carried_by(made)) == 1


def test_two_who_delete_their_accounts_at_once_leave_it_to_a_third(table):
    for turn in range(TURNS):
        made, other = table(turn), table(f"{turn}x")
        both = list(Person.objects.filter(name__in=[f"a{turn}", f"b{turn}"]))
        for person in both:
            actions.welcome_member(other, person, Role.FACILITATOR)

        def go(person):
            with transaction.atomic():
                actions.inherit_communities(person)
                Membership.objects.filter(person=person).update(left_at=person.created_at)

        assert at_once(*[lambda person=person: go(person) for person in both]) == [None, None]
        assert carried_by(made) == [f"c{turn}"]
        assert len(carried_by(other)) == 2
