"""Who sees an entry, by enumeration: each kind of viewer × audience × state. The answers are written by hand."""

import pytest

from commonplace.commons.communities.actions import form_team, start_community
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import add_picture, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Block
from commonplace.ground import clock

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# What stands in the way of an entry, or lets it further: each row is a state, and the letters say whom it reaches at
# the audiences only me, my team, my community, this commons, the open web, in this order.
SEEN = """
state            viewer              me team community commons open

shared           stranger            -  -  -  -  x
shared           outsider            -  -  -  x  x
shared           member              -  -  x  x  x
shared           mentor              -  -  x  x  x
shared           guest               -  -  x  x  x
shared           former member       -  -  -  x  x
shared           carrier             -  x  x  x  x
shared           of outer community  -  -  -  x  x
shared           carrier of outer    -  -  -  x  x
shared           author              x  x  x  x  x
shared           co-author           x  x  x  x  x
shared           blocked by author   -  -  -  -  -
shared           blocks author       -  -  -  -  -
shared           paused member       -  -  x  x  x
shared           host                -  -  -  x  x

draft            stranger            -  -  -  -  -
draft            outsider            -  -  -  -  -
draft            member              -  -  -  -  -
draft            mentor              -  -  -  -  -
draft            guest               -  -  -  -  -
draft            former member       -  -  -  -  -
draft            carrier             -  -  -  -  -
draft            of outer community  -  -  -  -  -
draft            carrier of outer    -  -  -  -  -
draft            author              x  x  x  x  x
draft            co-author           x  x  x  x  x
draft            blocked by author   -  -  -  -  -
draft            blocks author       -  -  -  -  -
draft            paused member       -  -  -  -  -
draft            host                -  -  -  -  -

hidden           stranger            -  -  -  -  -
hidden           outsider            -  -  -  -  -
hidden           member              -  -  -  -  -
hidden           mentor              -  -  -  -  -
hidden           guest               -  -  -  -  -
hidden           former member       -  -  -  -  -
hidden           carrier             -  x  x  x  x
hidden           of outer community  -  -  -  -  -
hidden           carrier of outer    -  -  -  -  -
hidden           author              x  x  x  x  x
hidden           co-author           x  x  x  x  x
hidden           blocked by author   -  -  -  -  -
hidden           blocks author       -  -  -  -  -
hidden           paused member       -  -  -  -  -
hidden           host                -  -  -  -  -

team             stranger            -  -  -  -  x
team             outsider            -  -  -  x  x
team             member              -  -  x  x  x
team             of the team         -  x  x  x  x
team             carrier             -  -  x  x  x
team             author              x  x  x  x  x

opened           stranger            -  -  -  -  x
opened           outsider            -  -  -  x  x
opened           member              -  -  x  x  x
opened           of outer community  -  x  x  x  x
opened           carrier of outer    -  x  x  x  x
opened           blocked by author   -  -  -  -  -

closed page      stranger            -  -  -  -  -
closed page      outsider            -  -  -  -  -
closed page      member              -  -  x  x  x
closed page      carrier             -  x  x  x  x
closed page      of outer community  -  -  -  -  -
closed page      host                -  -  -  -  -

no community     stranger            -  -  -  -  x
no community     outsider            -  -  -  x  x
no community     author              x  x  x  x  x
no community     host                -  -  -  x  x

by a minor       stranger            -  -  -  -  -
by a minor       outsider            -  -  -  x  x
by a minor       member              -  -  x  x  x

with a minor     stranger            -  -  -  -  x
with a minor     outsider            -  -  -  x  x

no authors       stranger            -  -  -  -  -
no authors       outsider            -  -  -  x  x
no authors       member              -  -  x  x  x

together, alone  stranger            -  -  -  -  x
together, alone  outsider            -  -  -  x  x

together         member              -  -  x  x  x
together         blocked by author   -  -  x  x  x
together         blocks author       -  -  x  x  x

together, draft  stranger            -  -  -  -  -
together, draft  member              -  -  -  -  -
together, draft  carrier             -  x  x  x  x
together, draft  carrier of outer    -  -  -  -  -
together, draft  author              x  x  x  x  x
"""
AUDIENCES = (Audience.ONLY_ME, Audience.TEAM, Audience.COMMUNITY, Audience.COMMONS, Audience.OPEN)


def _rows():
    for line in SEEN.strip().splitlines()[2:]:
        if line:
            yield line[:17].strip(), line[17:37].strip(), [letter == "x" for letter in line[37:].split()]


@pytest.fixture
def world(person, member):
    """A community within a programme, with one of each viewer."""
    programme = start_community(person("outer"), name="Programme")
    table = start_community(person("nkechi"), name="Table", parent=programme, audience=Audience.OPEN)
    viewers = {
        "stranger": None,
        "outsider": person("outsider"),
        "member": member(table, "dov"),
        "mentor": member(table, "tomasz", role="mentor"),
        "guest": member(table, "guest", role="guest"),
        "former member": member(table, "former"),
        "carrier": table.memberships.get(role="facilitator").person,
        "of outer community": member(programme, "hana"),
        "carrier of outer": programme.memberships.get(role="facilitator").person,
        "author": member(table, "ines"),
        "co-author": person("wen"),
        "blocked by author": member(table, "blocked"),
        "blocks author": member(table, "blocks"),
        "paused member": member(table, "paused"),
        "of the team": member(table, "thandi"),
        "host": person("host", is_host=True),
    }
    table.memberships.filter(person=viewers["former member"]).update(left_at=clock.now())
    Block.objects.create(by=viewers["author"], of=viewers["blocked by author"])
    Block.objects.create(by=viewers["blocks author"], of=viewers["author"])
    viewers["paused member"].paused_at = clock.now()
    viewers["paused member"].save()
    return table, viewers, form_team(table, viewers["carrier"], "Bench", [viewers["of the team"]])


