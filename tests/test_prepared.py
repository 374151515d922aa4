"""A prepared query gives what its query set gives, whatever is put in, and refuses what it could not put in."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.prepared import prepared


def _posts(viewer: Person | None, community: Community, since: datetime) -> QuerySet[Entry]:
    seen = Entry.objects.visible_to(viewer).filter(community=community, created_at__gte=since)
    return seen.select_related("community").only("title", "community__name").order_by("pk")


def _by_keys(keys: list[int], kind: str) -> QuerySet[Entry]:
    return Entry.objects.filter(pk__in=keys, kind=kind).order_by("pk")


def _as_shown(entries: Any) -> list[tuple]:
    return [(entry.pk, entry.title, entry.community.name, entry.get_deferred_fields()) for entry in entries]


@pytest.mark.database
def test_the_same_rows_for_everybody(person: Any, community: Any, member: Any) -> None:
    ask, day = prepared(_posts), timedelta(days=1)
    here, there = community(audience=Audience.OPEN), community(name="The Other Table")
    ines, pia = member(here), person("pia")
    for place in (here, there):
        for audience in Audience:
            written = write_entry(ines, "post", title=f"{place} {audience}", community=place, audience=audience)
            comment_on(written, ines, "Yes.")
    for viewer in (ines, pia, None, here.memberships.get(role="facilitator").person):
        for place in (here, there):
            for since in (clock.now() - day, clock.now() + day):
                given = {"viewer": viewer, "community": place, "since": since}
                assert _as_shown(ask(**given)) == _as_shown(_posts(**given))


@pytest.mark.database
def test_lists_of_any_length_and_texts(person: Any) -> None:
    ask, writer = prepared(_by_keys), person()
    entries = [write_entry(writer, kind, title=kind) for kind in ("post", "post", "work", "post")]
    for length in range(1, 5):
        for kind in ("post", "work", "work'; --"):
            given = {"keys": [entry.pk for entry in entries[:length]], "kind": kind}
            assert ask(**given) == list(_by_keys(**given))


def _titled(words: str, way: tuple[str, ...]) -> QuerySet[Entry]:
    return Entry.objects.filter(**{f"title__{way[0]}": words}).order_by("pk")


@pytest.mark.database
def test_words_within_patterns(person: Any) -> None:
    ask, writer = prepared(_titled), person()
    for title in ("50% of a kettle", "A KETTLE", "50 kettles", "a_kettle", "back\\slash"):
        write_entry(writer, "post", title=title)
    for way in ("contains", "icontains", "startswith", "iexact"):
        for words in ("kettle", "50%", "50", "a_k", "a k", "\\", "A KETTLE"):
            assert ask(words=words, way=(way,)) == list(_titled(words, (way,))), (way, words)


def test_the_second_time_no_sql_is_made(person: Any, community: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, given = prepared(_posts), {"viewer": person(), "community": community(), "since": clock.now()}
    ask(**given)

    def refuse(*_arguments: Any, **_more: Any) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr("django.db.models.sql.compiler.SQLCompiler.as_sql", refuse)
    assert ask(**given) == []


def _asking_the_clock(viewer: Person) -> QuerySet[Entry]:
    return Entry.objects.filter(authors=viewer, shared_at__lt=clock.now())


def _changed_on_the_way(words: str) -> QuerySet[Entry]:
    return Entry.objects.filter(title=words.upper() + ".")


def _not_asking_for_all(viewer: Person, kind: str) -> QuerySet[Entry]:
    return Entry.objects.filter(authors=viewer)


def test_to_look_at_more_of_a_row_than_its_key_fails(person: Any) -> None:
    def for_hosts(viewer: Person) -> QuerySet[Entry]:
        return Entry.objects.filter(authors=viewer) if viewer.is_host else Entry.objects.none()

    with pytest.raises(Person.DoesNotExist):
        prepared(for_hosts)(viewer=person())


@pytest.mark.parametrize(
    ("build", "given"),
    [(_asking_the_clock, ["viewer"]), (_changed_on_the_way, ["words"]), (_not_asking_for_all, ["viewer", "kind"])],
)
def test_what_could_not_be_put_in_is_refused(person: Any, build: Callable[..., Any], given: list[str]) -> None:
    values = {"viewer": person(), "words": "kettle", "kind": "post"}
    with pytest.raises(TypeError, match=build.__name__):
        prepared(build)(**{name: values[name] for name in given})


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_many_threads_at_once(person: Any) -> None:
    ask, writers = prepared(_by_keys), [person(f"writer{number}") for number in range(8)]
    entries = [write_entry(writer, "post", title="x") for writer in writers]

    def one(number: int) -> bool:
        try:
            return [found.pk for found in ask(keys=[entries[number % 8].pk], kind="post")] == [entries[number % 8].pk]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(200)))
