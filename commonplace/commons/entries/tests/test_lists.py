"""Lists, streams and search: few queries, and nothing in them that the viewer may not read."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.template.loader import get_template

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import lists, search
from commonplace.commons.entries.actions import delete_entry, edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.lists import LEAN, with_comments, with_names
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.actions import block
from commonplace.ground import clock

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def table(community):
    return community(audience=Audience.OPEN)


def _stream(viewer):
    rows = Entry.objects.visible_to(viewer).select_related("community").only(*LEAN, "body_html").newest_first()[:20]
    return with_comments(with_names(rows, viewer), viewer)


def _rendered(viewer):
    macro = get_template("entries/stream.html").template.module.stream
    return macro(_stream(viewer))


@pytest.mark.parametrize("many", [1, 3])
def test_a_stream_costs_a_constant_number_of_queries(many, table, member, django_assert_num_queries):
    ines, dov = member(table, "ines"), member(table, "dov")
    for number in range(many):
        entry = write_entry(
            ines, "post", title=f"Kettle {number}", body="Words", community=table, audience=Audience.OPEN
        )
        for _ in range(many):
            comment_on(entry, ines, "Answer", answers=comment_on(entry, dov, "Note"))
    with django_assert_num_queries(3):  # entries, their authors, what is said to them
        assert "Kettle 0" in _rendered(dov)
    with django_assert_num_queries(3):
        _rendered(None)


def test_a_stream_shows_the_last_notes_with_their_answers(table, member):
    ines, dov = member(table, "ines"), member(table, "dov")
    entry = write_entry(ines, "post", title="Kettles", body="Unplug *it*.", community=table)
    notes = [comment_on(entry, dov, f"Note {number}") for number in range(5)]
    comment_on(entry, ines, "Answered", answers=notes[3])
    page = _rendered(dov)
    assert [number for number in range(5) if f"Note {number}" in page] == [2, 3, 4]
    assert "Answered" in page
    assert "Unplug <em>it</em>." in page, "short words stand in full"


def test_where_a_great_deal_was_said_the_same_notes_stand(table, member, monkeypatch):
    ines, dov, kofi = member(table, "ines"), member(table, "dov"), member(table, "kofi")
    for number in range(3):
        entry = write_entry(ines, "post", title="Kettles", body="Words", community=table, audience=Audience.OPEN)
        notes = [comment_on(entry, by, f"{by.name} {number}") for by in (dov, ines, kofi, dov, ines)]
        for answered in (0, 3, 4):
            for by in (kofi, dov, ines, kofi, dov)[number:]:
                comment_on(entry, by, f"{by.name} answers {answered}", answers=notes[answered])
    block(kofi, dov)
    Comment.objects.filter(pk=notes[4].pk).update(hidden_at=clock.now())
    seen_by = {viewer: _rendered(viewer) for viewer in (ines, dov, kofi, None)}
    monkeypatch.setattr(lists, "_FEW", 2)
    assert {viewer: _rendered(viewer) for viewer in (ines, dov, kofi, None)} == seen_by
    assert len(set(seen_by.values())) == 4


def test_long_words_are_cut_in_a_stream_at_a_paragraph(table, member):
    ines = member(table, "ines")
    body = "\n\n".join(["# Kettles", *(f"Paragraph {number}. {'Words ' * 40}" for number in range(9)), "The end."])
    write_entry(ines, "post", title="Kettles", body=body, community=table)
    page = _rendered(ines)
    assert "Paragraph 0" in page
    assert "Paragraph 8" not in page
    assert page.count("<p>Paragraph") == page.count("Words </p>") + page.count("Words</p>")
    assert "Read on" in page


def test_strangers_meet_no_minors_in_a_stream(table, member, sign_in):
    young, dov = member(table, "beatriz", age_band="13-15"), member(table, "dov")
    both = write_entry(
        dov,
        "post",
        title="With @beatriz",
        body="Ask @beatriz.",
        community=table,
        audience=Audience.OPEN,
        co_authors=[young],
    )
    comment_on(both, young, "YOUNG WORDS")
    page = sign_in().get(table.address).content.decode()
    assert "With somebody" in page
    assert "beatriz" not in page.lower()
    assert "YOUNG WORDS" not in page
    assert "Dov" not in page
    assert "YOUNG WORDS" in _rendered(dov)


def _found(asked, viewer):
    return sorted(entry.title for entry in search.matching(Entry.objects.visible_to(viewer), asked))


def test_search_finds_words_and_beginnings_and_only_what_one_sees(table, member, person):
    ines = member(table, "ines")
    entry = write_entry(ines, "post", title="Éclair à la Łódź", body="open_source kettles", community=table)
    write_entry(ines, "post", title="Secret kettles", community=table, share=False)
    assert _found("kettle", ines) == ["Secret kettles", "Éclair à la Łódź"]
    assert _found("eclair", member(table, "dov")) == ["Éclair à la Łódź"]
    assert _found("ÉCLAIR kett", member(table, "dov")) == ["Éclair à la Łódź"]
    assert _found("source", ines) == ["Éclair à la Łódź"]
    assert _found("kettle toaster", ines) == []
    assert _found("kettle", person("outsider")) == []
    assert _found("kettle", None) == []
    for odd in ("", '"', "' OR 1=1 --", "a:* & !b", "NEAR(", "*", "🫖"):
        assert _found(odd, person(f"p{abs(hash(odd))}")) == []
    edit_entry(entry, ines, based_on=1, title="Pies", body="x")
    assert _found("eclair", ines) == []
    delete_entry(entry, ines)
    assert _found("pies", ines) == []


def test_nobody_is_found_by_whom_a_text_calls(table, member):
    young, ines = member(table, "beatriz", age_band="13-15"), member(table, "ines")
    write_entry(ines, "post", title="With @beatriz", body="Ask @Beatriz, [her](/@beatriz/).", community=table)
    for viewer in (None, young, ines):
        for asked in ("beatriz", "@beatriz", "With beatriz", "beat"):
            assert "With @beatriz" not in _found(asked, viewer)
    assert _found("with", ines) == ["With @beatriz"]


def test_what_was_indexed_before_is_found_by_calls_no_more(table, member):
    ines = member(table, "ines")
    post = write_entry(ines, "post", title="Kettles", body="First line\n@beatriz-x unplugs them.", community=table)
    words = "kettles first line\n@beatriz-x unplugs them."
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("UPDATE entries_words SET words = to_tsvector('simple', %s)", [words])
        else:
            cursor.execute("UPDATE entries_words SET words = %s WHERE rowid = %s", [words, post.pk])
    assert _found("beatriz", ines) == ["Kettles"]
    upgrade = import_module("commonplace.commons.entries.migrations.0003_search_without_calls")
    upgrade.leave_calls_out(apps, SimpleNamespace(connection=connection))
    assert _found("beatriz", ines) == []
    assert _found("kettles unplug", ines) == ["Kettles"]
