"""Who is quoted or shown in a case study is asked, says yes or no at any time, and the page follows."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import override_settings

from commonplace.commons.communities.models import Audience, Membership
from commonplace.commons.entries.models import Attachment, Entry, Notice
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.models import Letter
from commonplace.stages.make.actions import share_work
from commonplace.stages.publish.actions import publish_case_study, write_case_study
from commonplace.stages.publish.asking import answer_consent, ask_people, depict
from commonplace.stages.publish.consents import may_be_read, standing_of
from commonplace.stages.publish.models import CaseStudy, Consent, Section
from commonplace.stages.publish.tests.agreeing import everybody_agrees
from commonplace.stages.publish.tests.test_people import _picture
from commonplace.stages.publish.tests.test_road import form_of
from commonplace.stages.reflect.actions import write_reflection

Told = Callable[..., CaseStudy]
WORDS = "The CANARY sang at four."


@pytest.fixture
def study(told: Told, member: Any) -> CaseStudy:
    """A draft with two quotations and a work of somebody called teller, who was not asked yet."""
    study = told(publish=False)
    teller = member(study.community, "teller")
    Person.objects.filter(pk=teller.pk).update(display_name="Teller Tam", mail_rhythm="daily")
    said = write_reflection(
        teller, community=study.community, audience=Audience.COMMUNITY, may_quote=True, body=WORDS, surprised=WORDS
    )
    work = share_work(
        teller,
        title="A CANARY cage",
        body="",
        community=study.community,
        audience=4,
        pictures=[(_picture(), "Cage", "")],
    )
    for section, source in ((Section.VOICES, said.entry), (Section.SURPRISED, said.entry)):
        study.statements.create(section=section, words=WORDS, source=source, place=90)
    study.statements.create(section=Section.WORKS, words="A CANARY cage", source=work.entry, place=91)
    return study


def _publish(study: CaseStudy) -> None:
    publish_case_study(study, Person.objects.get(name="nkechi"))


def _teller(study: CaseStudy) -> Consent:
    return study.consents.get(person__name="teller")


def _page(study: CaseStudy, sign_in: Any, who: Person | None = None) -> str:
    return sign_in(who).get(study.entry.address).content.decode()


def test_who_has_not_answered_is_not_shown(study: CaseStudy, sign_in: Any) -> None:
    _publish(study)
    page = _page(study, sign_in)
    assert "CANARY" not in page
    assert "The soup ran out first." in page, "whoever publishes agrees to their own"
    everybody_agrees(study)
    page = _page(study, sign_in)
    assert page.count(WORDS) == 2
    assert "A CANARY cage" in page
    assert "Teller Tam" in page


@override_settings(MAIL_IS_SENT=True)
def test_everybody_gets_one_letter_and_answers_by_its_link_without_signing_in(
    study: CaseStudy, sign_in: Any, run_tasks: Any
) -> None:
    _publish(study)
    ask_people(study, Person.objects.get(name="nkechi"))
    run_tasks()
    letters = Letter.objects.filter(to=Person.objects.get(name="teller").login.email, words__contains="/asked/")
    letter = letters.get()
    assert letter.words.count("CANARY sang") == 1, "said in two places, and asked once"
    assert "A CANARY cage" in letter.words
    link = re.search(rf"{re.escape(settings.ADDRESS)}(/asked/\S+)", letter.words)
    assert link
    stranger = sign_in(None)
    for _look in range(2):  # scanners look more than once
        page = stranger.get(link[1]).content.decode()
    assert "May this stand there?" in page
    assert _teller(study).answer == ""
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert stranger.post(link[1], {"answer": "yes", "seen": seen}).status_code == 302
    assert "CANARY" in _page(study, sign_in)
    assert stranger.post(link[1], {"answer": "no"}).status_code == 302
    assert "CANARY" not in _page(study, sign_in)
    assert stranger.get(link[1].replace(".", ".x")).status_code == 404


@pytest.mark.parametrize("where", ["/library/", "/library/?q=sang", "/library/feed/", "/search/?q=sang"])
def test_whoever_takes_it_back_is_gone_from_everywhere_and_the_rest_stays(
    study: CaseStudy, sign_in: Any, where: str
) -> None:
    _publish(study)
    everybody_agrees(study)
    share = Entry.objects.filter(title="A CANARY cage")
    share.update(audience=Audience.ONLY_ME)  # the work itself is read elsewhere, and is no part of this
    assert "CANARY" in _page(study, sign_in)
    client = sign_in(Person.objects.get(name="teller"))
    assert "You are quoted or shown here" in client.get(study.entry.address).content.decode()
    assert client.post(f"{study.community.address}case-study/mine/", {"answer": "no"}).status_code == 302
    page = _page(study, sign_in)
    assert "CANARY" not in page
    assert "The soup ran out first." in page
    found = sign_in(None).get(where).content.decode()
    assert "CANARY" not in found
    carrier = sign_in(Person.objects.get(name="nkechi"))
    assert "CANARY" not in carrier.get(f"{study.community.address}case-study/").content.decode()


def test_a_name_can_stay_out_of_it(study: CaseStudy, sign_in: Any) -> None:
    _publish(study)
    consent = _teller(study)
    parts = next(one for one in standing_of(study) if one.person.pk == consent.person_id).parts
    answer_consent(consent, Consent.Answer.UNNAMED, [one.mark for one in parts])
    page = _page(study, sign_in, Person.objects.get(name="teller"))
    assert WORDS in page
    assert "Teller Tam" not in page.partition("<main")[2]


def test_words_that_are_changed_wait_for_a_new_yes(study: CaseStudy, sign_in: Any) -> None:
    _publish(study)
    everybody_agrees(study)
    place = [*study.statements.values_list("words", flat=True)].index(WORDS)
    study.entry.refresh_from_db()
    client = sign_in(Person.objects.get(name="nkechi"))
    client.post(f"{study.community.address}case-study/", form_of(study, **{f"words-{place}": "The CANARY lied."}))
    assert "The CANARY lied." not in _page(study, sign_in)
    assert WORDS in _page(study, sign_in)
    asking = client.get(f"{study.community.address}case-study/asking/").content.decode()
    assert "has not seen yet what came since" in asking
    own = sign_in(Person.objects.get(name="teller")).get(f"{study.community.address}case-study/mine/").content.decode()
    assert "The CANARY lied." in own
    seen = list(re.findall(r'name="seen" value="([^"]+)"', own))
    answer_consent(_teller(study), "yes", seen)
    assert "The CANARY lied." in _page(study, sign_in)


def test_yes_counts_for_what_one_saw(study: CaseStudy, sign_in: Any) -> None:
    _publish(study)
    answer_consent(_teller(study), "yes", ["words 1 forged"])
    assert "CANARY" not in _page(study, sign_in)
    assert _teller(study).agreed == []


def test_those_who_write_see_who_has_not_answered_and_remind_once(
    study: CaseStudy, sign_in: Any, run_tasks: Any
) -> None:
    client, address = sign_in(Person.objects.get(name="nkechi")), f"{study.community.address}case-study/asking/"
    assert "was not asked yet" in client.get(address).content.decode()
    client.post(address, {"ask": "1"})
    run_tasks()
    assert Notice.objects.filter(kind="consent.asked").count() == 1
    assert "has not answered yet" in client.get(address).content.decode()
    for _again in range(2):
        client.post(address, {"remind": "1"})
    run_tasks()
    assert Notice.objects.filter(kind="consent.reminded").count() == 1
    answer_consent(_teller(study), "no", [])
    page = client.get(address).content.decode()
    assert "is left out" in page
    assert 'name="remind"' not in page
    learner = sign_in(Person.objects.get(name="teller"))
    assert learner.get(address).status_code == 403


def test_whoever_left_the_community_still_answers(study: CaseStudy, sign_in: Any) -> None:
    _publish(study)
    teller = Person.objects.get(name="teller")
    Membership.objects.filter(person=teller).update(left_at=clock.now())
    client, address = sign_in(teller), f"{study.community.address}case-study/mine/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"answer": "no"}).status_code == 302
    assert sign_in(Person.objects.get(name="nkechi")).get(address).status_code == 200, "their own"


def test_nobody_answers_for_somebody_else(study: CaseStudy, sign_in: Any, member: Any) -> None:
    ask_people(study, Person.objects.get(name="nkechi"))
    other = sign_in(member(study.community, "other"))
    assert other.post(f"{study.community.address}case-study/mine/", {"answer": "yes"}).status_code == 404


def _with_cover(study: CaseStudy) -> Attachment:
    cover = Attachment.objects.get(entry__title="A CANARY cage")
    statements = [(one.section, one.words, one.source_id) for one in study.statements.all()]
    study.entry.refresh_from_db()
    carrier = Person.objects.get(name="nkechi")
    write_case_study(
        study, carrier, based_on=study.entry.version, title="T", summary="", statements=statements, cover=cover
    )
    return cover


def test_a_picture_needs_a_word_on_whom_it_shows(study: CaseStudy, sign_in: Any, person: Any) -> None:
    cover = _with_cover(study)
    _publish(study)
    everybody_agrees(study)
    assert cover.address not in _page(study, sign_in), "neither on the cover nor beside its work"
    assert cover.address in _page(study, sign_in, person("amara")), "beside its work, for people with an account"
    client, asking = sign_in(Person.objects.get(name="nkechi")), f"{study.community.address}case-study/asking/"
    assert "Nobody has said yet whom it shows." in client.get(asking).content.decode()
    whom = re.search(rf'href="({re.escape(asking)}[^"]+)"', client.get(asking).content.decode())
    assert whom
    assert client.get(whom[1]).status_code == 200
    assert client.post(whom[1], {"whom": "named"}).status_code == 422
    assert client.post(whom[1], {"whom": "unknown"}).status_code == 302
    assert _page(study, sign_in).count(f'src="{cover.address}') == 2


def test_whoever_is_on_a_picture_is_asked_and_takes_it_back(study: CaseStudy, sign_in: Any, member: Any) -> None:
    cover = _with_cover(study)
    _publish(study)
    everybody_agrees(study)
    shown = member(study.community, "shown")
    carrier = Person.objects.get(name="nkechi")
    depict(study, cover, carrier, whom="named", people=[shown])
    assert study.consents.get(person=shown).answer == ""
    assert cover.address not in _page(study, sign_in)
    everybody_agrees(study)
    assert _page(study, sign_in).count(f'src="{cover.address}') == 2
    study.entry.refresh_from_db()
    assert study.entry.cover_id == cover.pk
    answer_consent(study.consents.get(person=shown), "no", [])
    study.entry.refresh_from_db()
    assert study.entry.cover_id is None
    page = _page(study, sign_in)
    assert cover.address not in page
    assert "A CANARY cage" in page, "the work is named as before"


def test_nobody_under_18_is_on_a_picture_that_strangers_see(study: CaseStudy, sign_in: Any, member: Any) -> None:
    cover = _with_cover(study)
    _publish(study)
    young = member(study.community, "young", age_band="13-15")
    depict(study, cover, Person.objects.get(name="nkechi"), whom="asked", people=[young])
    everybody_agrees(study)
    assert cover.address not in _page(study, sign_in)
    study.entry.refresh_from_db()
    assert study.entry.cover_id is None


def test_who_was_read_before_people_were_asked_keeps_what_they_allowed(
    study: CaseStudy, sign_in: Any, member: Any
) -> None:
    """As an upgrade finds it: quotations and works that stand in the library, a cover, and no answers."""
    cover = _with_cover(study)
    _publish(study)
    Consent.objects.all().delete()
    CaseStudy.objects.update(wished_cover=None)
    Entry.objects.filter(pk=study.pk).update(cover=cover)
    import_module("commonplace.stages.publish.migrations.0004_who_was_quoted_agreed").keep_what_was_agreed(
        apps, connection
    )
    page = _page(study, sign_in)
    assert page.count(WORDS) == 2
    assert "A CANARY cage" in page
    assert cover.address not in page
    study.refresh_from_db()
    assert (study.wished_cover_id, Entry.objects.get(pk=study.pk).cover_id) == (cover.pk, None)


def test_whoever_leaves_the_commons_agrees_to_nothing_any_more(
    study: CaseStudy, sign_in: Any, run_tasks: Any, member: Any
) -> None:
    cover = _with_cover(study)
    _publish(study)
    shown = member(study.community, "shown")
    depict(study, cover, Person.objects.get(name="nkechi"), whom="named", people=[shown])
    everybody_agrees(study)
    assert cover.address in _page(study, sign_in)
    leave_commons(shown)
    run_tasks()
    assert not Consent.objects.filter(person=shown).exists()
    assert cover.address not in _page(study, sign_in)


def _read_by(study: CaseStudy, cover: Attachment, person: Any) -> tuple[bool, bool]:
    """Whether strangers get the cover, and people with an account."""
    # Nobody chose it anew: it stands on the entry as it did before something changed.
    Entry.objects.filter(pk=study.pk).update(cover=cover)
    study.refresh_from_db()
    reader = Person.objects.filter(name="amara").first() or person("amara")
    return may_be_read(study, cover, None), may_be_read(study, cover, reader)


def test_a_cover_is_asked_about_each_time_it_is_read(study: CaseStudy, member: Any, person: Any) -> None:
    cover = _with_cover(study)
    _publish(study)
    shown = member(study.community, "shown")
    depict(study, cover, Person.objects.get(name="nkechi"), whom="named", people=[shown])
    assert _read_by(study, cover, person) == (False, False), "nobody has answered"
    everybody_agrees(study)
    assert _read_by(study, cover, person) == (True, True)
    for name in ("shown", "teller"):
        Person.objects.filter(name=name).update(shown_openly=False)
        assert _read_by(study, cover, person) == (False, True), "whoever is not named on open pages is not shown there"
        Person.objects.filter(name=name).update(shown_openly=True, age_band="16-17")
        assert _read_by(study, cover, person) == (False, False), "said to be of age by mistake"
        Person.objects.filter(name=name).update(age_band="adult")
    answer_consent(study.consents.get(person=shown), "no", [])
    assert _read_by(study, cover, person) == (False, False)
