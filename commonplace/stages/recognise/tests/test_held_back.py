"""What badges do not do: write to those who want no letters, outlive a right, keep everybody waiting, or grow without an end."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from commonplace.commons.communities.actions import leave_community
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.commons.people.signing.attempts import MOST_FOR_ADDRESS
from commonplace.ground import clock, outgoing
from commonplace.ground.models import Letter
from commonplace.ground.pictures import prepare
from commonplace.ground.put_away import bring_back
from commonplace.stages.recognise import asking, backpack, designing
from commonplace.stages.recognise.awarding import CannotAward, claim, make_code, say_yes, show_for, take_back
from commonplace.stages.recognise.backpack import MOST_KEPT_BYTES, Full, take_in
from commonplace.stages.recognise.bulk import LIST_KEPT, begin_bulk, forget_lists, work_through
from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.credentials.reading import CannotBeRead, read_json
from commonplace.stages.recognise.credentials.tests.issued import Commons, signed
from commonplace.stages.recognise.drawing import PLAIN
from commonplace.stages.recognise.letters import token_of
from commonplace.stages.recognise.models import Award, Bulk, Credential, Evidence, Goal
from commonplace.stages.recognise.paper import badge_on_paper
from commonplace.stages.recognise.tests.conftest import Table
from commonplace.stages.recognise.tests.test_verify_page import web  # noqa: F401 - a fixture
from commonplace.stages.recognise.verdicts import verdict_of
from commonplace.stages.recruit.inviting import MOST_TO_ONE, invite_addresses, write_no_more
from tests.pictures import small_picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


def _give(table: Table, *emails: str, badge: Any = None) -> Bulk:
    return work_through(begin_bulk(badge or table.badge, table.carrier, [(email, "") for email in emails]))


def test_no_letter_goes_to_who_blocks_the_giver_and_nobody_is_told_so(table: Table, person: Any) -> None:
    zo = person("zo")
    block(zo, table.carrier)
    assert _give(table, "zo@example.org").left_out == []
    assert Award.objects.get().email == "zo@example.org"
    assert not Letter.objects.exists()


def test_whoever_wants_no_letters_of_somebody_gets_none_from_their_other_communities(
    table: Table, community: Any
) -> None:
    write_no_more(community(table.carrier, name="Elsewhere"), "zo@example.org", table.carrier)
    assert "no more letters" in _give(table, "zo@example.org").left_out[0][1]
    assert not Letter.objects.exists()


def test_an_address_gets_few_letters_in_a_week_whatever_is_in_them(table: Table) -> None:
    invite_addresses(table.community, table.carrier, ["zo@example.org"], "trusted")
    badges = [table.designed(f"Can do {number}") for number in range(MOST_TO_ONE)]
    left_out = [_give(table, "zo@example.org", badge=badge).left_out for badge in badges]
    assert [len(lines) for lines in left_out] == [0] * (MOST_TO_ONE - 1) + [1]
    assert "within a week" in left_out[-1][0][1]
    assert Letter.objects.count() == MOST_TO_ONE


def test_whoever_declines_a_letter_gets_no_other_and_their_link_says_so(table: Table, sign_in: SignIn) -> None:
    _give(table, "zo@example.org")
    here = f"/badge/{token_of(Award.objects.get())}/"
    assert "writes to this address no more" in sign_in(None).post(here, {"answer": "no"}).content.decode()
    assert Award.objects.get().email == ""
    for answer in (sign_in(None).get(f"{here}stop/"), sign_in(None).post(f"{here}stop/")):
        assert "writes to you no more" in answer.content.decode()
    assert len(_give(table, "zo@example.org").left_out) == 1
    assert Letter.objects.count() == 1


def test_a_list_of_addresses_is_not_kept_for_ever(table: Table) -> None:
    _give(table, "nobody at all@")
    forget_lists.func()
    assert Bulk.objects.exists()
    with clock.at(clock.now() + LIST_KEPT + timedelta(hours=1)):
        forget_lists.func()
    assert not Bulk.objects.exists()


def test_whoever_left_the_community_is_not_offered_its_badges(table: Table) -> None:
    leave_community(table.community.memberships.get(person=table.ada), table.ada)
    with pytest.raises(CannotAward, match="do not belong"):
        table.offered(table.ada)


def test_a_code_is_good_for_nobody_once_its_maker_may_not_give_the_badge(table: Table, sign_in: SignIn) -> None:
    table.badge.given_by = "mentors"
    table.badge.save()
    code = make_code(table.badge, table.mentor, places=9)
    page = sign_in(table.carrier).get(f"{table.badge.address}codes/").content.decode()
    assert code.code[:4] in page
    assert "Made by Mo" in page, "those who look after the community see all"
    table.community.memberships.filter(person=table.mentor).update(role="learner")
    with pytest.raises(CannotAward, match="used up"):
        claim(code, table.ada)
    assert sign_in(table.carrier).post(f"{table.badge.address}codes/end/", {"code": code.code}).status_code == 302
    code.refresh_from_db()
    assert code.ended_at is not None


def test_a_badge_put_in_by_hand_before_is_not_there_twice(table: Table, person: Any) -> None:
    _give(table, "zo@example.org")
    award, zo = Award.objects.get(), person("zo")
    text = say_yes(award, None).text
    take_in(zo, text.encode(), verdict_of(json.loads(text)))
    kept = say_yes(award, zo)
    assert (kept.person, kept.award) == (zo, award)
    assert Credential.objects.count() == 1


def test_a_full_backpack_is_said_and_nothing_is_lost(
    table: Table, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.given()
    monkeypatch.setattr(backpack, "MOST", 1)
    other = table.designed("Can sew")
    code = make_code(other, table.carrier, places=2)
    answer = sign_in(table.ada).post(f"/badges/claim/{code.code}/", follow=True)
    assert "badges in it already" in answer.content.decode()
    assert not Award.objects.filter(badge=other).exists()
    evidence = show_for(other, table.ada, words="A shirt", entry=None)
    answer = sign_in(table.carrier).post(evidence.address, {"sees_it": "1", "words": "The seam is straight."})
    assert answer.status_code == 422
    assert "The seam is straight." in answer.content.decode()


def test_whoever_leaves_is_in_no_list_and_comes_back_with_no_badge(table: Table, person: Any) -> None:
    _give(table, "zo@example.org")
    zo = person("zo")
    given = say_yes(Award.objects.get(), zo).award
    assert given is not None
    take_back(given, table.carrier, "Zo was not there")
    other = table.designed("Can sew")
    designing.set_goal(other, zo, wants=True)
    kept = designing.delete_badge(other, table.carrier)
    backpack.forget(zo)
    bring_back(kept.pk, table.carrier)
    assert not Goal.objects.exists()
    award = Award.objects.get()
    assert (award.person, award.email, award.words, award.why) == (None, "", "", "")


def test_a_badge_for_which_somebody_shows_something_is_not_deleted(table: Table, sign_in: SignIn) -> None:
    show_for(table.badge, table.ada, words="A kettle", entry=None)
    with pytest.raises(PermissionDenied, match="shows what they did"):
        designing.delete_badge(table.badge, table.carrier)
    assert "Delete it" not in sign_in(table.carrier).get(table.badge.address).content.decode()
    assert Evidence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_was_replaced_does_not_lie_about(table: Table) -> None:
    def change(**more: Any) -> None:
        table.badge.refresh_from_db()
        designing.change_badge(table.badge, table.carrier, based_on=table.badge.version, drawn=PLAIN, **more)
        table.badge.refresh_from_db()

    change(picture=prepare(SimpleUploadedFile("one.png", small_picture())))
    first = table.badge.picture.name
    change(keeps_picture=True)
    assert default_storage.exists(first)
    change()
    assert table.badge.picture.name == ""
    assert not default_storage.exists(first)


def test_a_name_that_stands_twice_among_very_many_is_found_at_once() -> None:
    words = "{" + ",".join(f'"{number}":0' for number in range(300_000)) + ',"last":0,"last":0}'
    begun = time.process_time()
    with pytest.raises(CannotBeRead, match="“last” stands twice"):
        read_json(words.encode())
    assert time.process_time() - begun < 5


def test_nobody_sends_one_badge_after_the_other(sign_in: SignIn, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = sign_in(None)
    for _time in range(MOST_FOR_ADDRESS):
        assert stranger.post("/verify/", {"words": "{"}).status_code == 422
    asked: list[str] = []
    monkeypatch.setattr(outgoing, "fetch", lambda address, **_how: asked.append(address))
    for client, page in ((stranger, "/verify/"), (sign_in(table.ada), "/me/badges/bring/")):
        answer = client.post(page, {"address": "https://elsewhere.example/badge"})
        assert (answer.status_code, answer.headers["Retry-After"].isdecimal()) == (429, True)
        assert "many tries" in answer.content.decode()
        assert "https://elsewhere.example/badge" in answer.content.decode(), "what was typed is still there"
    assert asked == []


def test_slow_issuers_keep_two_waiting_and_no_third(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, begun = threading.Event(), threading.Semaphore(0)

    def fetch(address: str, **_how: Any) -> outgoing.Fetched:
        begun.release()
        goes_on.wait(30)
        return outgoing.Fetched(b"{}", "", "")

    monkeypatch.setattr(outgoing, "fetch", fetch)
    waiting = [threading.Thread(target=asking.Asking(), args=(f"https://slow.example/{one}",)) for one in range(2)]
    for one in waiting:
        one.start()
        assert begun.acquire(timeout=10)
    at = time.monotonic()
    answer = sign_in(None).post("/verify/", {"address": "https://slow.example/badge"})
    took = time.monotonic() - at
    goes_on.set()
    for one in waiting:
        one.join()
    assert answer.status_code == 422
    assert "look again in a minute" in answer.content.decode()
    assert took < 5


def test_a_picture_within_a_picture_is_kept_as_what_it_says(table: Table, sign_in: SignIn, web: Commons) -> None:  # noqa: F811
    """A picture of Open Badges 2 may carry an address, at which another picture stands."""
    words = "\ufeff" + json.dumps(signed()) + "\n"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
    web.pages["https://elsewhere.example/badge.svg"] = baking.bake(svg, words)
    outer = baking.bake(svg, "https://elsewhere.example/badge.svg")
    client = sign_in(table.ada)
    assert client.post("/me/badges/bring/", {"file": SimpleUploadedFile("badge.svg", outer)}).status_code == 302
    assert Credential.objects.get().text == words.strip("\ufeff\n")
    assert client.get("/me/badges/").status_code == 200


def _with_picture(table: Table, media_type: str, content: bytes) -> Credential:
    said = signed()
    within = f"data:{media_type};base64,{b64encode(content).decode()}"
    said["credentialSubject"]["achievement"]["image"] = {"id": within, "type": "Image"}
    return take_in(table.ada, json.dumps(said).encode(), verdict_of(said))


def test_paper_takes_no_picture_that_grows(table: Table, web: Commons, tmp_path: Any) -> None:  # noqa: F811
    """A thousand million dots in some kilobytes; and what one SVG draws, a million times."""
    large = tmp_path / "large.png"
    Image.new("1", (20_000, 20_000)).save(large)
    used = ["<path/>", *(f'<use href="#g{number}"/>' * 10 for number in range(6))]
    lines = "".join(f'<g id="g{number}">{inside}</g>' for number, inside in enumerate(used))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><defs>{lines}</defs><use href="#g6"/></svg>'
    for media_type, content in (("image/png", large.read_bytes()), ("image/svg+xml", svg.encode())):
        kept = _with_picture(table, media_type, content)
        begun = time.process_time()
        assert badge_on_paper(kept, table.ada).startswith(b"%PDF")
        assert time.process_time() - begun < 5


def test_badges_stand_on_pages_and_none_is_larger_than_a_page_can_carry(
    table: Table,
    sign_in: SignIn,
    web: Commons,  # noqa: F811
) -> None:
    for number in range(27):
        said = signed() | {"name": f"Number {number:02}"}
        kept = take_in(table.ada, json.dumps(said).encode(), verdict_of(said))
        Credential.objects.filter(pk=kept.pk).update(shown_to=4)
    for page in ("/me/badges/", "/@ada/badges/"):
        first, second = (sign_in(table.ada).get(f"{page}?page={number}").content.decode() for number in (1, 2))
        assert (first.count("Can mend"), "page=2" in first) == (25, True)
        assert (second.count("Can mend"), "page=3" in second) == (2, False)
        assert sign_in(table.ada).get(f"{page}?page=-1e9").status_code == 200
    said = signed() | {"name": "N" * MOST_KEPT_BYTES}
    with pytest.raises(Full, match="larger than 1 MB"):
        take_in(table.ada, json.dumps(said).encode(), verdict_of(said))
