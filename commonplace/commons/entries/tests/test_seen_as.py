"""Looking at a page as somebody else: nobody else has to wait for it, and nothing of it stays."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.views import audience
from commonplace.commons.people.models import Commons, Person

pytestmark = pytest.mark.database


def _writes_elsewhere() -> list[BaseException]:
    """Write on a connection of its own, as another request would. Returns what went wrong."""
    troubles: list[BaseException] = []

    def write() -> None:
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 100")
            with transaction.atomic():
                Commons.objects.update(name="Written meanwhile")
        except BaseException as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(10)
    return troubles


@pytest.mark.django_db(transaction=True)
def test_others_write_while_a_page_is_looked_at_as_another(
    person: Callable[..., Person], community: Callable[..., Community], sign_in: Callable[..., Any], monkeypatch: Any
) -> None:
    nkechi = person("nkechi")
    entry = write_entry(nkechi, "post", title="A kettle", body="", community=community(nkechi))
    real, troubles = audience.page_of, []

    def page_of(*given: Any, **more: Any) -> Any:
        page = real(*given, **more)
        troubles.extend(_writes_elsewhere())
        assert page.status_code == 200
        return page

    monkeypatch.setattr(audience, "page_of", page_of)
    page = sign_in(nkechi).get(f"{entry.address}as/member/")
    assert page.status_code == 200
    assert "A kettle" in page.content.decode()
    assert troubles == []
    assert Commons.objects.get().name == "Written meanwhile"


@pytest.mark.django_db
def test_whoever_looked_is_gone_afterwards(
    person: Callable[..., Person], community: Callable[..., Community], sign_in: Callable[..., Any]
) -> None:
    nkechi = person("nkechi")
    place = community(nkechi)
    entry = write_entry(nkechi, "post", title="A kettle", body="", community=place)
    alone = write_entry(nkechi, "post", title="Alone", body="", audience=Audience.ONLY_ME)
    before = set(Person.objects.values_list("pk")), set(Membership.objects.values_list("pk"))
    for one in (entry, alone, entry):
        assert sign_in(nkechi).get(f"{one.address}as/member/").status_code == 200
    assert (set(Person.objects.values_list("pk")), set(Membership.objects.values_list("pk"))) == before
    with audience._somebody_of(entry) as passing:
        assert list(Entry.objects.visible_to(passing)) == [entry]
        assert Person.objects.get(pk=passing.pk) == passing
        assert Membership.objects.get(person=passing).community == place
    with pytest.raises(ZeroDivisionError), audience._somebody_of(entry):
        _ = 1 / 0
    assert (set(Person.objects.values_list("pk")), set(Membership.objects.values_list("pk"))) == before
