"""What pictures show, and what stands under pieces, is found by whoever gets the pieces, and by nobody else."""

from importlib import import_module

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import search, spelling, tasks
from commonplace.commons.entries.actions import add_picture, change_audience, edit_entry, remove_attachments
from commonplace.commons.entries.models import Authorship
from commonplace.commons.entries.pieces import Said, add_link, keep_pieces
from commonplace.commons.safeguard.watching import accept_watch, ask_to_watch
from commonplace.ground.put_away import bring_back
from commonplace.stages.make.actions import Arranged, arrange_pieces, share_work
from tests.pictures import small_picture

pytestmark = pytest.mark.database


@pytest.fixture
def table(community, person):
    return community(person("nkechi"), audience=Audience.OPEN)


@pytest.fixture
def ines(table, member):
    return member(table, "ines")


def _shown(alternative="", caption=""):
    return SimpleUploadedFile("lamp.png", small_picture()), alternative, caption


@pytest.fixture
def lamp(table, ines):
    pictures = [_shown("A lampshade of oilcloth", "Quicksilver in the switch"), _shown("学校の庭")]
    return share_work(
        ines, title="A lamp", body="Stands.", community=table, audience=Audience.OPEN, pictures=pictures
    ).entry


@pytest.fixture
def finds(sign_in, lamp):
    """Whether somebody finds the lamp by these words; None is a stranger."""
    clients = {}

    def ask(words, who=None):
        client = clients.setdefault(who.pk if who else 0, sign_in(who))
        return lamp.address in client.get("/search/", {"q": words}).content.decode()

    return ask


def test_a_work_is_found_by_what_its_pictures_show_and_by_what_stands_under_them(finds, ines):
    for who in (None, ines):
        for words in ("oilcloth", "quicksilv", "lamp quicksilver stands", "校の", "oilcloht"):
            assert finds(words, who), words
        for words in ("quicksilver pewter", "lampshade pewter", "庭校"):
            assert not finds(words, who), words


def test_what_is_said_of_its_pieces_is_found_as_far_as_the_work_is_seen(finds, lamp, ines, person, member, table):
    outsider = person("amara")
    change_audience(lamp, ines, Audience.COMMUNITY)
    assert not finds("oilcloth")
    assert not finds("oilcloth", outsider)
    assert finds("oilcloth", member(table, "tomasz"))


def test_strangers_do_not_find_by_pieces_that_they_do_not_get(finds, lamp, ines, table, member, person):
    pia = member(table, "pia", age_band="13-15")
    Authorship.objects.create(entry=lamp, person=pia, place=1)
    outsider = person("amara")
    for words in ("oilcloth", "lamp oilcloth", "oilcloht", "学校"):
        assert not finds(words), words
        assert finds(words, outsider), words
    assert finds("lamp")
    assert finds("lanp")
    Authorship.objects.filter(person=pia).delete()
    assert finds("oilcloth")
    ines.shown_openly = False
    ines.save()
    assert not finds("oilcloth")
    assert finds("lamp")


def test_nor_by_those_of_what_a_minor_made_and_somebody_watches_over(table, member, sign_in, person):
    pia = member(table, "pia", age_band="13-15")
    pictures = [_shown("A lampshade of oilcloth")]
    work = share_work(pia, title="Her lamp", body="", community=table, audience=3, pictures=pictures).entry
    accept_watch(ask_to_watch(work, pia, table.memberships.get(role="facilitator").person))
    stranger, outsider = sign_in(), sign_in(person("amara"))
    assert work.address in stranger.get("/search/?q=lamp").content.decode()
    assert work.address not in stranger.get("/search/?q=oilcloth").content.decode()
    assert work.address in outsider.get("/search/?q=oilcloth").content.decode()


def test_nobody_finds_by_what_only_members_get(finds, lamp, ines):
    lamp.attachments.filter(alternative__contains="oilcloth").update(for_members=True)
    edit_entry(lamp, ines, based_on=lamp.version, title="A lamp again")
    for who in (None, ines):
        assert not finds("oilcloth", who)
        assert not finds("quicksilver", who)
        assert finds("学校", who)
    assert spelling.alike("quicksilvre") == []


def test_it_is_found_by_its_pieces_as_they_are_now(finds, lamp, ines):
    first, second = lamp.attachments.all()
    arrange_pieces(lamp, ines, [Arranged(second, {}), Arranged(first, {"alternative": "Pewter"})], first)
    keep_pieces(lamp, ines)
    assert finds("pewter")
    assert finds("quicksilver")
    assert not finds("oilcloth")
    edit_entry(lamp, ines, based_on=lamp.version, body="Falls.")
    assert finds("pewter falls")
    kept = remove_attachments(lamp, [first], ines)
    keep_pieces(lamp, ines)
    assert not finds("pewter")
    bring_back(kept.pk, ines)
    assert finds("pewter")
    add_link(lamp, "https://example.org/", Said(alternative="Brazing for beginners"))
    add_picture(lamp, _shown()[0], caption="A solderer")
    keep_pieces(lamp, ines)
    assert finds("brazing solderer")


def test_what_was_said_before_an_upgrade_is_found_after_it(finds, lamp):
    search.forget_all()
    search.put_in([(lamp.pk, ["lamp"])])
    assert not finds("oilcloth")
    (step,) = import_module("commonplace.commons.entries.migrations.0012_words_of_pieces").Migration.operations
    connection.cursor().execute(step.sql)
    connection.cursor().execute(step.sql)  # where it waits already it waits once
    tasks.read_words_anew.call()
    assert finds("oilcloth")
