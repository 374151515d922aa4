"""Awards: with the recipient's yes, in every way in which a badge is given; signed, and taken back."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.models import Letter
from commonplace.stages.recognise.asking import Asking
from commonplace.stages.recognise.awarding import (
    CannotAward,
    about_a_did,
    claim,
    code_called,
    make_code,
    offer,
    read_evidence,
    say_no,
    say_yes,
    show_for,
    take_back,
)
from commonplace.stages.recognise.bulk import AT_ONCE, MOST_LETTERS, _some_of, begin_bulk, work_through
from commonplace.stages.recognise.credentials.checks import Reason
from commonplace.stages.recognise.credentials.forms import is_identity
from commonplace.stages.recognise.credentials.keys import multikey
from commonplace.stages.recognise.credentials.opening import open_credential
from commonplace.stages.recognise.credentials.tests.issued import KEY
from commonplace.stages.recognise.credentials.verifying import verify
from commonplace.stages.recognise.issuing import list_address
from commonplace.stages.recognise.letters import token_of
from commonplace.stages.recognise.models import Award, Credential, Evidence, StatusList
from commonplace.stages.recognise.sealing import CannotSign, renew_seal
from commonplace.stages.recognise.tests.conftest import Table

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


def _said(credential: Credential) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(credential.text)
    return said


def _reason(credential: Credential) -> Reason:
    return verify(_said(credential), fetch=Asking(), now=clock.now()).reason


def test_nothing_is_signed_before_its_recipient_said_yes(table: Table) -> None:
    award = table.offered(table.ada)
    assert not Credential.objects.exists()
    assert not StatusList.objects.exists()
    credential = say_yes(award, table.ada)
    assert credential.result == "holds", credential.checks
    said = _said(credential)
    assert said["credentialSubject"]["narrative"] == "Three kettles"
    assert said["credentialSubject"]["achievement"]["criteria"]["narrative"] == "Mend a kettle.\nMend a lamp."
    assert said["issuer"]["name"] == table.community.name
    assert isinstance(said["proof"], list)
    status = said["credentialStatus"][0]
    assert status["statusListCredential"] == list_address(table.community, 1)
    assert status["statusListIndex"].isdigit()


def test_a_credential_names_nobody(table: Table, settings: Any) -> None:
    said = _said(table.given())
    text = json.dumps(said).lower()
    assert table.ada.account
    for word in (table.ada.name, table.ada.display_name.lower(), str(table.ada.account.email)):
        assert f'"{word}' not in text
        assert f"@{word}" not in text
    identity = said["credentialSubject"]["identifier"][0]
    assert is_identity(identity, "ada@example.org")
    assert not is_identity(identity, "bo@example.org")
    table.bo.account.email = None  # type: ignore[union-attr]
    table.bo.account.save()  # type: ignore[union-attr]
    identity = _said(table.given(Person.objects.get(pk=table.bo.pk)))["credentialSubject"]["identifier"][0]
    assert identity["identityType"] == "identifier"
    assert is_identity(identity, f"{settings.ADDRESS}/@bo/")


def test_a_no_leaves_nothing_of_what_was_written(table: Table) -> None:
    award = table.offered("zo@example.org")
    say_no(award, None)
    award.refresh_from_db()
    assert (award.words, award.email) == ("", "")
    with pytest.raises(CannotAward):
        say_yes(award, None)


def test_nobody_is_offered_what_they_have(table: Table) -> None:
    table.given()
    with pytest.raises(CannotAward, match="already"):
        table.offered(table.ada)
    table.badge.lasts_months = 1
    table.badge.save()
    table.given(table.bo)
    with clock.at(clock.now() + timedelta(days=40)):
        table.offered(table.bo)


def test_nobody_is_offered_anything_across_a_block_or_outside_of_the_community(table: Table, person: Any) -> None:
    block(table.ada, table.carrier)
    for whom in (table.ada, person("zo")):
        with pytest.raises(CannotAward, match="do not belong"):
            table.offered(whom)


def test_what_is_taken_back_does_not_hold_from_then_on(table: Table, sign_in: SignIn) -> None:
    kept, other = table.given(), table.given(table.bo)
    assert (_reason(kept), _reason(other)) == (Reason.NONE, Reason.NONE)
    assert kept.award
    client = sign_in(table.carrier)
    here = f"/badges/given/{ids.written(kept.award.pk)}/"
    assert sign_in(table.mentor).post(here, {"why": "x"}).status_code == 403
    assert client.post(here, {"why": ""}).status_code == 422
    assert client.post(here, {"why": "It was somebody else."}).status_code == 302
    assert (_reason(kept), _reason(other)) == (Reason.REVOKED, Reason.NONE)
    page = sign_in(table.ada).get(kept.address).content.decode()
    assert "It was somebody else." in page
    assert client.post(here, {"why": "again"}).status_code == 403


def test_an_offer_that_was_taken_back_cannot_be_said_yes_to(table: Table) -> None:
    award = table.offered(table.ada)
    take_back(award, table.carrier, "A mistake")
    with pytest.raises(CannotAward):
        say_yes(award, table.ada)


def test_a_list_is_served_until_it_changes(table: Table, sign_in: SignIn) -> None:
    kept = table.given()
    address = f"{table.community.address}taken-back/1/"
    first = sign_in(None).get(address)
    assert first.status_code == 200
    assert len(first.content) < 3_000, "131,072 places of which none is taken"
    etag = first["ETag"]
    again = sign_in(None).get(address, HTTP_IF_NONE_MATCH=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert kept.award
    take_back(kept.award, table.carrier, "Why")
    assert sign_in(None).get(address, HTTP_IF_NONE_MATCH=etag).status_code == 200
    assert sign_in(None).get(f"{table.community.address}taken-back/2/").status_code == 404


def test_what_was_given_before_the_seal_was_renewed_holds_and_can_be_taken_back(table: Table) -> None:
    kept = table.given()
    renew_seal(table.community)
    assert _reason(kept) == Reason.NONE
    assert kept.award
    take_back(kept.award, table.carrier, "Why")
    assert _reason(kept) == Reason.REVOKED


def test_where_the_seal_does_not_open_nothing_changes(table: Table, settings: Any) -> None:
    award = table.offered(table.ada)
    settings.SECRET_KEY = "another secret than before, and long enough"
    with pytest.raises(CannotSign):
        say_yes(award, table.ada)
    award.refresh_from_db()
    assert award.said == ""
    assert award.place is None


def test_people_are_given_it_on_a_page_each_with_a_word(table: Table, sign_in: SignIn, run_tasks: Any) -> None:
    client, here = sign_in(table.carrier), f"{table.badge.address}give/"
    assert client.post(here, {"lines": " \n"}).status_code == 422
    lines = "@ada, Three kettles, and a lamp\nbo\nzo@example.org, Thank you\n@nobody\nno@address, x\n@ada"
    answer = client.post(here, {"lines": lines}, follow=True).content.decode()
    assert "3 of 6 were offered it." in answer
    assert "Nobody here has this name." in answer
    assert "This is no e-mail address." in answer
    assert set(Award.objects.values_list("person__name", "email", "words")) == {
        ("ada", "", "Three kettles, and a lamp"),
        ("bo", "", ""),
        (None, "zo@example.org", "Thank you"),
    }
    run_tasks()
    assert Notice.objects.filter(kind="badges.offered").count() == 2
    page = sign_in(table.ada).get("/me/badges/").content.decode()
    assert "Three kettles, and a lamp" in page
    for somebody, status in ((table.bo, 403), (table.mentor, 403), (None, 302)):
        assert sign_in(somebody).post(here, {"lines": "ada"}).status_code == status


def test_the_word_to_somebody_names_nobody_under_18(table: Table, sign_in: SignIn, member: Any) -> None:
    pupil = member(table.community, "leila", age_band="13-15")
    Person.objects.filter(pk=pupil.pk).update(display_name="Leila Osei")
    client = sign_in(table.carrier)
    assert client.post(f"{table.badge.address}give/", {"lines": "@ada, As Leila Osei saw"}).status_code == 422
    assert client.post(f"{table.badge.address}give/", {"lines": "@leila, Three kettles"}).status_code == 302
    for words in ("Leila Osei", "As @leila saw"):
        assert client.post(f"{table.badge.address}codes/", {"places": 3, "words": words}).status_code == 422
    assert client.post(f"{table.badge.address}give/", {"lines": "@ada, As @leila saw"}).status_code == 422


def test_mentors_give_what_mentors_give(table: Table, sign_in: SignIn) -> None:
    table.badge.given_by = "mentors"
    table.badge.save()
    assert sign_in(table.mentor).post(f"{table.badge.address}give/", {"lines": "ada"}).status_code == 302
    assert Award.objects.get().by == table.mentor


def test_a_yes_or_no_on_ones_own_page_and_of_nobody_else(table: Table, sign_in: SignIn) -> None:
    award = table.offered(table.ada)
    here = f"/me/badges/offers/{ids.written(award.pk)}/"
    assert sign_in(table.bo).post(here, {"answer": "yes"}).status_code == 404
    answer = sign_in(table.ada).post(here, {"answer": "yes"})
    assert answer["Location"] == Credential.objects.get().address
    assert "It holds." in sign_in(table.ada).get(answer["Location"]).content.decode()
    assert sign_in(table.bo).get(answer["Location"]).status_code == 404


def test_somebody_without_an_account_says_yes_by_letter_and_takes_it_along(
    table: Table, sign_in: SignIn, person: Any
) -> None:
    work_through(begin_bulk(table.badge, table.carrier, [("Zo@Example.org", "Thank you")]))
    letter = Letter.objects.get()
    assert letter.to == "zo@example.org"
    assert "Can mend" in letter.words
    assert "Thank you" not in letter.words, "nothing that somebody typed goes to people who did not ask for it"
    here = f"/badge/{token_of(Award.objects.get())}/"
    assert here in letter.words
    stranger = sign_in(None)
    assert "Thank you" in stranger.get(here).content.decode()
    assert Award.objects.get().said == "", "looking changes nothing"
    assert stranger.get(f"{here}badge.json").status_code == 404
    stranger.post(here, {"answer": "yes"})
    said = json.loads(stranger.get(f"{here}badge.json").content)
    assert is_identity(said["credentialSubject"]["identifier"][0], "zo@example.org")
    assert verify(said, fetch=Asking(), now=clock.now()).holds
    for ending, begins in (("png", b"\x89PNG"), ("svg", b"<?xml")):
        assert stranger.get(f"{here}badge.{ending}").content.startswith(begins)
    assert stranger.get(f"{here}badge.exe").status_code == 404
    zo = person("zo")
    answer = sign_in(zo).post(here, {"answer": "yes"})
    assert Credential.objects.get().person == zo
    assert sign_in(zo).get(answer["Location"]).status_code == 200
    assert stranger.get(f"{here}badge.json").status_code == 404, "it is in a backpack now"
    assert sign_in(table.bo).post(here, {"answer": "yes"}).status_code == 409
    assert stranger.get("/badge/forged/").status_code == 404
    forged = here.replace(here[7:20], "0" * 13)
    assert stranger.get(forged).status_code == 404


def test_whoever_is_called_context_changes_nothing_that_is_signed(table: Table, sign_in: SignIn, person: Any) -> None:
    person("context", age_band="13-15")
    Community.objects.update(purpose="As @context says", audience=4)
    table.badge.community.refresh_from_db()
    work_through(begin_bulk(table.badge, table.carrier, [("zo@example.org", "")]))
    here, stranger = f"/badge/{token_of(Award.objects.get())}/", sign_in(None)
    stranger.post(here, {"answer": "yes"})
    keys = json.loads(stranger.get(f"{table.community.address}did.json").content)
    assert "@context" in keys
    taken = [open_credential(stranger.get(f"{here}badge.{ending}").content) for ending in ("json", "svg", "png")]
    for said in taken:
        assert isinstance(said, dict)
        assert verify(said, fetch=Asking(), now=clock.now()).holds
        assert said["issuer"]["description"] == "As somebody says"


def test_whoever_wants_no_more_letters_gets_none(table: Table, sign_in: SignIn) -> None:
    work_through(begin_bulk(table.badge, table.carrier, [("zo@example.org", "")]))
    here = f"/badge/{token_of(Award.objects.get())}/stop/"
    assert sign_in(None).get(here).status_code == 200
    assert sign_in(None).post(here).status_code == 200
    Award.objects.all().delete()
    bulk = work_through(begin_bulk(table.badge, table.carrier, [("zo@example.org", "")]))
    assert "no more" in bulk.left_out[0][1]


def test_not_more_letters_than_a_day_allows(table: Table) -> None:
    lines = [(f"zo{number}@example.org", "") for number in range(MOST_LETTERS + 2)]
    bulk = work_through(begin_bulk(table.badge, table.carrier, lines))
    assert Letter.objects.count() == MOST_LETTERS
    assert len(bulk.left_out) == 2
    more = work_through(begin_bulk(table.badge, table.carrier, [("more@example.org", "")]))
    assert len(more.left_out) == 1


def test_a_long_list_is_gone_on_with_where_it_was_left(table: Table, member: Any, run_tasks: Any) -> None:
    people = [Person(name=f"p{number}", display_name="P", age_band="adult") for number in range(2 * AT_ONCE + 20)]
    Person.objects.bulk_create(people)
    table.community.memberships.bulk_create(
        [table.community.memberships.model(community=table.community, person=one) for one in people]
    )
    bulk = begin_bulk(table.badge, table.carrier, [(one.name, "Well done") for one in people])
    half = _some_of(bulk.pk)
    assert (half.done, half.ended_at) == (AT_ONCE, None)
    done = work_through(bulk)
    assert (done.done, done.lines, done.left_out) == (len(people), [], [])
    assert work_through(done).done == len(people)
    assert Award.objects.count() == len(people), "nobody is offered it twice"
    run_tasks()
    assert Notice.objects.filter(kind="badges.offered").count() == len(people)


def test_a_long_list_is_a_task_with_its_progress_on_the_page(table: Table, sign_in: SignIn, run_tasks: Any) -> None:
    lines = "\n".join(f"@nobody{number}" for number in range(AT_ONCE + 1))
    page = sign_in(table.carrier).post(f"{table.badge.address}give/", {"lines": lines}, follow=True).content.decode()
    assert "0 of 101 lines are done." in page
    run_tasks()
    page = sign_in(table.carrier).get(f"{table.badge.address}give/").content.decode()
    assert "0 of 101 were offered it." in page


def test_whoever_lost_the_right_gives_nothing_more(table: Table) -> None:
    bulk = begin_bulk(table.badge, table.carrier, [("ada", "")])
    table.community.memberships.filter(person=table.carrier).update(role="learner")
    assert len(work_through(bulk).left_out) == 1


def test_people_who_are_there_say_yes_by_a_code(table: Table, sign_in: SignIn) -> None:
    client = sign_in(table.carrier)
    assert client.post(f"{table.badge.address}codes/", {"places": "2", "words": "You were there"}).status_code == 302
    code = table.badge.codes.get()
    assert code.code[:4] in client.get(f"{table.badge.address}codes/").content.decode()
    typed = f"{code.code[:4]} {code.code[4:].upper()}"
    ada = sign_in(table.ada)
    assert ada.post("/badges/claim/", {"code": "nonsense"}).status_code == 422
    here = ada.post("/badges/claim/", {"code": typed})["Location"]
    assert "You were there" in ada.get(here).content.decode()
    assert not Credential.objects.exists(), "looking changes nothing"
    assert ada.post(here)["Location"] == Credential.objects.get().address
    with pytest.raises(CannotAward, match="already"):
        claim(code, table.ada)
    assert claim(code, table.bo).result == "holds"
    assert code_called(code.code) is None, "it was for two"
    assert sign_in(table.mentor).get(here).status_code == 404


def test_a_code_ends(table: Table, sign_in: SignIn) -> None:
    code = make_code(table.badge, table.carrier, places=9)
    with clock.at(clock.now() + timedelta(days=3)):
        assert code_called(code.code) is None
    sign_in(table.carrier).post(f"{table.badge.address}codes/end/", {"code": code.code})
    assert code_called(code.code) is None
    with pytest.raises(CannotAward):
        claim(code, table.ada)


def test_what_somebody_shows_is_read_by_so_many_peers(table: Table, sign_in: SignIn, member: Any) -> None:
    badge = table.designed("Shown", given_by="peers", readers=2)
    work = write_entry(table.ada, "work", title="A kettle", community=table.community, audience=4)
    ada, bo = sign_in(table.ada), sign_in(table.bo)
    sent = {"words": "I mended it.", "entry": str(work.pk)}
    assert ada.post(f"{badge.address}show/", {**sent, "words": ""}).status_code == 422
    here = ada.post(f"{badge.address}show/", sent)["Location"]
    assert "What Ada shows" in bo.get(badge.address).content.decode()
    assert "A kettle" in bo.get(here).content.decode()
    assert bo.post(here, {"sees_it": "yes", "words": ""}).status_code == 422
    bo.post(here, {"sees_it": "", "words": "I see no lamp"})
    assert "I see no lamp" in ada.get(here).content.decode()
    bo.post(here, {"sees_it": "yes", "words": "Now I do"})
    assert not Credential.objects.exists()
    third = sign_in(member(table.community, "cy"))
    assert "Now I do" not in third.get(here).content.decode(), "each reads for themselves"
    third.post(here, {"sees_it": "yes", "words": "On the table"})
    credential = Credential.objects.get()
    assert (credential.person, credential.result) == (table.ada, "holds")
    assert _said(credential)["evidence"][0]["name"] == "A kettle"
    assert third.get(here).status_code == 404


def test_a_narrow_work_is_not_named_in_a_credential(table: Table) -> None:
    work = write_entry(table.ada, "work", title="A secret kettle", community=table.community, audience=2)
    evidence = show_for(table.badge, table.ada, words="I mended it", entry=work)
    credential = read_evidence(evidence, table.carrier, sees_it=True, words="Yes")
    assert credential
    assert "secret kettle" not in credential.text


def test_who_reads_what_is_shown(table: Table, sign_in: SignIn, person: Any, member: Any) -> None:
    evidence = show_for(table.badge, table.ada, words="I mended a kettle", entry=None)
    said = {"sees_it": "yes", "words": "Yes"}
    for somebody, status in ((None, 302), (table.bo, 404), (table.mentor, 404), (person("zo"), 404)):
        client = sign_in(somebody)
        assert client.get(evidence.address).status_code == status
        assert client.post(evidence.address, said).status_code == status
    own = sign_in(table.ada)
    assert "I mended a kettle" in own.get(evidence.address).content.decode()
    own.post(evidence.address, said)
    assert not Credential.objects.exists(), "nobody gives it to themselves"
    other = member(table.community, "vi", role="facilitator")
    block(other, table.ada)
    assert sign_in(other).get(evidence.address).status_code == 404
    assert sign_in(table.bo).post(f"{evidence.address}back/").status_code == 404
    own.post(f"{evidence.address}back/")
    assert not Evidence.objects.exists()


def test_somebody_has_it_signed_anew_about_a_did_of_their_own(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    did = f"did:key:{multikey(KEY.public_key())}"
    for wrong in ("", "did:key:z6Mknonsense", "did:web:", "https://example.org", "did:web:evil example"):
        assert client.post(f"{kept.address}did/", {"did": wrong}).status_code == 422
    answer = client.post(f"{kept.address}did/", {"did": did})
    made = Credential.objects.exclude(pk=kept.pk).get()
    assert answer["Location"] == made.address
    assert _said(made)["credentialSubject"]["id"] == did
    assert verify(_said(made), fetch=Asking(), now=clock.now(), subject=did).holds
    assert kept.award
    take_back(kept.award, table.carrier, "Why")
    assert (_reason(kept), _reason(made)) == (Reason.REVOKED, Reason.REVOKED), "both go when it is taken back"
    with pytest.raises(CannotAward):
        about_a_did(kept, table.bo, did)


def test_nothing_is_offered_in_a_closed_community(table: Table) -> None:
    Community.objects.update(closed_at=clock.now())
    table.badge.community.refresh_from_db()
    with pytest.raises(PermissionDenied):
        offer(table.badge, table.carrier, table.ada)
