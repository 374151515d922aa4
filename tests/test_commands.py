"""The command line, run as processes on homes in temporary folders."""

import json
import os
import shutil
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from tests.homes import answer, commonplace, free_port, run_in, started

COMMANDS = ["start", "serve", "demo", "doctor", "import", "backup", "restore", "person", "badge"]


@pytest.fixture
def home(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(told, tmp_path / "home"))


def cookies(headers: Any) -> str:
    return "\n".join(headers.get_all("Set-Cookie") or [])


def processor_seconds() -> float:
    """What the processes that have ended used of the processor so far."""
    used = os.times()
    return used.children_user + used.children_system


def nobody_is_at(port: int) -> bool:
    """Whether nobody listens there any more, within five seconds."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    done = commonplace(command, "--help")
    assert done.returncode == 0
    assert "Usage: " in done.stdout
    assert len(done.stdout.split()) > 20


def test_a_new_home_is_served_and_its_host_link_works_once_it_is_opened(tmp_path: Path) -> None:
    home = tmp_path / "new"
    with started(home) as server:
        assert server.get("/healthz")[1] == '{"status": "ok"}'
        status, page, headers = server.get("/sign-in/")
        assert status == 200
        assert "<h1" in page
        assert "Secure" not in cookies(headers)
        link = next(line.strip() for line in server.said().splitlines() if "/begin/" in line)
        path = link.removeprefix(f"http://127.0.0.1:{server.port}")
        assert server.get(path)[0] == 200
        assert server.get("/begin/no-such-token/")[0] in {403, 404, 410}
        assert server.end() == 0
        assert server.said().rstrip().endswith("Ended. Everything is kept.")
    if os.name == "posix":  # elsewhere the folder inherits who may read it
        assert home.stat().st_mode & 0o077 == 0


def test_the_second_start_takes_less_than_five_seconds(home: Path) -> None:
    with started(home):
        pass
    begun = processor_seconds()
    with started(home) as server:
        assert "Gathering styles" not in server.said()
        assert "Preparing the database" not in server.said()
    # Of the processor, since a machine that is busy with other tests says nothing by the clock.
    assert processor_seconds() - begun < 5


def test_tasks_run_beside_the_pages(home: Path) -> None:
    run_in(
        home,
        "from commonplace.commons.entries.commenting import comment_on\n"
        "from commonplace.commons.entries.models import Entry\n"
        "from commonplace.commons.people.models import Person\n"
        "comment_on(Entry.objects.get(title='A kettle, mended'), Person.objects.get(name='nkechi'), 'Tell us more')\n",
    )
    count = (
        "from commonplace.commons.entries.models import Notice\n"
        "print(Notice.objects.filter(person__name='ines').count())"
    )
    with started(home):
        until = time.monotonic() + 15
        while time.monotonic() < until and int(run_in(home, count)) < 2:
            time.sleep(0.2)
    assert int(run_in(home, count)) >= 2


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = commonplace("start", "--port", port, home=tmp_path / "new")
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_is_served_by_one_process(home: Path) -> None:
    with started(home) as server:
        done = commonplace("start", "--port", free_port(), home=home)
        assert done.returncode == 1
        assert f"being served already, at http://127.0.0.1:{server.port}" in done.stderr


def test_after_kill_nobody_stays_at_the_port(home: Path) -> None:
    with started(home) as server:
        server.process.kill()
        server.process.wait()
        assert nobody_is_at(server.port)
    with started(home) as again:
        assert again.get("/healthz")[0] == 200


def test_on_the_lan_one_host_is_answered_with_cookies_for_plain_http(home: Path) -> None:
    # 127.0.0.2 stands for the machine's address on the network.
    with started(home, "--lan", "--host", "127.0.0.2", host="127.0.0.2") as server:
        assert "█" in server.said() or "▄" in server.said()
        assert f"http://127.0.0.2:{server.port}" in server.said()
        status, _page, headers = server.get("/sign-in/")
        assert status == 200
        assert "csrftoken=" in cookies(headers)
        assert "Secure" not in cookies(headers)
        assert server.get("/sign-in/", Host="evil.example")[0] == 400
        assert server.get("/sign-in/", Host=f"127.0.0.1:{server.port}")[0] == 400


def test_behind_https_cookies_are_secure(home: Path) -> None:
    with started(home, COMMONPLACE_URL="https://commons.example") as server:
        headers = server.get("/sign-in/", Host="commons.example", **{"X-Forwarded-Proto": "https"})[2]
        assert "; Secure" in cookies(headers)


def test_the_demo_is_refused_off_this_machine(home: Path, tmp_path: Path) -> None:
    for arguments in (["--demo", "--lan"], ["--demo", "--host", "0.0.0.0"]):
        done = commonplace("start", *arguments, home=tmp_path / "new")
        assert done.returncode == 1
        assert "logins that everybody knows" in done.stderr
    (home / "demo").write_text("")
    assert commonplace("start", "--lan", home=home).returncode == 1
    assert commonplace("serve", "--host", "0.0.0.0", home=home).returncode == 1


def test_the_demo_is_not_loaded_into_a_commons_of_people(home: Path) -> None:
    done = commonplace("demo", home=home)
    assert done.returncode == 1
    assert "real people" in done.stderr


def test_serve_wants_a_commons_that_is_ready(tmp_path: Path) -> None:
    done = commonplace("serve", home=tmp_path / "new")
    assert done.returncode == 1
    assert "commonplace start" in done.stderr


def test_two_workers_answer(home: Path) -> None:
    with started(home, "--workers", "2", command="serve") as server:
        assert {server.get("/healthz")[0] for _again in range(8)} == {200}


class TestDoctor:
    def test_of_a_home_without_a_commons(self, tmp_path: Path) -> None:
        done = commonplace("doctor", home=tmp_path / "new")
        assert done.returncode == 1
        assert "fail  Database" in done.stdout
        assert "Run: commonplace start" in done.stdout

    def test_of_a_sound_commons(self, home: Path) -> None:
        findings = answer("doctor", home=home)
        assert {row["state"] for row in findings} <= {"ok", "warn"}
        assert {row["check"] for row in findings} == {
            "Python", "SQLite", "Home", "Secret", "Address", "Database", "Integrity", "Mail", "Tasks", "Files", "Host",
        }  # fmt: skip

    @pytest.mark.skipif(os.name != "posix", reason="a file's mode says there who may read it")
    def test_of_a_secret_that_others_read(self, home: Path) -> None:
        (home / "secret").chmod(0o644)
        done = commonplace("doctor", home=home)
        assert done.returncode == 1
        assert "chmod 600" in done.stdout

    def test_of_lost_pictures(self, home: Path) -> None:
        shutil.rmtree(home / "media")
        done = commonplace("doctor", home=home)
        assert done.returncode == 1
        assert "fail  Files: 1 pictures or files are missing" in done.stdout

    def test_of_a_damaged_database(self, home: Path) -> None:
        (home / "commonplace.sqlite3").write_bytes(b"This is no database. " * 400)
        done = commonplace("doctor", home=home)
        assert done.returncode == 1
        assert "fail  Database" in done.stdout
        assert "Traceback" not in done.stderr

    def test_of_a_mail_server_that_is_not_there(self, home: Path) -> None:
        done = commonplace("doctor", home=home, COMMONPLACE_SMTP=f"smtp://127.0.0.1:{free_port()}")
        assert done.returncode == 1
        assert "does not take mail" in done.stdout


class TestPerson:
    def test_list(self, home: Path) -> None:
        assert [(row["name"], row["host"]) for row in answer("person", "list", home=home)] == [
            ("ines", False),
            ("nkechi", True),
        ]

    def test_link_lets_them_in(self, home: Path) -> None:
        with started(home) as server:
            link = commonplace(
                "person", "link", "@ines", home=home, COMMONPLACE_URL=f"http://127.0.0.1:{server.port}"
            ).stdout.strip()
            assert server.get(link.removeprefix(f"http://127.0.0.1:{server.port}"))[0] == 200

    def test_host(self, home: Path) -> None:
        assert commonplace("person", "host", "ines", home=home).returncode == 0
        assert answer("person", "list", home=home)[0]["host"]
        assert commonplace("person", "host", "ines", "--end", home=home).returncode == 0
        last = commonplace("person", "host", "nkechi", "--end", home=home)
        assert last.returncode == 1
        assert "last host" in last.stderr

    def test_nobody_of_that_name(self, home: Path) -> None:
        done = commonplace("person", "link", "nobody", home=home)
        assert done.returncode == 1
        assert "commonplace person list" in done.stderr


class TestImport:
    def bring(self, home: Path, *paths: Path) -> list[dict[str, str]]:
        return answer("import", *paths, "--community", "the-mending-table", "--by", "nkechi", home=home)

    def test_markdown_is_brought_up_to_date_and_never_doubled(self, home: Path, tmp_path: Path) -> None:
        guides = tmp_path / "guides"
        guides.mkdir()
        (guides / "fuses.md").write_text("# On fuses\n\nThey *melt*.\n")
        (guides / "no_title.md").write_text("Words alone.\n")
        assert [(row["title"], row["outcome"]) for row in self.bring(home, guides)] == [
            ("Guides", "new"),
            ("On fuses", "new"),
            ("No title", "new"),
        ]
        (guides / "fuses.md").write_text("# On fuses\n\nThey melt, to save the rest.\n")
        assert [row["outcome"] for row in self.bring(home, guides)] == ["same", "changed", "same"]

    def test_what_cannot_be_read_is_named_and_the_rest_goes_on(self, home: Path, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text("[]")
        (tmp_path / "b.ics").write_text("nothing")
        (tmp_path / "c.md").write_text("# Fine")
        rows = self.bring(home, tmp_path / "a.json", tmp_path / "b.ics", tmp_path / "c.md")
        assert [row["outcome"] for row in rows] == ["left out", "left out", "new"]
        assert all(row["why"] for row in rows[:2])

    def test_only_those_who_look_after_it_bring_in(self, home: Path, tmp_path: Path) -> None:
        done = commonplace("import", tmp_path, "--community", "the-mending-table", "--by", "nobody", home=home)
        assert done.returncode == 1
        assert "Name somebody who does" in done.stderr


_VECTORS = Path(os.environ.get("COMMONPLACE_VECTORS", "")) / "real"
if os.environ.get("COMMONPLACE_VECTORS") and _VECTORS.is_dir():

    def test_real_courses_and_guides_come_in_twice_the_same(home: Path) -> None:
        def bring() -> list[dict[str, str]]:
            where = [
                _VECTORS / "ocw",
                _VECTORS / "peeragogy",
                _VECTORS / "calendars" / "calendars__issue_526_calendar_with_events.ics",
            ]
            return answer("import", *where, "--community", "the-mending-table", "--by", "nkechi", home=home)

        first = bring()
        assert {row["outcome"] for row in first} == {"new", "left out"}
        assert len([row for row in first if row["outcome"] == "new"]) > 100
        assert {row["outcome"] for row in bring()} == {"same", "left out"}

elif os.environ.get("CI"):

    def test_the_real_material_is_there() -> None:
        pytest.fail("COMMONPLACE_VECTORS names no folder with real material")


def test_json_and_progress_do_not_mix(home: Path, tmp_path: Path) -> None:
    done = commonplace("backup", tmp_path / "b.zip", "--json", home=home)
    facts = json.loads(done.stdout)
    assert facts["bytes"] == (tmp_path / "b.zip").stat().st_size
    assert "entries: 3" in done.stderr
