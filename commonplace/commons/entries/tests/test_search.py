"""Finding in every language, and what was not typed quite right."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import search, spelling, tasks
from commonplace.commons.entries.actions import delete_entry, edit_entry, write_entry
from commonplace.commons.entries.models import Entry
from commonplace.ground.words import bare, grams, steps_between, tokens, words_in

pytestmark = pytest.mark.django_db
TITLES = {
    "学校教育について考える会": ["学校", "教育", "育に", "考", "会", "について"],
    "ラジオを直す": ["ラジオ", "ﾗｼﾞｵ", "直す", "ジオ"],
    "社区学习中心": ["学习", "社区学习"],
    "โรงเรียนริมน้ำ": ["เรียน", "โรง", "น้ำ"],
    "مُدَرِّسَة الحيّ": ["مدرسه", "مدرسة", "الحي"],
    "कहानी की शाम": ["कहानी", "शाम"],
    "한국어 이야기 모임": ["이야기", "한국"],
    "Fahrradwerkstatt für Anfänger": ["fahrrad", "ANFÄNGER", "anfanger", "fur"],
    "Ελληνικά βιβλία": ["ελληνικα", "ΒΙΒΛΊΑ"],
}


@pytest.fixture
def table(community, person):
    return community(person("nkechi"), audience=Audience.OPEN)


@pytest.fixture
def writes(table, member):
    ines = member(table, "ines")
    return lambda title, **more: write_entry(ines, "post", title=title, community=table, **{"audience": 3} | more)


def _exactly(asked, viewer=None):
    return [entry.title for entry in search.matching(Entry.objects.visible_to(viewer), asked)]


def _roughly(asked, viewer=None):
    rough = search.roughly(asked)
    if rough is None:
        return []
    return sorted(entry.title for entry in search.holding(Entry.objects.visible_to(viewer), rough.query))


def test_every_language_is_found_by_its_words(writes):
    for title in TITLES:
        writes(title, audience=Audience.OPEN)
    for title, asked in TITLES.items():
        for words in asked:
            assert _exactly(words) == [title], words
    for words in ("校学", "教会", "เรียก", "साम"):
        assert _exactly(words) == [], words


def test_words_are_found_by_their_beginning_as_long_as_it_says_something(writes, monkeypatch):
    for title in ("Mend", "Mending", "Menders 2026 of a b12", "Mé ta", "a"):
        writes(title, audience=Audience.OPEN)
    for asked, titles in (
        ("mend", ["Mend", "Menders 2026 of a b12", "Mending"]),
        ("mendi", ["Mending"]),
        ("20", ["Menders 2026 of a b12"]),
        ("b1", ["Menders 2026 of a b12"]),
        ("m", ["Mend", "Menders 2026 of a b12", "Mending", "Mé ta"]),
        ("a", ["Menders 2026 of a b12", "a"]),
    ):
        assert sorted(_exactly(asked)) == titles, asked
    monkeypatch.setattr(search, "_MOST_BEGINNING", 2)
    assert _exactly("mend") == ["Mend"]
    assert _exactly("mendi") == ["Mending"]


def test_words_within_longer_ones_and_misspelt_ones_are_found_roughly(writes):
    titles = ["Fahrradwerkstatt im Hof", "The Mending Table", "Neighbourhood archive", "مكتبة الحارة", "Tea"]
    for title in titles:
        writes(title, audience=Audience.OPEN)
    for asked, title in (
        ("werkstatt", titles[0]),
        ("Fahradwerkstat", titles[0]),
        ("mendign", titles[1]),
        ("tabel mneding", titles[1]),
        ("neighborhood", titles[2]),
        ("bourhood archives", titles[2]),
        ("مكتنة", titles[3]),
    ):
        assert _exactly(asked) == [], asked
        assert _roughly(asked) == [title], asked
    for asked in ("tee", "quicksilver", "mending quicksilver", "xx", ""):
        assert _roughly(asked) == [], asked


def test_what_was_meant_is_said_in_words_that_the_reader_sees(writes, table, member, person, client):
    writes("The mending hour", audience=Audience.OPEN)
    writes("Wending ways, which only ines reads", share=False)
    page = client.get("/search/?q=mendign+houer").content.decode()
    assert "The mending hour" in page
    assert 'Did you mean <a href="/search/?q=mending%20hour">' in page
    page = client.get("/search/?q=wendign").content.decode()
    assert "Wending" not in page
    assert "wending" not in page
    page = client.get("/search/?q=mending").content.decode()
    assert "Did you mean" not in page
    assert page.count("The mending hour") == 1


def test_what_was_meant_is_no_name_that_strangers_do_not_read(writes, table, member, client):
    wardening = member(table, "wardening")
    wardening.shown_openly = False
    wardening.save()
    writes("Gardening with @wardening", audience=Audience.OPEN)
    writes("Wardening, which only ines reads", share=False)
    page = client.get("/search/?q=wardenimg").content.decode()
    assert "Gardening with somebody" in page
    assert 'Did you mean <a href="/search/?q=gardening">' in page
    assert "wardening" not in page.lower()


def test_what_is_known_of_words_goes_with_the_last_that_holds_them(writes, member, table):
    first, second = writes("Kettledrum solo"), writes("Kettledrum duet")
    author = first.authors.get()
    assert spelling.alike("kettledrun") == ["kettledrum"]
    edit_entry(first, author, based_on=1, title="Solo", body="x")
    assert spelling.alike("kettledrun") == ["kettledrum"]
    delete_entry(second, author)
    assert spelling.alike("kettledrun") == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entries_grams WHERE word LIKE 'kettle%%'")
        assert cursor.fetchone() == (0,)


def test_what_was_indexed_before_is_found_meanwhile_and_read_anew_by_a_task(writes, table):
    post = writes("学校の庭 kettles", audience=Audience.OPEN)
    gone = writes("Gone")
    upgrade = import_module("commonplace.commons.entries.migrations.0010_grams")
    before = import_module("commonplace.commons.entries.migrations.0002_words")
    editor = SimpleNamespace(connection=connection, execute=lambda statement: connection.cursor().execute(statement))
    upgrade.unmake(apps, editor)
    before.unmake(apps, editor)
    before.make(apps, editor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "INSERT INTO entries_words (entry_id, words) VALUES (%s, to_tsvector('simple', %s))",
                [post.pk, post.title],
            )
        else:
            cursor.execute("INSERT INTO entries_words (rowid, words) VALUES (%s, %s)", [post.pk, post.title])
    upgrade.make(apps, editor)
    Entry.objects.filter(pk=gone.pk).delete()
    assert _exactly("kettle") == [post.title]
    assert _exactly("校の") == []
    tasks.read_words_anew.call()
    assert _exactly("kettle") == _exactly("校の") == _roughly("kettels") == [post.title]
    assert search.read_some_anew() is False


def test_words_are_cut_apart_alike():
    assert words_in("L’école, open_source; Größe! ﬁn\u00adger") == ["l", "ecole", "open", "source", "grosse", "finger"]
    assert tokens("Radio ラジオ") == ["radio", "ラジ", "ジオ", "オ"]
    assert grams("ab") == grams("学校教育") == []
    assert bare("Łódź ĐẶT") == "łodz đat"


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [("mending", "mendign", 1), ("tea", "tee", 1), ("abcd", "abcd", 0), ("kitten", "sitting", 3), ("", "ab", 2)],
)
def test_steps_between_words(first, second, steps):
    assert steps_between(first, second, 3) == steps_between(second, first, 3) == steps
    assert steps_between(first, second, 0) == min(steps, 1)


@given(st.text(max_size=40))
def test_whatever_is_written_is_bared_once_and_for_all(text):
    assert bare(bare(text)) == bare(text)
    for token in tokens(text):
        assert not set(token) & set("'\"\\: \0")


@given(st.text(max_size=30))
def test_whatever_is_asked_is_a_question(text):
    list(search.matching(Entry.objects.all(), text))
    if (rough := search.roughly(text)) is not None:
        list(search.holding(Entry.objects.all(), rough.query))
