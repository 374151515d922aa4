"""A page that was kept is the page that would be made now: for everybody, after anything that may happen."""

import re
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from commonplace.commons.communities.actions import change_community, leave_community, start_community, welcome_member
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries import kept
from commonplace.commons.entries.actions import change_audience, delete_entry, edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.actions import block, change_profile, unblock
from commonplace.commons.people.hosting import change_commons
from commonplace.commons.people.models import Commons, Person
from commonplace.commons.safeguard.actions import hide
from commonplace.ground import ids
from commonplace.ground.said_once import SaidOnce

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]
_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}')
WRITERS = ("carrier", "member")
READERS = (*WRITERS, "outsider", "stranger")


def _shown(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, _TOKEN.sub("", answer.content.decode())


def _machine(person: Callable[..., Person], sign_in: Callable[..., Client]) -> type[RuleBasedStateMachine]:
    class Commonplace(RuleBasedStateMachine):
        """Two who write in a community, one who does not, and a stranger, all of whom read."""

        count = 0

        @initialize()
        def begin(self) -> None:
            Commonplace.count += 1
            self.people = {name: person(f"{name}{self.count}") for name in ("carrier", "member", "outsider")}
            self.outer = start_community(self.people["carrier"], name=f"Term {self.count}")
            welcome_member(self.outer, self.people["outsider"])
            self.table = start_community(
                self.people["carrier"],
                name=f"Table {self.count}",
                audience=Audience.OPEN,
                purpose="To mend a kettle.",
                parent=self.outer,
            )
            welcome_member(self.table, self.people["member"])
            self.table.memberships.update(agreed_norms_at=self.table.created_at)
            self.clients = {name: sign_in(self.people.get(name)) for name in READERS}

        @property
        def entries(self) -> list[Entry]:
            return list(Entry.objects.filter(community=self.table, kind="post").order_by("pk"))

        def some(self, place: int) -> Entry | None:
            return self.entries[place % len(self.entries)] if self.entries else None

        @rule(by=st.sampled_from(WRITERS), audience=st.sampled_from(list(Audience)))
        def write(self, by: str, audience: Audience) -> None:
            write_entry(self.people[by], "post", title="A kettle", body="b", community=self.table, audience=audience)

        @rule(by=st.sampled_from(WRITERS), place=st.integers(0, 3))
        def comment(self, by: str, place: int) -> None:
            if entry := self.some(place):
                comment_on(entry, self.people[by], f"It boils, @{self.people['member'].name}.")

        @rule(place=st.integers(0, 3))
        def edit(self, place: int) -> None:
            if entry := self.some(place):
                edit_entry(entry, entry.authors.get(), based_on=entry.version, title=f"Kettle {entry.version}")

        @rule(place=st.integers(0, 3), audience=st.sampled_from(list(Audience)))
        def open_or_narrow(self, place: int, audience: Audience) -> None:
            if entry := self.some(place):
                change_audience(entry, entry.authors.get(), audience)

        @rule(place=st.integers(0, 3))
        def delete(self, place: int) -> None:
            if entry := self.some(place):
                delete_entry(entry, entry.authors.get())

        @rule(place=st.integers(0, 3))
        def hide_one(self, place: int) -> None:
            if entry := self.some(place):
                hide(self.people["carrier"], "It names somebody.", entry=entry)

        @rule(by=st.sampled_from(WRITERS), of=st.sampled_from(["member", "outsider"]))
        def block_somebody(self, by: str, of: str) -> None:
            if by != of:
                block(self.people[by], self.people[of])

        @rule(by=st.sampled_from(WRITERS), of=st.sampled_from(["member", "outsider"]))
        def unblock_somebody(self, by: str, of: str) -> None:
            unblock(self.people[by], self.people[of])

        @rule(who=st.sampled_from(["carrier", "member", "outsider"]), words=st.sampled_from(["Ada", "Łucja", "<b>"]))
        def rename(self, who: str, words: str) -> None:
            change_profile(self.people[who], display_name=words)

        @rule(who=st.sampled_from(["carrier", "outsider"]), zone=st.sampled_from(["Asia/Tokyo", "America/Lima", ""]))
        def move(self, who: str, zone: str) -> None:
            change_profile(self.people[who], zone=zone)

        @rule(openly=st.booleans())
        def appear(self, openly: bool) -> None:
            change_profile(self.people["member"], shown_openly=openly)

        @rule(zone=st.sampled_from(["Asia/Tokyo", "UTC"]), line=st.sampled_from(["", "A line."]))
        def change_the_commons(self, zone: str, line: str) -> None:
            change_commons(Commons.current(), self.people["carrier"], zone=zone, line=line)

        @rule()
        def leave_and_come_back(self) -> None:
            self.leave_or_come(self.table, self.people["member"])

        @rule()
        def leave_the_outer_one_and_come_back(self) -> None:
            self.leave_or_come(self.outer, self.people["outsider"])

        def leave_or_come(self, where: Community, who: Person) -> None:
            present = where.memberships.filter(person=who, left_at=None).first()
            if present:
                leave_community(present, who)
            else:
                welcome_member(where, who)

        @rule(audience=st.sampled_from([Audience.COMMUNITY, Audience.COMMONS, Audience.OPEN]))
        def open_or_close_the_page(self, audience: Audience) -> None:
            self.table.refresh_from_db()
            change_community(self.table, self.people["carrier"], audience=audience)

        @invariant()
        def everybody_finds_the_front_as_it_is(self) -> None:
            for client in self.clients.values():
                self.compare(client, self.table.address)
                self.compare(client, "/")

        def compare(self, client: Client, address: str) -> None:
            held = _shown(client, address)
            with mock.patch.object(kept, "_under", return_value=None):
                assert _shown(client, address) == held, address

        @rule(who=st.sampled_from(READERS), place=st.integers(0, 3))
        def read(self, who: str, place: int) -> None:
            entry, front = self.some(place), self.table.address
            pages = ["/", front, f"{front}stream/", f"{front}calendar.ics", "/library/", "/search/?q=kettle"]
            for address in pages + ([entry.address] if entry else []):
                self.compare(self.clients[who], address)

    return Commonplace


def test_nobody_is_shown_a_page_that_has_changed(
    person: Callable[..., Person], sign_in: Callable[..., Client], transactional_db: Any
) -> None:
    few = 10 if connection.vendor == "sqlite" else 2  # a PostgreSQL of its own for a test answers slowly
    found = settings(max_examples=few, stateful_step_count=20, deadline=None, derandomize=True)
    run_state_machine_as_test(_machine(person, sign_in), settings=found)


def test_a_page_is_kept_and_not_sent_twice(community: Any, sign_in: Callable[..., Client], member: Any) -> None:
    table = community(audience=Audience.OPEN)
    for client in (sign_in(), sign_in(member(table))):
        client.get(table.address)
        first = client.get(table.address)
        with mock.patch("commonplace.edges.discover.views_community.render", side_effect=AssertionError("made again")):
            assert _shown(client, table.address) == (200, _TOKEN.sub("", first.content.decode()))
            again = client.get(table.address, headers={"If-None-Match": first.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b"")


def test_whoever_leaves_the_outer_community_meets_the_inner_one_no_more(
    community: Any, member: Any, sign_in: Callable[..., Client]
) -> None:
    outer = community(name="The Term")
    inner = community(name="Behind the Mill", parent=outer)
    pia = member(outer, "pia")
    client = sign_in(pia)
    assert [client.get(inner.address).status_code for _again in range(2)] == [200, 200]
    leave_community(outer.memberships.get(person=pia), pia)
    assert client.get(inner.address).status_code == 404


def test_whom_open_pages_name_no_more_is_not_called_unchanged(
    community: Any, member: Any, sign_in: Callable[..., Client]
) -> None:
    table = community(audience=Audience.OPEN)
    ines, client = member(table), sign_in()
    said = write_entry(ines, "post", title="Thanks", body="To @ines.", community=table, audience=Audience.OPEN)
    first = client.get(said.address)
    assert "@ines" in first.content.decode()
    change_profile(ines, shown_openly=False)
    again = client.get(said.address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "@ines" not in again.content.decode()


@pytest.mark.parametrize("name", ["messages", "__Host-messages"], ids=["here", "behind HTTPS"])
def test_what_is_said_once_is_not_kept(
    name: str, community: Any, member: Any, sign_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SaidOnce, "cookie_name", name)
    ines = member(community())
    client = sign_in(ines)
    entry = write_entry(ines, "post", title="T", body="b")
    comment = comment_on(entry, ines, "A kettle")
    assert "is taken away from" not in client.get(entry.address).text
    client.post(f"{entry.address}comment/{ids.written(comment.pk)}/delete/")
    assert name in client.cookies
    assert "is taken away from" in client.get(entry.address).text
    after = client.get(entry.address)
    assert "is taken away from" not in after.text
    assert name not in after.cookies, "nothing is taken back from whoever has nothing"


def test_what_is_said_once_waits_while_a_script_looks_again_at_an_open_page(
    community: Any, member: Any, sign_in: Callable[..., Client]
) -> None:
    ines = member(community())
    client = sign_in(ines)
    entry = write_entry(ines, "post", title="T", body="b")
    comment = comment_on(entry, ines, "A kettle")
    client.post(f"{entry.address}comment/{ids.written(comment.pk)}/delete/")
    for _time in range(2):
        assert "is taken away from" not in client.get(entry.address, headers={"Looks-Again": "1"}).text
    assert "is taken away from" in client.get(entry.address).text


def test_the_form_of_a_kept_page_can_be_sent(community: Any, member: Any) -> None:
    table = community()
    ines = member(table)
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(ines.account, backend="commonplace.commons.people.backend.AccountBackend")
    tokens = [_TOKEN.search(client.get(table.address).content.decode())[0] for _again in range(3)]  # type: ignore[index]
    assert len(set(tokens)) == 3
    assert client.post("/sign-out/", {"csrfmiddlewaretoken": tokens[-1]}).status_code == 302


def test_words_that_look_like_the_field_of_a_form_stay_as_they_are(
    community: Any, member: Any, sign_in: Callable[..., Client]
) -> None:
    table = community(audience=Audience.OPEN)
    marker = '<input type="hidden" name="csrfmiddlewaretoken" value="' + "a" * 64 + '">'
    words = f'{marker}\n\nname="csrfmiddlewaretoken" value="0123 [x](https://example.org) and so on'
    entry = write_entry(member(table, "ines"), "post", title="T", body=words, community=table, audience=Audience.OPEN)
    with mock.patch.object(kept, "_under", return_value=None):
        made_anew = sign_in().get(entry.address).text
    assert 'value="0123' in made_anew
    for _visit in range(2):
        assert _TOKEN.sub("", sign_in().get(entry.address).text) == _TOKEN.sub("", made_anew)
