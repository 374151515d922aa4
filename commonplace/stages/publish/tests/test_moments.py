"""Moments of gatherings as quotations of a case study: offered, asked for, linked to their second, and gone when taken back."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.people.actions import block
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.ground.put_away import bring_back
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.publish.actions import publish_case_study
from commonplace.stages.publish.asking import answer_consent
from commonplace.stages.publish.models import CaseStudy, Consent, Section
from commonplace.stages.publish.tests.agreeing import everybody_agrees
from commonplace.stages.publish.tests.test_road import form_of
from commonplace.stages.room.actions import keep_moment, take_moment_away
from commonplace.stages.room.models import Moment, Room

WORDS = "Who has ever seen a CANARY mend a kettle?"


def _carrier() -> Person:
    return Person.objects.get(name="nkechi")


@pytest.fixture
def study(told: Callable[..., CaseStudy], member: Any) -> CaseStudy:
    """A draft, and a moment of its gathering that somebody called teller kept twelve minutes in."""
    study = told(publish=False)
    teller = member(study.community, "teller")
    Person.objects.filter(pk=teller.pk).update(display_name="Teller Tam")
    keep_moment(_evening(study), teller, second=720, words=WORDS)
    return study


def _evening(study: CaseStudy) -> Gathering:
    return Gathering.objects.select_related("entry__community").get(community=study.community)


def _form(study: CaseStudy, sign_in: Any, who: Person | None = None) -> str:
    return sign_in(who or _carrier()).get(f"{study.community.address}case-study/").content.decode()


def _take(study: CaseStudy, sign_in: Any, **more: Any) -> None:
    """Tick the moment that the form offers, as its writer does."""
    page = _form(study, sign_in)
    number = re.search(r'name="words-(\d+)" value="Who has ever', page)
    assert number
    study.entry.refresh_from_db()
    data = form_of(study)
    fields = (f"section-{number[1]}", f"source-{number[1]}", f"words-{number[1]}", f"offered-{number[1]}")
    sent = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in fields}
    data |= {name: found[1] for name, found in sent.items() if found}
    data |= {"row": [*data["row"], number[1]], f"take-{number[1]}": "on"}
    data |= {name.replace("N", number[1]): value for name, value in more.items()}
    answer = sign_in(_carrier()).post(f"{study.community.address}case-study/", data)
    assert answer.status_code == 302, answer.content.decode()[:2000]


@pytest.fixture
def quoted(study: CaseStudy, sign_in: Any) -> CaseStudy:
    """The same, published, with everybody asked and the moment agreed to."""
    _take(study, sign_in)
    publish_case_study(study, _carrier())
    everybody_agrees(study)
    return study


def _page(study: CaseStudy, sign_in: Any, who: Person | None = None) -> str:
    return sign_in(who).get(study.entry.address).content.decode()


def test_a_moment_is_offered_and_no_draft_begins_with_it(study: CaseStudy, sign_in: Any) -> None:
    assert not study.statements.filter(words=WORDS).exists()
    page = _form(study, sign_in)
    moment = Moment.objects.get()
    address = f"{_evening(study).entry.address}room/?at=720#m{ids.written(moment.pk)}"
    assert WORDS in page
    assert address in page
    _take(study, sign_in)
    said = study.statements.get(words=WORDS)
    assert (said.section, said.source_id, said.moment_id) == (Section.VOICES, moment.gathering_id, moment.pk)
    assert "take-" not in _form(study, sign_in), "it is not offered a second time"


def test_whoever_said_it_is_asked_and_it_is_read_once_they_say_yes(
    study: CaseStudy, sign_in: Any, run_tasks: Any
) -> None:
    _take(study, sign_in)
    publish_case_study(study, _carrier())
    teller = Person.objects.get(name="teller")
    consent = study.consents.get(person=teller)
    assert "CANARY" not in _page(study, sign_in)
    own = sign_in(teller).get(f"{study.community.address}case-study/mine/").content.decode()
    assert WORDS in own
    answer_consent(consent, Consent.Answer.YES, re.findall(r'name="seen" value="([^"]+)"', own))
    page = _page(study, sign_in)
    assert f"“{WORDS}”" in page
    assert "Teller Tam" in page
    assert "/room/" not in page, "strangers do not see that gathering"
    address = f"{_evening(study).entry.address}room/?at=720#m{ids.written(Moment.objects.get().pk)}"
    assert f'href="{address}"' in _page(study, sign_in, teller)
    taken = sign_in(teller).get(f"{study.entry.address}case-study.md").content.decode()
    assert address in taken
    assert sign_in(teller).get(f"{study.entry.address}case-study-a4.pdf").status_code == 200


def test_its_second_is_that_of_the_recording(quoted: CaseStudy, sign_in: Any) -> None:
    Room.objects.update_or_create(gathering=_evening(quoted), defaults={"recording_begins": 600})
    assert "room/?at=120#m" in _page(quoted, sign_in, _carrier())
    Moment.objects.update(second=300)
    assert "room/#m" in _page(quoted, sign_in, _carrier()), "it was before the recording began"


@pytest.mark.parametrize("way", ["no", "hidden", "taken away", "narrowed", "gathering hidden", "left"])
def test_what_is_taken_back_is_read_nowhere_and_the_rest_stays(quoted: CaseStudy, sign_in: Any, way: str) -> None:
    assert "CANARY" in _page(quoted, sign_in)
    moment, teller = Moment.objects.get(), Person.objects.get(name="teller")
    entry = _evening(quoted).entry
    ways: dict[str, Callable[[], Any]] = {
        "no": lambda: answer_consent(quoted.consents.get(person=teller), Consent.Answer.NO, []),
        "hidden": lambda: Moment.objects.update(hidden_at=clock.now()),
        "taken away": lambda: take_moment_away(moment, teller),
        "narrowed": lambda: change_audience(entry, _carrier(), Audience.ONLY_ME),
        "gathering hidden": lambda: Entry.objects.filter(pk=entry.pk).update(hidden_at=clock.now()),
        "left": lambda: leave_commons(teller),
    }
    ways[way]()
    for who in (None, _carrier()):
        for address in (quoted.entry.address, f"{quoted.entry.address}case-study.md", "/library/", "/search/?q=CANARY"):
            page = sign_in(who).get(address).content.decode()
            assert "ever seen" not in page
        assert "The soup ran out first." in _page(quoted, sign_in, who)


def test_it_comes_back_with_its_moment(quoted: CaseStudy, sign_in: Any) -> None:
    teller = Person.objects.get(name="teller")
    kept = take_moment_away(Moment.objects.get(), teller)
    assert not quoted.statements.filter(words=WORDS).exists()
    bring_back(kept.pk, teller)
    assert WORDS in _page(quoted, sign_in)


def test_other_words_wait_for_a_new_yes_and_are_no_quotation(quoted: CaseStudy, sign_in: Any) -> None:
    place = [*quoted.statements.values_list("words", flat=True)].index(WORDS)
    quoted.entry.refresh_from_db()
    changed = form_of(quoted, **{f"words-{place}": "A CANARY was praised."})
    sign_in(_carrier()).post(f"{quoted.community.address}case-study/", changed)
    assert "CANARY" not in _page(quoted, sign_in)
    everybody_agrees(quoted)
    page = _page(quoted, sign_in)
    assert "A CANARY was praised." in page
    assert "Teller Tam" not in page.partition("<main")[2]


def test_it_can_stay_without_a_name_and_then_leads_nowhere(quoted: CaseStudy, sign_in: Any) -> None:
    everybody_agrees(quoted, answer=Consent.Answer.UNNAMED)
    page = _page(quoted, sign_in, _carrier())
    assert WORDS in page
    assert "Teller Tam" not in page.partition("<main")[2]
    assert "room/?at=" not in page


def test_strangers_read_nothing_of_people_under_18_and_others_no_name(
    quoted: CaseStudy, sign_in: Any, person: Any
) -> None:
    Person.objects.filter(name="teller").update(age_band="13-15")
    assert "CANARY" not in _page(quoted, sign_in)
    page = _page(quoted, sign_in, person("reader"))
    assert WORDS in page
    assert "Teller Tam" not in page.partition("<main")[2]


def test_nobody_across_a_block_reads_it(quoted: CaseStudy, sign_in: Any, person: Any) -> None:
    reader = person("reader")
    assert "CANARY" in _page(quoted, sign_in, reader)
    block(Person.objects.get(name="teller"), reader)
    assert "CANARY" not in _page(quoted, sign_in, reader)


@pytest.mark.parametrize("why", ["hidden", "block", "only me", "hidden gathering", "elsewhere"])
def test_what_its_writer_may_not_read_or_quote_is_not_offered(
    study: CaseStudy, sign_in: Any, community: Any, why: str
) -> None:
    moment, teller = Moment.objects.get(), Person.objects.get(name="teller")
    if why == "hidden":
        Moment.objects.update(hidden_at=clock.now())
    elif why == "block":
        block(teller, _carrier())
    elif why == "only me":
        change_audience(_evening(study).entry, _carrier(), Audience.ONLY_ME)
    elif why == "hidden gathering":
        Entry.objects.filter(pk=moment.gathering_id).update(hidden_at=clock.now())
    else:
        other = plan_gathering(
            community(teller, name="Elsewhere"),
            teller,
            title="Elsewhere",
            starts_at=_evening(study).starts_at,
            ends_at=_evening(study).ends_at,
        )
        Moment.objects.update(gathering=other)
    assert "CANARY" not in _form(study, sign_in)
    if why in ("block", "elsewhere"):  # nor is it taken where somebody sends its number all the same
        study.entry.refresh_from_db()
        sent = {"row": [*form_of(study)["row"], 99], "section-99": "voices", "words-99": WORDS}
        sign_in(_carrier()).post(
            f"{study.community.address}case-study/", form_of(study, **{**sent, "source-99": moment.pk})
        )
        assert not study.statements.filter(words=WORDS).exists()


def test_it_cannot_be_moved_to_where_it_would_outlive_its_moment(study: CaseStudy, sign_in: Any) -> None:
    _take(study, sign_in, **{"section-N": Section.BEGINNING})
    assert study.statements.get(words=WORDS).section == Section.VOICES


def test_neither_revisions_nor_the_search_keep_its_words(quoted: CaseStudy, sign_in: Any) -> None:
    assert "CANARY" not in str(list(Revision.objects.filter(entry=quoted.entry).values_list("words", flat=True)))
    found = sign_in(None).get("/search/?q=CANARY").content.decode()
    assert quoted.entry.address not in found


def test_writing_it_anew_keeps_it_a_moment(quoted: CaseStudy, sign_in: Any) -> None:
    quoted.entry.refresh_from_db()
    sign_in(_carrier()).post(f"{quoted.community.address}case-study/", form_of(quoted, title="Another title"))
    assert quoted.statements.get(words=WORDS).moment == Moment.objects.get()
    assert WORDS in _page(quoted, sign_in)
