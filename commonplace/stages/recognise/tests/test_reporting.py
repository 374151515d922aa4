"""A badge that somebody handed on is reported by itself, hidden and shown again."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Notice
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.models import Report
from commonplace.ground import ids
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.recognise.backpack import arrange, hand_on, link_to, take_in, take_out
from commonplace.stages.recognise.credentials.tests.issued import Commons, signed
from commonplace.stages.recognise.models import Credential
from commonplace.stages.recognise.tests.conftest import Table
from commonplace.stages.recognise.tests.test_verify_page import web  # noqa: F401 - a fixture
from commonplace.stages.recognise.verdicts import verdict_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]
WORDS = {"words": "It says what is not true of me"}


@pytest.fixture
def kept(table: Table) -> Credential:
    """A badge that Ada was given here and handed on, and shows to everybody."""
    made = table.given()
    hand_on(made, by_link=True)
    arrange(made, group="", place=0, shown_to=Audience.OPEN)
    return made


def _report_at(kept: Credential) -> str:
    return f"/report/?credential={link_to(kept).split('/')[-2]}"


def test_a_hidden_badge_is_seen_by_its_owner_and_those_who_rule(
    table: Table, kept: Credential, sign_in: SignIn, person: Any, run_tasks: Any
) -> None:
    stranger, ada, keeper = sign_in(None), sign_in(table.ada), sign_in(table.carrier)
    link = link_to(kept)
    assert f'href="{_report_at(kept)}"' in stranger.get(link).text
    assert "/report/" not in ada.get(link).text
    asked = stranger.get(_report_at(kept)).text
    assert "a badge that was handed on" in asked
    assert "Those who look after “The Mending Table”" in asked
    assert stranger.post(_report_at(kept), WORDS)["Location"] == "/report/thanks/"
    report = Report.objects.get()
    assert [*report.about.all()] == [table.ada]
    assert "Mends things with a plug." in report.seen
    page = keeper.get(report.address).text
    assert "About a badge that was handed on" in page
    assert f'href="{link}"' in page
    assert keeper.post(report.address, {"act": "hide", "reason": "It was not so"}).status_code == 302
    run_tasks()
    others = sign_in(person("zo"))
    for reader in (stranger, others, sign_in(table.bo)):
        assert reader.get(link).status_code == 404
        assert "Can mend" not in reader.get("/@ada/badges/").text
    assert stranger.get(f"{link}embed/").status_code == 404
    assert ada.get(f"{link}embed/").status_code == 404, "what others frame is what strangers see"
    for reader in (ada, keeper, sign_in(person("host", is_host=True))):
        assert reader.get(link).status_code == 200
    own = ada.get(kept.address).text
    assert "It is hidden from others." in own
    assert "iframe" not in own
    notice = Notice.objects.get(person=table.ada, kind="credential.hidden")
    assert "It was not so" in ada.get(f"/ruling/of/{notice.happening_id}/").text
    assert keeper.post(report.address, {"act": "show", "reason": "It is so"}).status_code == 302
    assert stranger.get(link).status_code == 200
    assert "Can mend" in stranger.get("/@ada/badges/").text


def test_a_badge_from_elsewhere_is_reported_to_hosts(
    table: Table,
    sign_in: SignIn,
    person: Any,
    web: Commons,  # noqa: F811
) -> None:
    kept = take_in(table.ada, json.dumps(signed()).encode(), verdict_of(signed()))
    hand_on(kept, by_link=True)
    host = sign_in(person("host", is_host=True))
    sign_in(table.bo).post(_report_at(kept), WORDS)
    report = Report.objects.get()
    assert (report.community, report.read_by) == (None, None)
    assert "The hosts of this commons read it" in sign_in(table.mentor).get(_report_at(kept)).text
    assert sign_in(table.carrier).get(report.address).status_code == 404
    assert f'href="{link_to(kept)}"' in host.get(report.address).text
    told = sign_in(table.bo).get(_report_at(kept), follow=True).content.decode()
    assert "a badge that was handed on" in told
    assert "It waits to be read." in told
    assert Report.objects.count() == 1


def test_only_who_has_the_link_reports_it(table: Table, kept: Credential, sign_in: SignIn) -> None:
    by_number = f"/report/?credential={ids.written(kept.pk)}"
    assert sign_in(table.bo).get(by_number).status_code == 404, "it would tell the link"
    assert "/sign-in/" in sign_in(None).get(by_number)["Location"]
    before = _report_at(kept)
    hand_on(kept, by_link=False)
    assert sign_in(table.bo).get(before).status_code == 404
    assert sign_in(table.bo).get("/report/?credential=nonsense").status_code == 404
    hand_on(kept, by_link=True)
    Person.objects.filter(pk=table.ada.pk).update(age_band="13-15")
    kept.refresh_from_db()
    assert sign_in(table.bo).get(_report_at(kept)).status_code == 404


def test_what_was_ruled_on_while_it_was_away_does_not_come_back(
    table: Table, kept: Credential, sign_in: SignIn
) -> None:
    sign_in(None).post(_report_at(kept), WORDS)
    report, keeper = Report.objects.get(), sign_in(table.carrier)
    take_out(kept, table.ada)
    assert "Hide it" not in keeper.get(report.address).text
    keeper.post(report.address, {"act": "leave", "reason": "It is gone"})
    with pytest.raises(CannotComeBack, match="reported"):
        bring_back(PutAway.objects.get().pk, table.ada)