def _entry(world, person, state):
    """An entry in a state; its audience is written straight into its row, past what the actions would narrow."""
    table, viewers, team = world
    author = person("young", age_band="13-15") if state == "by a minor" else viewers["author"]
    others = [person("younger", age_band="16-17")] if state == "with a minor" else [viewers["co-author"]]
    if state == "closed page":
        table.audience = Audience.COMMUNITY
        table.save()
    entry = write_entry(
        author,
        "gathering" if state.startswith("together") else "post",
        title="Kettles",
        body="Words",
        community=None if state == "no community" else table,
        co_authors=[] if state == "by a minor" else others,
        share="draft" not in state,
        team=team if state == "team" else None,
        opened_to=table.parent if state == "opened" else None,
        hidden_at=clock.now() if state == "hidden" else None,
    )
    if state in {"no authors", "together, alone"}:
        entry.authorships.all().delete()
    return entry


@pytest.fixture
def gathering_is_known():
    from commonplace.commons.entries.kinds import Kind, _kinds, register

    if "gathering" not in _kinds:
        register(Kind("gathering", "Gathering"))


@pytest.mark.parametrize("state", dict.fromkeys(state for state, _viewer, _seen in _rows()))
def test_who_sees_an_entry(state, world, person, gathering_is_known):
    entry = _entry(world, person, state)
    found = {}
    expected = {}
    for of_state, who, answers in _rows():
        if of_state != state:
            continue
        for audience, answer in zip(AUDIENCES, answers, strict=True):
            Entry.objects.filter(pk=entry.pk).update(audience=audience)
            found[who, audience.name] = Entry.objects.visible_to(world[1][who]).filter(pk=entry.pk).exists()
            expected[who, audience.name] = answer
    assert found == expected


def test_the_table_names_every_viewer_in_the_common_states(world):
    for state in ("shared", "draft", "hidden"):
        assert {who for of_state, who, _seen in _rows() if of_state == state} == set(world[1]) - {"of the team"}


# Each row: who spoke, and whether a stranger, a member, somebody the speaker blocks, and a carrier read it.
SAID = [
    ("adult", {}, "xx-x"),
    ("adult not shown openly", {"shown_openly": False}, "-x-x"),
    ("13-15", {"age_band": "13-15"}, "-x-x"),
    ("16-17", {"age_band": "16-17"}, "-x-x"),
    ("of another commons", {"age_band": ""}, "-x-x"),
    ("hidden", {}, "---x"),
]


@pytest.mark.parametrize(("who", "fields", "reads"), SAID, ids=[row[0] for row in SAID])
def test_who_reads_a_comment(who, fields, reads, world, person):
    _table, viewers, _team = world
    entry = _entry(world, person, "shared")
    Entry.objects.filter(pk=entry.pk).update(audience=Audience.OPEN)
    speaker = person("speaker", **fields)
    Block.objects.create(by=speaker, of=viewers["mentor"])
    said = comment_on(entry, speaker, "Words")
    if who == "hidden":
        Comment.objects.filter(pk=said.pk).update(hidden_at=clock.now())
    readers = (None, viewers["member"], viewers["mentor"], viewers["carrier"])
    assert [Comment.objects.visible_to(viewer).exists() for viewer in readers] == [letter == "x" for letter in reads]
    assert Comment.objects.visible_to(speaker).exists()
    Entry.objects.filter(pk=entry.pk).update(audience=Audience.ONLY_ME)
    assert not Comment.objects.visible_to(viewers["member"]).exists(), "nobody reads a comment on what they cannot see"


# Pictures: audience and authors, and what a stranger and a member are answered.
PICTURES = [
    (Audience.OPEN, "adult", 200, 200),
    (Audience.OPEN, "with a minor", 404, 200),
    (Audience.COMMONS, "adult", 404, 200),
    (Audience.COMMUNITY, "adult", 404, 200),
    (Audience.ONLY_ME, "adult", 404, 404),
]


@pytest.mark.parametrize(("audience", "authors", "stranger", "member_answer"), PICTURES)
def test_who_is_sent_a_picture(audience, authors, stranger, member_answer, world, person, sign_in, picture):
    state = "with a minor" if authors == "with a minor" else "shared"
    entry = _entry(world, person, state)
    Entry.objects.filter(pk=entry.pk).update(audience=audience)
    shown = add_picture(entry, picture())
    for address in (shown.address, f"{shown.address}small/"):
        assert sign_in().get(address).status_code == stranger
        assert sign_in(world[1]["member"]).get(address).status_code == member_answer


@pytest.fixture
def picture():
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    def make(name="kettle.png"):
        written = io.BytesIO()
        Image.new("RGB", (900, 600), "teal").save(written, "PNG")
        return SimpleUploadedFile(name, written.getvalue(), "image/png")

    return make


def test_pictures_are_served_so_that_they_cannot_run(world, person, sign_in, picture):
    entry = _entry(world, person, "shared")
    Entry.objects.filter(pk=entry.pk).update(audience=Audience.OPEN)
    shown = add_picture(entry, picture("<script>.html"), alternative="A kettle")
    response = sign_in().get(shown.address)
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"].startswith("inline; ")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert sign_in(world[1]["member"]).get(shown.address)["Cache-Control"] == "private, max-age=3600"
    shown.media_type = "text/html"
    shown.save()
    response = sign_in().get(shown.address)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment; ")
