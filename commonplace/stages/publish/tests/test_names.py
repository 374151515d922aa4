"""Nobody under 18 is named in the library, also where a case study is changed after it was published."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from commonplace.commons.people.models import Person
from commonplace.stages.publish.models import CaseStudy, HeldValue, Section
from commonplace.stages.publish.shelf import marked
from commonplace.stages.publish.tests.test_road import form_of

Told = Callable[..., CaseStudy]


@pytest.fixture
def study(told: Told, member: Any) -> CaseStudy:
    """Published; Rose Hill and Will are 15."""
    study = told()
    for name, words in (("rose", "Rose Hill"), ("will", "Will")):
        young = member(study.community, name, age_band="13-15")
        Person.objects.filter(pk=young.pk).update(display_name=words)
    study.refresh_from_db()
    return study


def test_saving_what_is_published_asks_where_somebody_young_is_named(study: CaseStudy, sign_in: Any) -> None:
    client, address = sign_in(Person.objects.get(name="nkechi")), f"{study.community.address}case-study/"
    typed = form_of(study, **{"words-0": "It will rain on a rose.", "new-arc": "Kept as typed."})
    refused = client.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "“Will” is the name of somebody under 18, too." in page
    assert 'href="#words-0"' in page
    assert "It will rain on a rose." in page
    assert "Kept as typed." in page
    assert "It will rain" not in sign_in().get(study.entry.address).content.decode()
    half = client.post(address, {**typed, "not_them": ["will"]}).content.decode()
    assert 'value="will" checked' in half
    assert "“Will” is the name" not in half
    assert client.post(address, {**typed, "not_them": ["will", "rose"]}).status_code == 302
    study.entry.refresh_from_db()
    again = form_of(study, title="Another title")
    assert client.post(address, again).status_code == 302, "what was said to mean nobody is not asked again"


@pytest.mark.parametrize("words", ["With Rose Hill", "With rose  hill", "With @will"])
@pytest.mark.parametrize("place", ["title", "summary", "words-1"])
def test_a_whole_name_cannot_be_confirmed(words: str, place: str, study: CaseStudy, sign_in: Any) -> None:
    client, address = sign_in(Person.objects.get(name="nkechi")), f"{study.community.address}case-study/"
    confirmed = ["rose", "hill", "will", "rose hill", "@will"]
    refused = client.post(address, form_of(study, **{place: words, "not_them": confirmed}))
    assert refused.status_code == 422
    assert "is somebody under 18. Nobody under 18 is named in the library." in refused.content.decode()
    study.statements.create(section=Section.ARC, words=words, place=70)
    published = client.post(f"{address}publish/", {"audience": 4, "not_them": confirmed})
    assert published.status_code == 422
    assert "Take the names of people under 18 out of it first." in published.content.decode()


def test_a_draft_is_kept_without_questions(told: Told, member: Any, sign_in: Any) -> None:
    study = told(publish=False)
    member(study.community, "zuzanna", age_band="13-15")
    client = sign_in(Person.objects.get(name="nkechi"))
    data = form_of(study, **{"words-0": "Zuzanna began it."})
    assert client.post(f"{study.community.address}case-study/", data).status_code == 302


def test_the_library_finds_nothing_by_whom_a_practice_calls(told: Told, member: Any, sign_in: Any, person: Any) -> None:
    person("zuzanna", age_band="13-15")
    study = told(practice="Zuzanna’s friends: @zuzanna fetches soup.")
    stranger = sign_in()
    page = stranger.get("/library/?practice=soup").content.decode()
    assert "somebody fetches" in page
    assert study.entry.title in page
    assert "@" not in HeldValue.objects.get().folded
    # As it was kept before: found by the name, and marked within it.
    HeldValue.objects.update(
        key="", folded="friends: @zuzanna fetches soup.", name="The @zuzanna way", slug="the-zuzanna-way"
    )
    assert study.entry.title in stranger.get("/library/?practice=zuzanna").content.decode().partition("<main")[2]
    assert marked("Ask @zuzanna", ["zuzanna"], whole=False) == [("Ask @zuzanna", False)]
    upgrade = import_module("commonplace.stages.publish.migrations.0002_values_without_calls")
    upgrade.leave_calls_out(apps, connection)
    assert HeldValue.objects.get().slug == "the-way"
    assert study.entry.title not in stranger.get("/library/?practice=zuzanna").content.decode().partition("<main")[2]
