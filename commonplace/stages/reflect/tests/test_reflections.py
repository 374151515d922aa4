"""Looking back: for oneself unless one says otherwise, with what was expected beside it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.design.actions import begin_design, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.reflect.came import mark_of
from commonplace.stages.reflect.models import Reflection
from tests.recordings import sound


@pytest.fixture
def place(community: Callable[..., Community]) -> Community:
    return community(audience=Audience.OPEN)


def test_the_five_questions_stand_beside_what_was_expected(
    place: Community, member: Any, sign_in: Callable[..., Any]
) -> None:
    carrier = Person.objects.get(name="nkechi")
    design = begin_design(place, carrier)
    write_design(design, carrier, based_on=design.entry.version, predictions=["Thirty people come."])
    page = sign_in(member(place)).get(f"{place.address}reflect/").content.decode()
    assert "You expected:" in page
    assert "Thirty people come." in page
    for question in ("What worked well", "What did not", "What matched", "What surprised you", "do differently"):
        assert question in page


def test_a_reflection_is_ones_own_until_one_opens_it(
    place: Community, member: Any, sign_in: Callable[..., Any]
) -> None:
    ines, carrier = member(place), Person.objects.get(name="nkechi")
    client = sign_in(ines)
    form = {"surprised": "CANARY the soup", "audience": Audience.ONLY_ME.value}
    response = client.post(f"{place.address}reflect/", form)
    assert "CANARY the soup" in client.get(response.url).content.decode()
    assert Reflection.objects.get().may_quote is False
    for other in (carrier, None):
        assert sign_in(other).get(response.url).status_code == 404
    assert "CANARY" not in sign_in(carrier).get(f"{place.address}reflect/").content.decode()
    assert client.get(f"{place.address}reflect/").url == f"{response.url}reflection/"


def test_an_opened_one_is_listed_for_those_who_may_read_it(
    place: Community, member: Any, sign_in: Callable[..., Any]
) -> None:
    ines = member(place)
    write_reflection(ines, community=place, audience=Audience.TEAM, surprised="For those who look after it.")
    assert (
        "For those who look after it."
        in sign_in(Person.objects.get(name="nkechi")).get(f"{place.address}reflect/").content.decode()
    )
    assert (
        "For those who look after it."
        not in sign_in(member(place, "dov")).get(f"{place.address}reflect/").content.decode()
    )


def test_who_may_read_it_can_be_changed_each_time_and_is_heeded_at_once(
    place: Community, member: Any, sign_in: Callable[..., Any], person: Any
) -> None:
    ines, dov = member(place, "ines"), member(place, "dov")
    readers = {"carrier": Person.objects.get(name="nkechi"), "member": dov, "of the commons": person("amara"), "": None}
    Community.objects.filter(pk=place.pk).update(audience=Audience.OPEN)
    entry = write_reflection(ines, community=place, audience=Audience.ONLY_ME, surprised="CANARY the soup").entry
    reach = {
        Audience.TEAM: ["carrier"],
        Audience.COMMUNITY: ["carrier", "member"],
        Audience.COMMONS: ["carrier", "member", "of the commons"],
        Audience.OPEN: ["carrier", "member", "of the commons", ""],
        Audience.ONLY_ME: [],
    }
    for audience, who in reach.items():
        answer = sign_in(ines).post(f"{entry.address}audience/", {"audience": audience.value})
        assert answer.status_code == 302
        seen = [name for name, one in readers.items() if sign_in(one).get(entry.address).status_code == 200]
        assert seen == who, audience


def test_after_a_gathering_there_is_one_short_question(
    place: Community, member: Any, sign_in: Callable[..., Any]
) -> None:
    carrier, ines = Person.objects.get(name="nkechi"), member(place)
    begun = clock.now() - timedelta(days=1)
    gathering = plan_gathering(
        place, carrier, title="Opening night", starts_at=begun, ends_at=begun + timedelta(hours=2)
    )
    client = sign_in(ines)
    address = f"{place.address}reflect/?gathering={ids.written(gathering.pk)}"
    page = client.get(address).content.decode()
    assert "After Opening night" in page
    assert "What surprised you" not in page
    assert client.post(address, {"body": "", "audience": 0}).status_code == 422
    response = client.post(address, {"body": "The harmonium sighed.", "audience": 2, "may_quote": "on"})
    reflection = Reflection.objects.get()
    assert (reflection.gathering_id, reflection.may_quote, reflection.entry.title) == (
        gathering.pk,
        True,
        "After Opening night",
    )
    assert "The harmonium sighed." in sign_in(carrier).get(response.url).content.decode()


def test_consent_is_taken_back_where_it_was_given(place: Community, member: Any, sign_in: Callable[..., Any]) -> None:
    ines = member(place)
    entry = write_reflection(ines, community=place, audience=2, may_quote=True, worked="Soup.").entry
    client = sign_in(ines)
    assert client.post(f"{entry.address}reflection/", {"worked": "Soup, hot.", "based_on": 1}).status_code == 302
    assert Reflection.objects.get().may_quote is False
    late = client.post(f"{entry.address}reflection/", {"worked": "Soup, cold.", "based_on": 1})
    assert late.status_code == 409
    assert "Soup, hot." in late.content.decode()
    assert "Soup, cold." in late.content.decode()
    assert sign_in(Person.objects.get(name="nkechi")).get(f"{entry.address}reflection/").status_code == 403


def test_how_many_kept_theirs_private_is_said_from_five_up(
    place: Community, member: Any, sign_in: Callable[..., Any]
) -> None:
    carrier = sign_in(Person.objects.get(name="nkechi"))
    for number in range(4):
        write_reflection(member(place, f"learner{number}"), community=place, worked="Secret.")
    assert "kept theirs private" not in carrier.get(f"{place.address}reflect/").content.decode()
    fifth = member(place, "learner5")
    write_reflection(fifth, community=place, worked="Secret.")
    assert "kept theirs private" not in carrier.get(f"{place.address}reflect/").content.decode(), "it was all of them"
    for number in range(5):
        member(place, f"quiet{number}")
    assert "At least 5 people kept theirs private" in carrier.get(f"{place.address}reflect/").content.decode()
    assert "kept theirs private" not in sign_in(member(place, "dov")).get(f"{place.address}reflect/").content.decode()


def test_what_others_opened_costs_the_same_for_one_and_three(
    place: Community, member: Any, sign_in: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    client = sign_in(member(place, "dov"))
    write_reflection(member(place, "one"), community=place, audience=2, worked="A.")
    with django_assert_num_queries(11):
        client.get(f"{place.address}reflect/")
    for name in ("two", "three"):
        write_reflection(member(place, name), community=place, audience=2, worked="B.")
    with django_assert_num_queries(11):
        client.get(f"{place.address}reflect/")


def _voice(data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("voice.ogg", sound("ogg") if data is None else data)


def test_ones_voice_alone_is_a_reflection(
    place: Community, member: Any, sign_in: Callable[..., Any], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(member(place))
    sent = {"recording": _voice(), "recording_words": "The soup ran out", "audience": Audience.COMMUNITY.value}
    response = client.post(f"{place.address}reflect/", sent)
    page = client.get(response.url).text
    assert "<audio" in page
    assert "The soup ran out" in page
    form = f"{response.url}reflection/"
    assert "<audio" in client.get(form).text
    assert client.post(form, {"based_on": "1", "worked": "Soup", "recording": _voice()}).status_code == 302
    assert client.get(response.url).text.count("<audio") == 2


def test_a_bad_recording_leaves_the_answers_in_the_form(
    place: Community, member: Any, sign_in: Callable[..., Any]
) -> None:
    client = sign_in(member(place))
    answer = client.post(
        f"{place.address}reflect/", {"worked": "Soup", "audience": "0", "recording": _voice(b"<html>")}
    )
    assert answer.status_code == 422
    assert "not a recording" in answer.text
    assert "Soup" in answer.text
    assert not Reflection.objects.exists()


def test_a_recording_is_kept_for_oneself_where_an_answer_is_wrong(
    place: Community, member: Any, sign_in: Callable[..., Any], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(member(place))
    sent = {"worked": "so " * 9000, "did_not": "Rain", "audience": Audience.OPEN.value, "recording": _voice()}
    answer = client.post(f"{place.address}reflect/", sent)
    assert answer.status_code == 422
    kept = Reflection.objects.get()
    assert (kept.did_not, kept.entry.audience, kept.entry.attachments.count()) == ("Rain", Audience.ONLY_ME, 1)
    assert f'action="{kept.entry.address}reflection/"' in answer.text
    assert "so so so" in answer.text


@pytest.mark.parametrize("gathering", ["9" * 19, "9" * 20, "9" * 400, "zzzzzzzzzzzzz", "no"])
def test_a_gathering_that_no_number_names_is_not_there(
    gathering: str, place: Community, member: Any, sign_in: Any
) -> None:
    carrier = Person.objects.get(name="nkechi")
    assert sign_in(carrier).get(f"{place.address}reflect/?gathering={gathering}").status_code == 404


def test_what_was_expected_takes_a_tick_each_that_can_be_changed(place: Community, member: Any, sign_in: Any) -> None:
    carrier = Person.objects.get(name="nkechi")
    design = begin_design(place, carrier)
    write_design(design, carrier, based_on=design.entry.version, predictions=["Thirty people come.", "It rains."])
    client = sign_in(member(place))
    name = f"came_{mark_of('Thirty people come.')}"
    kept = client.post(f"{place.address}reflect/", {name: "no", "audience": Audience.COMMUNITY.value})
    assert "It did not." in client.get(kept.url).text
    form = client.get(f"{kept.url}reflection/").text
    assert f'name="{name}" value="no"' in form
    changed = client.post(f"{kept.url}reflection/", {"based_on": "1", "worked": "Soup", name: "partly"})
    assert changed.status_code == 302
    page = sign_in(carrier).get(kept.url).text
    assert "In part." in page
    assert "It did not." not in page
