"""What every test may ask for: people, communities, and a browser's worth of signing in."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from commonplace.commons.communities.actions import start_community, welcome_member
from commonplace.commons.communities.models import Community, Membership
from commonplace.commons.people.models import Account, Commons, Person
from commonplace.commons.people.signing.sessions import CONFIRMED
from commonplace.ground import clock
from commonplace.ground.queue import run_waiting_tasks
from tests.homes import made_once, make_demo, make_home

PASSPHRASE = "a kettle is a pot"


@pytest.fixture(scope="session", autouse=True)
def collected_static_files() -> None:
    """Pages name static files by their hash, so they have to be collected once."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where homes lie that are made once for all the processes of this run."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def told(homes: Path) -> Path:
    """A home in which the story of `tests/homes.py` was told. Copied, never changed."""
    return made_once(homes, "told", make_home)


@pytest.fixture(scope="session")
def untold(homes: Path) -> Path:
    """A home with its tables, and nobody in it. Copied, never changed."""
    return made_once(homes, "untold", partial(make_home, story=""))


@pytest.fixture(scope="session")
def told_demo(homes: Path) -> Path:
    """A home with the demo commons. Copied, never changed."""
    return made_once(homes, "told-demo", make_demo)


@pytest.fixture(autouse=True)
def fast_passphrases(settings: Any) -> None:
    """Hashing is slow on purpose; tests sign in often."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def commons(db: None) -> Commons:
    return Commons.current()


@pytest.fixture
def person(commons: Commons) -> Callable[..., Person]:
    """Make somebody with an account: `person("amara", age_band="16-17")`."""

    def make(name: str = "amara", *, age_band: str = "adult", **fields: Any) -> Person:
        account = Account.objects.create_user(name, f"{name}@example.org", PASSPHRASE)
        fields.setdefault("display_name", name.capitalize())
        return Person.objects.create(account=account, name=name, age_band=age_band, **fields)

    return make


@pytest.fixture
def community(person: Callable[..., Person]) -> Callable[..., Community]:
    """Start a community; without `by`, somebody called nkechi carries it."""

    def make(by: Person | None = None, *, name: str = "The Mending Table", **fields: Any) -> Community:
        carrier = by or Person.objects.filter(name="nkechi").first() or person("nkechi")
        return start_community(carrier, name=name, **fields)

    return make


@pytest.fixture
def member(person: Callable[..., Person]) -> Callable[..., Person]:
    """Somebody who belongs to a community: `member(community, "tomasz", role="mentor")`."""

    def make(community: Community, name: str = "ines", *, role: str = "learner", age_band: str = "adult") -> Person:
        somebody = Person.objects.filter(name=name).first() or person(name, age_band=age_band)
        welcome_member(community, somebody, role)
        Membership.objects.filter(community=community, person=somebody).update(agreed_norms_at=community.created_at)
        return somebody

    return make


@pytest.fixture
def sign_in() -> Callable[[Person | None], Client]:
    """A client for somebody, or for a stranger."""

    def make(somebody: Person | None = None) -> Client:
        client = Client(SERVER_NAME="localhost")
        if somebody is not None:
            assert somebody.account is not None
            client.force_login(somebody.account, backend="commonplace.commons.people.backend.AccountBackend")
            session = client.session
            session[CONFIRMED] = clock.now().timestamp()  # they came in just now
            session.save()
        return client

    return make


@pytest.fixture
def run_tasks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run what waits in the queue, as the server would; the connection stays, since the test is in a transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    return run_waiting_tasks
