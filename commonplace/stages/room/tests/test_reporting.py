"""A moment is reported, hidden and shown again, alone."""

import pytest

from commonplace.commons.entries.models import Notice
from commonplace.commons.safeguard.models import Report
from commonplace.ground import ids
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.room.actions import keep_moment, take_moment_away
from commonplace.stages.room.models import Moment

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def rude(member, table):
    return member(table, "rude")


@pytest.fixture
def said(evening, rude):
    """The address of a room, and a moment in it that is unkind."""
    gathering = evening()
    return f"{gathering.entry.address}room/", keep_moment(gathering, rude, second=5, words="Canary, and unkind.")


def _report(client, moment, words="It hurt me"):
    sent = client.post(f"/report/?moment={ids.written(moment.pk)}", {"words": words})
    assert sent.status_code == 302, sent.text
    return Report.objects.latest("at")


def test_a_moment_is_reported_read_hidden_and_shown_again(said, ines, rude, carrier, sign_in, run_tasks):
    (address, moment), client, keeper = said, sign_in(ines), sign_in(carrier)
    link = f"/report/?moment={ids.written(moment.pk)}"
    assert f'href="{link}"' in client.get(address).text
    assert link not in sign_in(rude).get(address).text
    asked = client.get(link).text
    assert "You report a moment of “" in asked
    assert "Those who look after “The Mending Table”" in asked
    report = _report(client, moment)
    assert client.get(link).url == report.address, "a second one leads to the first"
    assert client.get(f"/report/?entry={ids.written(moment.gathering_id)}").status_code == 200
    assert sign_in(rude).get(report.address).status_code == 404
    page = keeper.get(report.address).text
    assert "Canary, and unkind." in page
    assert f"{address}#m{ids.written(moment.pk)}" in page
    run_tasks()
    assert keeper.post(report.address, {"act": "hide", "reason": "Unkind"}).status_code == 302
    run_tasks()
    for reader in (client, sign_in()):
        assert "Canary" not in reader.get(address).text
        assert "Canary" not in reader.get(moment.gathering.entry.address).text
        assert reader.get(link).status_code in {302, 404}
    for reader in (sign_in(rude), keeper):
        assert "Hidden by those who look after this place" in reader.get(address).text
    notice = Notice.objects.get(person=rude, kind="moment.hidden")
    ruling = sign_in(rude).get(f"/ruling/of/{notice.happening_id}/").text
    assert "hidden:</b> a moment of “" in ruling
    assert "Unkind" in ruling
    assert "It is still yours" in ruling
    assert client.get(f"/ruling/of/{notice.happening_id}/").status_code == 404
    assert "something that you do not see any more" in client.get(report.address).text
    assert "a moment of “" in keeper.get("/c/the-mending-table/reports/").text
    assert keeper.post(report.address, {"act": "show", "reason": "It was meant well."}).status_code == 302
    assert "Canary" in client.get(address).text


def test_a_hidden_moment_stays_hidden_when_it_is_taken_away_and_comes_back(said, ines, rude, carrier, sign_in):
    address, moment = said
    report = _report(sign_in(ines), moment)
    kept = take_moment_away(moment, rude)
    assert "something that is gone" not in sign_in(carrier).get(report.address).text
    assert 'value="hide"' not in sign_in(carrier).get(report.address).text
    bring_back(kept.pk, rude)
    assert sign_in(carrier).post(report.address, {"act": "hide", "reason": "Unkind"}).status_code == 302
    kept = take_moment_away(Moment.objects.select_related("gathering__entry").get(), rude)
    bring_back(kept.pk, rude)
    assert "Canary" not in sign_in(ines).get(address).text


def test_nobody_waits_until_a_report_is_settled_to_bring_a_moment_back(said, ines, rude, carrier, sign_in):
    _address, moment = said
    report = _report(sign_in(ines), moment)
    kept = take_moment_away(moment, rude)
    sign_in(carrier).post(report.address, {"act": "leave", "reason": "It is gone."})
    with pytest.raises(CannotComeBack, match="Somebody had reported it"):
        bring_back(kept.pk, rude)


def test_what_one_does_not_see_is_not_reported(said, person, member, table, sign_in):
    _address, moment = said
    leila = member(table, "leila", age_band="13-15")
    theirs = keep_moment(moment.gathering, leila, second=6, words="Hers")
    assert sign_in(person("wen")).get(f"/report/?moment={ids.written(theirs.pk)}").status_code == 200
    stranger = sign_in()
    assert "sign-in" in stranger.get(f"/report/?moment={ids.written(theirs.pk)}").url
    assert stranger.get(f"/report/?moment={ids.written(moment.pk)}").status_code == 200
    for nonsense in ("x", "0000000000000"):
        assert sign_in(leila).get(f"/report/?moment={nonsense}").status_code == 404
