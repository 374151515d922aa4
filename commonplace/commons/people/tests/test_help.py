"""Asking somebody who offered to help, across ages and blocks."""

from collections.abc import Callable

import pytest
from django.test import Client

from commonplace.commons.people.actions import ask_helper, block, interests_named, set_interests
from commonplace.commons.people.models import HelpRequest, Person
from commonplace.commons.people.rules import may_ask
from commonplace.ground import clock
from commonplace.ground.models import Happening


@pytest.fixture
def helper(person: Callable[..., Person]) -> Callable[..., Person]:
    """Somebody who offers to help with bicycles."""

    def make(name: str = "dov", **fields: object) -> Person:
        somebody = person(name, **fields)
        set_interests(somebody, [], ["Bicycles"])
        return somebody

    return make


ASKING = {"interest": "bicycles", "words": "My chain jumps.\nWhat can I do?"}


def test_a_question_and_its_answer(helper, person, sign_in) -> None:
    amara, dov = person("amara"), helper()
    asking, answering = sign_in(amara), sign_in(dov)
    assert "Bicycles" in asking.get("/@dov/ask/?interest=bicycles").content.decode()
    assert asking.post("/@dov/ask/", ASKING).headers["Location"] == "/me/asked/"
    question = HelpRequest.objects.get()
    happening = Happening.objects.get(kind="help.asked")
    assert happening.data == {"person": dov.pk, "interest": question.interest_id, "request": question.pk}
    assert "My chain jumps." in answering.get("/me/asked/").content.decode()
    assert answering.post(f"/me/asked/{question.pk}/", {"words": " "}).status_code == 422
    answering.post(f"/me/asked/{question.pk}/", {"words": "Look at the cassette."})
    assert "Look at the cassette." in asking.get("/me/asked/").content.decode()
    assert Happening.objects.get(kind="help.answered").data["person"] == amara.pk
    assert answering.get(f"/me/asked/{question.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("asker", "asked", "may"),
    [
        ("adult", "adult", True),
        ("adult", "16-17", False),
        ("adult", "13-15", False),
        ("13-15", "16-17", True),
        ("13-15", "adult", True),
        ("adult", "", False),
    ],
)
def test_adults_do_not_write_to_the_young(helper, person, sign_in, asker: str, asked: str, may: bool) -> None:
    client = sign_in(person("amara", age_band=asker))
    helper(age_band=asked)
    response = client.post("/@dov/ask/", ASKING)
    assert response.status_code == (302 if may else 403)
    assert HelpRequest.objects.exists() == may
    if not may:
        assert "under 18" in response.content.decode()


def test_hosts_can_read_what_crosses_the_age_of_18_and_nothing_else(helper, person, sign_in) -> None:
    bicycles = interests_named(["Bicycles"])[0]
    young, adult, other = person("amara", age_band="13-15"), helper(), person("ines")
    assert "hosts can read this" in sign_in(young).get("/@dov/ask/").content.decode()
    assert "hosts can read this" not in sign_in(other).get("/@dov/ask/").content.decode()
    ask_helper(young, adult, bicycles, "From the young.")
    ask_helper(other, adult, bicycles, "Between adults.")
    page = sign_in(person("nkechi", is_host=True)).get("/host/asked/").content.decode()
    assert "From the young." in page
    assert "Between adults." not in page


def test_nobody_else_reads_a_question(helper, person, sign_in) -> None:
    amara, dov = person("amara"), helper()
    question = ask_helper(amara, dov, interests_named(["Bicycles"])[0], "My chain jumps.")
    other = sign_in(person("ines"))
    assert "My chain" not in other.get("/me/asked/").content.decode()
    assert other.post(f"/me/asked/{question.pk}/", {"words": "x"}).status_code == 404
    assert sign_in(amara).post(f"/me/asked/{question.pk}/", {"words": "x"}).status_code == 404


@pytest.mark.parametrize("blocker", ["amara", "dov"])
def test_a_block_ends_it_on_both_sides(helper, person, sign_in, blocker: str) -> None:
    amara, dov = person("amara"), helper()
    ask_helper(amara, dov, interests_named(["Bicycles"])[0], "My chain jumps.")
    block(*((amara, dov) if blocker == "amara" else (dov, amara)))
    assert sign_in(amara).get("/@dov/ask/").status_code == 404
    assert "My chain" not in sign_in(dov).get("/me/asked/").content.decode()


def test_who_offered_nothing_is_not_asked(person, sign_in) -> None:
    person("dov")
    assert sign_in(person("amara")).get("/@dov/ask/").status_code == 404


def test_the_paused_do_not_ask_and_nobody_asks_themselves(helper, person, sign_in) -> None:
    dov = helper()
    assert sign_in(dov).get("/@dov/ask/").status_code == 403
    assert sign_in(person("amara", paused_at=clock.now())).post("/@dov/ask/", ASKING).status_code == 403
    assert not may_ask(None, dov)


@pytest.mark.parametrize(
    "answers", [{"interest": "bicycles"}, {"interest": "kites", "words": "Hm"}, {**ASKING, "words": "x" * 2001}]
)
def test_a_question_needs_words_and_something_offered(helper, person, sign_in, answers: dict[str, str]) -> None:
    helper()
    assert sign_in(person("amara")).post("/@dov/ask/", answers).status_code == 422


def test_nobody_asks_all_the_world_in_a_day(helper, person, sign_in) -> None:
    amara, dov = person("amara"), helper()
    for _ in range(10):
        ask_helper(amara, dov, interests_named(["Bicycles"])[0], "Hm")
    response = sign_in(amara).post("/@dov/ask/", ASKING)
    assert response.status_code == 422
    assert "My chain jumps." in response.content.decode()


@pytest.mark.parametrize("questions", [1, 3])
def test_the_number_of_queries_is_constant(helper, person, sign_in, questions: int, django_assert_num_queries) -> None:
    amara, host = person("amara", age_band="13-15"), person("nkechi", is_host=True)
    for number in range(questions):
        ask_helper(amara, helper(f"helper-{number}"), interests_named([f"Interest {number}"])[0], "Hm")
    client: Client = sign_in(amara)
    with django_assert_num_queries(5):
        client.get("/me/asked/")
    with django_assert_num_queries(5):
        client.get("/@helper-0/ask/")
    client = sign_in(host)
    with django_assert_num_queries(5):
        client.get("/host/asked/")
