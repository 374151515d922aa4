"""Whoever takes a quotation back disappears from the case study at once, and stays away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import search
from commonplace.commons.entries.actions import change_audience, delete_entry
from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.stages.gather.models import Gathering
from commonplace.stages.publish.models import CaseStudy, Section, Statement
from commonplace.stages.publish.tests.agreeing import everybody_agrees
from commonplace.stages.publish.tests.test_road import form_of
from commonplace.stages.reflect.actions import change_reflection, write_reflection
from commonplace.stages.reflect.models import Reflection
from conftest import PASSPHRASE

Told = Callable[..., CaseStudy]
WORDS = "The CANARY sang at four."


@pytest.fixture
def study(told: Told, member: Any) -> CaseStudy:
    """Published, with a quotation of somebody called teller, and saved once more since."""
    study = told()
    teller = member(study.community, "teller")
    said = write_reflection(
        teller, community=study.community, audience=Audience.COMMUNITY, may_quote=True, body=WORDS, surprised=WORDS
    )
    for section in (Section.VOICES, Section.SURPRISED):
        study.statements.create(section=section, words=WORDS, source=said.entry, place=90)
    everybody_agrees(study)
    return study


def _save(study: CaseStudy, sign_in: Any, **more: Any) -> Any:
    study.entry.refresh_from_db()
    client = sign_in(Person.objects.get(name="nkechi"))
    return client.post(f"{study.community.address}case-study/", form_of(study, **more))


def _may_quote_off(teller: Person, reflection: Reflection) -> None:
    version = reflection.entry.version
    change_reflection(reflection, teller, based_on=version, may_quote=False, body=WORDS, surprised=WORDS)


def _leave(teller: Person, what: str) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(teller.login, backend="commonplace.commons.people.backend.AccountBackend")
    client.post("/me/leave/", {"what": what, "passphrase": PASSPHRASE})
    teller.refresh_from_db()
    assert teller.left_at


WAYS = {
    "may not be quoted": _may_quote_off,
    "kept to oneself": lambda teller, reflection: change_audience(reflection.entry, teller, Audience.ONLY_ME),
    "draft of nobody": lambda _teller, reflection: Entry.objects.filter(pk=reflection.pk).update(shared_at=None),
    "deleted": lambda teller, reflection: delete_entry(reflection.entry, teller),
    "left, keeping": lambda teller, _reflection: _leave(teller, "keep"),
    "left, deleting": lambda teller, _reflection: _leave(teller, "delete"),
}


def _pages(study: CaseStudy, sign_in: Any, person: Any) -> str:
    carrier = Person.objects.get(name="nkechi")
    outsider = Person.objects.filter(name="outsider").first() or person("outsider")
    addresses = [study.entry.address, "/library/", "/library/?value=dignity", f"{study.community.address}case-study/"]
    addresses += [f"{study.entry.address}as/stranger/", f"{study.entry.address}history/", study.community.address]
    addresses += [f"{study.entry.address}history/{one.number}/" for one in study.entry.revisions.all()]
    readers = [sign_in(reader) for reader in (None, outsider, carrier)]
    return "".join(client.get(address).content.decode() for client in readers for address in addresses)


@pytest.mark.parametrize("way", WAYS)
def test_a_quotation_taken_back_is_read_nowhere(way: str, study: CaseStudy, sign_in: Any, person: Any) -> None:
    _save(study, sign_in)
    assert "CANARY" in sign_in().get(study.entry.address).content.decode()
    held = form_of(study)
    reflection = Reflection.objects.get(entry__authors__name="teller")
    WAYS[way](Person.objects.get(name="teller"), reflection)
    # The reflection itself stays with its community where it was kept: it is read there, and is no part of this.
    Entry.objects.filter(pk=reflection.pk).update(body="", body_html="", summary="", title="Looking back")
    assert "CANARY" not in _pages(study, sign_in, person)
    assert not search.matching(Entry.objects.filter(pk=study.pk), "canary")
    assert not [row for row in Revision.objects.filter(entry=study.pk) if "CANARY" in str(row.words)]

    # A form that was opened before does not bring it back either.
    study.entry.refresh_from_db()
    client = sign_in(Person.objects.get(name="nkechi"))
    client.post(f"{study.community.address}case-study/", {**held, "based_on": study.entry.version, "summary": "Anew"})
    study.entry.refresh_from_db()
    assert study.entry.summary == "Anew"
    assert "CANARY" not in _pages(study, sign_in, person)
    assert not Statement.objects.filter(words=WORDS, source=None).exists()


def test_a_quotation_comes_back_where_its_author_lets_it(study: CaseStudy, sign_in: Any) -> None:
    Reflection.objects.filter(entry__authors__name="teller").update(may_quote=False)
    shown = sign_in(Person.objects.get(name="nkechi")).get(f"{study.community.address}case-study/").content.decode()
    assert "CANARY" not in shown
    rows = [one for one in study.statements.all() if one.words != WORDS]
    data = form_of(study)
    data["row"] = [number for number, one in enumerate(study.statements.all()) if one in rows]
    sign_in(Person.objects.get(name="nkechi")).post(f"{study.community.address}case-study/", data)
    assert study.statements.filter(words=WORDS).count() == 2, "kept, and read by nobody"
    Reflection.objects.update(may_quote=True)
    assert "CANARY" in sign_in().get(study.entry.address).content.decode()


def test_a_carrier_across_a_block_neither_reads_nor_removes_a_quotation(
    study: CaseStudy, sign_in: Any, member: Any, person: Any
) -> None:
    carrier = member(study.community, "tomasz", role="facilitator")
    block(Person.objects.get(name="teller"), carrier)
    client, address = sign_in(carrier), f"{study.community.address}case-study/"
    assert "CANARY" not in client.get(address).content.decode()
    data = form_of(study)
    data["row"] = [number for number, one in enumerate(study.statements.all()) if one.words != WORDS]
    assert client.post(address, data).status_code == 302
    assert "CANARY" in sign_in(person("outsider")).get(study.entry.address).content.decode()


def test_a_quotation_cannot_be_moved_to_where_it_would_outlive_its_source(study: CaseStudy, sign_in: Any) -> None:
    rows = list(study.statements.all())
    moved = {f"section-{number}": "beginning" for number, one in enumerate(rows) if one.words == WORDS}
    work = next(number for number, one in enumerate(rows) if one.section == Section.WORKS)
    _save(study, sign_in, **moved, **{f"section-{work}": "arc"})
    assert set(study.statements.filter(words=WORDS).values_list("section", flat=True)) == {Section.VOICES}
    assert study.statements.filter(section=Section.WORKS).exists()
    assert not [row for row in Revision.objects.filter(entry=study.pk) if "CANARY" in str(row.words)]
    assert not search.matching(Entry.objects.filter(pk=study.pk), "canary")


def test_the_communitys_own_facts_outlive_what_they_came_from(study: CaseStudy, sign_in: Any) -> None:
    held = form_of(study)
    gathering = Gathering.objects.select_related("entry").get()
    delete_entry(gathering.entry, gathering.entry.authors.get())
    _save(study, sign_in, **{key: held[key] for key in held if key.startswith(("row", "words", "section", "source"))})
    assert study.statements.get(section=Section.ARC).words.endswith("Opening night.")
