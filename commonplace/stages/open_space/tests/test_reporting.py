"""A session is reported, hidden and shown again, alone."""

from typing import Any

import pytest

from commonplace.commons.entries.models import Notice
from commonplace.commons.safeguard.models import Report
from commonplace.ground import ids
from commonplace.stages.open_space import actions
from commonplace.stages.open_space.boards import Board
from commonplace.stages.open_space.models import Place
from commonplace.stages.open_space.tests.conftest import Told

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_hidden_session_stands_on_no_board(told: Told, sign_in: Any, run_tasks: Any) -> None:
    radios, people = told.sessions["dov"], told.people
    first, hall = told.space.slots.first(), told.space.venues.get(name="Hall")
    actions.put_in(radios, people["nkechi"], first, hall)
    told.wish("ines", "dov")
    before = told.now().version
    client, keeper, dov = sign_in(people["ines"]), sign_in(people["nkechi"]), sign_in(people["dov"])
    link = f"/report/?session={ids.written(radios.pk)}"
    assert f'href="{link}"' in client.get(radios.address).text
    assert link not in dov.get(radios.address).text
    client.post(link, {"words": "It hurt me"})
    report = Report.objects.get()
    assert "Radios" in report.seen
    assert f'href="{radios.address}"' in keeper.get(report.address).text
    assert keeper.post(report.address, {"act": "hide", "reason": "Unkind"}).status_code == 302
    run_tasks()
    assert told.now().version > before, "what was made for an earlier board is not laid over this one"
    assert not Place.objects.filter(proposal=radios).exists()
    for reader in (client, keeper, dov, sign_in()):
        assert "Radios" not in reader.get(told.space.address).text
    paper = client.get(f"{told.space.address}board-a4.pdf")
    assert paper.status_code == 200
    assert radios.pk not in Board(told.now()).by_key
    assert client.get(radios.address).status_code == 404
    assert sign_in().get(radios.address).status_code == 404
    for reader in (keeper, dov):
        assert "it stands on no board" in reader.get(radios.address).text
        assert reader.get(f"{radios.address}place/").status_code in {403, 404}
    assert dov.get(f"{radios.address}edit/").status_code == 200, "it is still theirs"
    actions.put_in(told.sessions["ines"], people["nkechi"], first, hall)
    with pytest.raises(actions.BoardChanged):
        actions.put_in(radios, people["nkechi"], first, hall)
    assert Notice.objects.filter(person=people["dov"], kind="session.hidden").count() == 1
    assert keeper.post(report.address, {"act": "show", "reason": "It was changed."}).status_code == 302
    page = client.get(told.space.address).text
    assert "Radios" in page
    assert client.get(radios.address).status_code == 200


def test_a_hidden_session_is_not_filled_in(told: Told) -> None:
    actions.set_hidden(told.sessions["dov"], told.now().gathering.starts_at)
    filled = Board(told.now()).problem
    assert len(filled.wishers) == 3


def test_strangers_report_no_session_of_somebody_under_18(told: Told, sign_in: Any) -> None:
    stranger = sign_in()
    assert "sign-in" in stranger.get(f"/report/?session={ids.written(told.sessions['leila'].pk)}").url
    assert stranger.get(f"/report/?session={ids.written(told.sessions['ines'].pk)}").status_code == 200
