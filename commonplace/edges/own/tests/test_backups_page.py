"""Backups, as hosts make them on the site."""

import io
import zipfile
from typing import Any

import pytest

from commonplace.edges.own import kept_backups


@pytest.fixture(autouse=True)
def _empty_folder(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_host_makes_fetches_and_deletes_one(person: Any, sign_in: Any, run_tasks: Any) -> None:
    client = sign_in(person("host", is_host=True))
    assert "No backup yet" in client.get("/host/backups/").content.decode()
    client.post("/host/backups/")
    assert "It waits to be made" in client.get("/host/backups/").content.decode()
    run_tasks()
    [kept] = kept_backups.all_kept()
    assert kept.state == "ready"
    assert kept.name in client.get("/host/backups/").content.decode()
    response = client.get(f"/host/backups/{kept.name}/")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        assert "manifest.json" in archive.namelist()
    assert client.get(f"/host/backups/{kept.name}/delete/").status_code == 200
    assert kept_backups.all_kept()
    client.post(f"/host/backups/{kept.name}/delete/")
    assert not kept_backups.all_kept()


@pytest.mark.django_db
def test_what_went_wrong_is_shown(person: Any, sign_in: Any, monkeypatch: Any) -> None:
    def full(target: Any) -> None:
        raise OSError(28, "No space left on device")

    host = person("host", is_host=True)
    name = kept_backups.ask_for(host)
    monkeypatch.setattr(kept_backups, "back_up", full)
    with pytest.raises(OSError, match="No space"):
        kept_backups.make(name)
    assert "No space left on device" in sign_in(host).get("/host/backups/").content.decode()


@pytest.mark.django_db
def test_nobody_else_comes_near(person: Any, sign_in: Any, tmp_path: Any) -> None:
    (kept_backups.folder() / "commonplace-1.zip").write_bytes(b"secret")
    (tmp_path / "secret.zip").write_bytes(b"secret")
    for path in ("/host/backups/", "/host/backups/commonplace-1.zip/", "/host/backups/commonplace-1.zip/delete/"):
        assert sign_in(person(f"p{len(path)}")).get(path).status_code == 403
        assert sign_in().get(path).status_code == 302
    host = sign_in(person("host", is_host=True))
    for name in ("..%2Fsecret.zip", "secret.zip", "commonplace-2.zip"):
        assert host.get(f"/host/backups/{name}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("backups", [1, 3])
def test_the_page_asks_little(person: Any, sign_in: Any, backups: int, django_assert_num_queries: Any) -> None:
    for number in range(backups):
        (kept_backups.folder() / f"commonplace-{number}.zip").touch()
    client = sign_in(person("host", is_host=True))
    with django_assert_num_queries(3):
        assert client.get("/host/backups/").status_code == 200
