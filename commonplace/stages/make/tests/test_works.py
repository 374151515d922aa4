"""Putting in what one made: words, pictures good and bad, co-authors, lineage."""

import io
import re
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry, Licence
from commonplace.commons.people.leaving import leave_commons
from commonplace.commons.people.models import Person
from commonplace.ground import clock, ids
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.make.models import Work


def picture(name: str = "kettle.png", colour: str = "red") -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue(), "image/png")


def truncated() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.effect_noise((300, 300), 80).save(written, "JPEG")
    return SimpleUploadedFile("half.jpg", written.getvalue()[:4000], "image/jpeg")


def huge() -> SimpleUploadedFile:
    """A PNG that says it is 10000 by 6000, in a few bytes."""
    header = struct.pack(">IIBBBBB", 10_000, 6_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    data = b"IDAT" + zlib.compress(b"\0" * 100)
    parts = [
        struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (chunk, data, b"IEND")
    ]
    return SimpleUploadedFile("huge.png", b"\x89PNG\r\n\x1a\n" + b"".join(parts), "image/png")


def sent(**more: Any) -> dict[str, Any]:
    return {
        "title": "How to open a kettle",
        "body": "Unplug it.",
        "audience": Audience.COMMUNITY.value,
        "share": "1",
        **more,
    }


@pytest.fixture
def place(community: Callable[..., Community]) -> Community:
    return community(audience=Audience.OPEN)


@pytest.fixture
def ines(place: Community, member: Callable[..., Person]) -> Person:
    return member(place, "ines")


def test_somebody_shares_a_work_with_two_pictures(
    place: Community, ines: Person, sign_in: Callable[..., Any], member: Any
) -> None:
    tomasz = member(place, "tomasz")
    form = sent(
        form="zine",
        link="https://example.org/z",
        interests="kettles, tea",
        licence=Licence.BY_SA,
        co_authors=[tomasz.pk],
    )
    form |= {
        "picture_0": picture(),
        "shows_0": "A red kettle",
        "caption_0": "Mine",
        "picture_2": picture("b.png", "blue"),
    }
    response = sign_in(ines).post(f"{place.address}make/", form)
    work = Work.objects.select_related("entry").get()
    assert response.url == work.entry.address
    assert (work.form, work.link, work.entry.licence, work.entry.is_draft) == (
        "zine",
        "https://example.org/z",
        "CC-BY-SA-4.0",
        False,
    )
    assert [one.alternative for one in work.entry.attachments.all()] == ["A red kettle", ""]
    assert set(work.entry.authors.all()) == {ines, tomasz}
    assert {interest.name for interest in work.entry.interests.all()} == {"kettles", "tea"}
    page = sign_in(tomasz).get(work.entry.address).content.decode()
    assert "How to open a kettle" in page
    assert "zine" in page


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (truncated, "damaged"),
        (huge, "25 million pixels"),
        (lambda: SimpleUploadedFile("notes.jpg", b"just text", "image/jpeg"), "not a picture"),
        (lambda: SimpleUploadedFile("none.png", b"", "image/png"), "not a picture"),
    ],
)
def test_a_bad_picture_loses_nothing_else(
    place: Community, ines: Person, sign_in: Callable[..., Any], bad: Any, words: str
) -> None:
    client = sign_in(ines)
    response = client.post(
        f"{place.address}make/", sent(picture_0=picture(), shows_0="Good", picture_1=bad(), caption_1="Kept words")
    )
    page = response.content.decode()
    entry = Entry.objects.get(kind="work")
    assert response.status_code == 422
    assert words in page
    assert 'id="id_picture_1_error"' in page
    assert "Unplug it." in page
    assert "Kept words" in page
    assert entry.is_draft
    assert [one.alternative for one in entry.attachments.all()] == ["Good"]
    assert f'action="{entry.address}work/"' in page
    # Sent again without the bad one, the same draft is shared.
    again = client.post(f"{entry.address}work/", sent(based_on=entry.version))
    assert again.url == entry.address
    assert Entry.objects.get(kind="work").shared_at is not None


def test_a_work_says_in_which_language_it_is(place: Community, ines: Person, sign_in: Callable[..., Any]) -> None:
    client = sign_in(ines)
    Community.objects.filter(pk=place.pk).update(language="de")
    assert '<option value="de" selected>' in client.get(f"{place.address}make/").text
    client.post(f"{place.address}make/", sent(title="Kessel", body="Zieh den Stecker.", language="de"))
    entry = Entry.objects.get(title="Kessel")
    page = client.get(entry.address).text
    assert re.search(r"<dt>Language</dt>\s*<dd><bdi>Deutsch</bdi>", page)
    assert '<div class="words" dir="auto" lang="de">' in page, "screen readers read it as German"
    form = sent(title="Kessel", body="Débranche-la.", language="fr", based_on=entry.version)
    assert client.post(f"{entry.address}work/", form).status_code == 302
    entry.refresh_from_db()
    assert entry.language == "fr"
    assert client.post(f"{entry.address}work/", form | {"language": "klingon", "based_on": 2}).status_code == 422


def test_a_missing_title_keeps_words_and_pictures(place: Community, ines: Person, sign_in: Callable[..., Any]) -> None:
    response = sign_in(ines).post(f"{place.address}make/", sent(title="", link="not an address", picture_0=picture()))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Give it a title" in page
    assert "not an address" in page
    assert Entry.objects.get().attachments.count() == 1
    assert Entry.objects.get().is_draft


def test_a_form_with_errors_and_no_pictures_makes_nothing(
    place: Community, ines: Person, sign_in: Callable[..., Any]
) -> None:
    response = sign_in(ines).post(f"{place.address}make/", sent(title=""))
    assert response.status_code == 422
    assert "Unplug it." in response.content.decode()
    assert not Entry.objects.exists()


def test_two_who_edit_never_overwrite_each_other(
    place: Community, ines: Person, sign_in: Callable[..., Any], member: Any
) -> None:
    tomasz = member(place, "tomasz")
    entry = share_work(ines, title="Kettle", body="One.", community=place, co_authors=[tomasz]).entry
    assert sign_in(tomasz).post(f"{entry.address}work/", sent(body="Tomasz wrote this.", based_on=1)).status_code == 302
    response = sign_in(ines).post(f"{entry.address}work/", sent(body="Ines wrote that.", based_on=1))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Tomasz wrote this." in page
    assert "Ines wrote that." in page
    entry.refresh_from_db()
    assert entry.body == "Tomasz wrote this."
    assert f'name="based_on" value="{entry.version}"' in page
    assert "<bdi>Tomasz</bdi> changed this while you were writing" in page


def test_a_resource_changed_in_two_windows_keeps_both(
    place: Community, ines: Person, sign_in: Callable[..., Any]
) -> None:
    entry = share_resource(ines, title="Fuses", made_by="Oona", link="https://example.org/f", community=place).entry
    client = sign_in(ines)
    words = {"title": "Fuses", "made_by": "Oona Ek", "link": "https://example.org/f", "audience": 2, "based_on": 1}
    assert client.post(f"{entry.address}resource/", words | {"body": "First."}).status_code == 302
    response = client.post(f"{entry.address}resource/", words | {"body": "Second.", "made_by": "Somebody"})
    assert response.status_code == 409
    for shown in ("You changed this yourself meanwhile", "First.", "Second.", "Oona Ek", 'value="Somebody"'):
        assert shown in response.text
    entry.refresh_from_db()
    assert (entry.body, f'name="based_on" value="{entry.version}"' in response.text) == ("First.", True)


def test_pictures_are_put_in_order_described_and_removed(
    place: Community, ines: Person, sign_in: Callable[..., Any]
) -> None:
    entry = share_work(
        ines, title="Kettle", body="", community=place, pictures=[(picture(), "one", ""), (picture(), "two", "")]
    ).entry
    one, two = entry.attachments.all()
    client = sign_in(ines)
    client.post(
        f"{entry.address}pieces/",
        {f"p{one.pk}-shows": "uno", f"p{two.pk}-shows": "due", "move": f"{two.pk}:up", "cover": two.pk},
    )
    entry.refresh_from_db()
    assert [picture.alternative for picture in entry.attachments.all()] == ["due", "uno"]
    assert entry.cover_id == two.pk
    client.post(
        f"{entry.address}pieces/",
        {f"p{one.pk}-shows": "uno", f"p{two.pk}-remove": "on", "cover": two.pk, "picture_1": picture()},
    )
    entry.refresh_from_db()
    assert [picture.alternative for picture in entry.attachments.all()] == ["uno", ""]
    assert entry.cover_id == one.pk
    response = client.post(f"{entry.address}pieces/", {f"p{one.pk}-shows": "uno", "picture_0": truncated()})
    assert response.status_code == 422
    assert "damaged" in response.content.decode()


def test_one_builds_on_what_its_licence_allows(
    place: Community, ines: Person, sign_in: Callable[..., Any], member: Any
) -> None:
    tomasz = member(place, "tomasz")
    free = share_work(tomasz, title="Iron", body="", community=place, licence=Licence.BY_SA).entry
    closed = share_work(tomasz, title="Mine alone", body="", community=place).entry
    unseen = share_work(tomasz, title="Unseen", body="", audience=Audience.ONLY_ME, licence=Licence.BY).entry
    client = sign_in(ines)
    assert client.get(f"{place.address}make/?from={ids.written(closed.pk)}").status_code == 403
    assert client.get(f"{place.address}make/?from={ids.written(unseen.pk)}").status_code == 404
    page = client.get(f"{place.address}make/?from={ids.written(free.pk)}").content.decode()
    assert re.search(r'value="CC-BY-SA-4.0"[^>]* checked', page)
    client.post(f"{place.address}make/?from={ids.written(free.pk)}", sent())
    assert Entry.objects.get(title="How to open a kettle").made_from == free


def test_only_those_who_made_it_change_it(
    place: Community, ines: Person, sign_in: Callable[..., Any], member: Any
) -> None:
    entry = share_work(ines, title="Kettle", body="", community=place).entry
    client = sign_in(member(place, "tomasz"))
    assert client.get(f"{entry.address}work/").status_code == 403
    assert client.get(f"{entry.address}pieces/").status_code == 403
    assert sign_in(None).get(f"{entry.address}work/").url.startswith("/sign-in/")
    assert sign_in(None).get("/make/").url.startswith("/sign-in/")
    draft = share_work(ines, title="Draft", body="", community=place, share=False).entry
    assert client.get(f"{draft.address}work/").status_code == 404


def test_a_resource_says_who_made_it(place: Community, ines: Person, sign_in: Callable[..., Any]) -> None:
    client = sign_in(ines)
    form = {
        "title": "Irons",
        "link": "https://example.org",
        "made_by": "A. Smith",
        "source": "OCW",
        "licence": "CC-BY-4.0",
        "audience": 4,
    }
    response = client.post(f"{place.address}resources/new/", form)
    page = sign_in(None).get(response.url).content.decode()
    for words in ("Irons", "A. Smith", "OCW", "https://example.org"):
        assert words in page
    changed = client.post(f"{response.url}resource/", {**form, "title": "Irons, again", "based_on": 1})
    assert changed.status_code == 302
    conflict = client.post(f"{response.url}resource/", {**form, "title": "Late", "based_on": 1})
    assert conflict.status_code == 409
    assert "Irons, again" in conflict.content.decode()
    assert client.post(f"{place.address}resources/new/", {**form, "title": ""}).status_code == 422


def test_the_shelf_shows_what_one_may_see(
    place: Community, ines: Person, sign_in: Callable[..., Any], django_assert_num_queries: Any
) -> None:
    share_resource(ines, title="Open book", community=place, audience=Audience.OPEN)
    share_resource(ines, title="CANARYHIDDEN", community=place)
    stranger = sign_in(None)
    with django_assert_num_queries(6):
        page = stranger.get(f"{place.address}resources/").content.decode()
    assert "Open book" in page
    assert "CANARYHIDDEN" not in page
    for title in ("Two", "Three"):
        share_resource(ines, title=title, community=place, audience=Audience.OPEN)
    with django_assert_num_queries(6):
        stranger.get(f"{place.address}resources/")


def test_a_co_author_whom_the_form_cannot_offer_keeps_their_part(
    place: Community, ines: Person, member: Callable[..., Person], sign_in: Callable[..., Any]
) -> None:
    """A minor who left is on no list of members; without their part their picture would be shown to strangers."""
    young = member(place, "zuzanna", age_band="13-15")
    entry = share_work(ines, title="Two hands", body="", community=place, audience=4, co_authors=[young]).entry
    leave_commons(young)
    words = sent(title="Two hands, again", based_on=entry.version)
    assert sign_in(ines).post(f"{entry.address}work/", words).status_code == 302
    assert set(entry.authors.all()) == {ines, young}


def test_a_draft_is_not_shared_into_a_community_one_no_longer_belongs_to(
    place: Community, ines: Person, sign_in: Callable[..., Any]
) -> None:
    entry = share_work(ines, title="Later", body="", community=place, audience=2, share=False).entry
    place.memberships.filter(person=ines).update(left_at=clock.now())
    client = sign_in(ines)
    assert client.post(f"{entry.address}work/", sent(based_on=entry.version)).status_code == 302
    assert client.post(f"{entry.address}share/").status_code == 403
    entry.refresh_from_db()
    assert entry.is_draft


def test_a_version_that_is_no_number_is_an_older_one(
    place: Community, ines: Person, sign_in: Callable[..., Any]
) -> None:
    entry = share_resource(ines, title="Fuses", community=place).entry
    words = {"title": "Fuses, anew", "based_on": "9" * 5000}
    assert sign_in(ines).post(f"{entry.address}resource/", words).status_code == 409


def test_who_made_it_too_is_taken_off_by_nobody_else(
    place: Community, ines: Person, member: Callable[..., Person], sign_in: Callable[..., Any]
) -> None:
    """An adult who could take a minor off would open what the minor made to strangers."""
    young, tomasz = member(place, "zuzanna", age_band="13-15"), member(place, "tomasz")
    entry = share_work(ines, title="Two hands", body="", community=place, audience=4, co_authors=[young]).entry
    entry.refresh_from_db()
    client = sign_in(ines)
    form = client.get(f"{entry.address}work/").content.decode()
    assert "Named already: Zuzanna." in form
    assert f'value="{young.pk}"' not in form
    assert f'value="{tomasz.pk}"' in form
    assert client.post(f"{entry.address}work/", sent(based_on=entry.version, co_authors=[])).status_code == 302
    assert set(entry.authors.all()) == {ines, young}
    entry.refresh_from_db()
    named_meanwhile = sent(based_on=entry.version, co_authors=[young.pk, tomasz.pk])
    assert client.post(f"{entry.address}work/", named_meanwhile).status_code == 302
    assert set(entry.authors.all()) == {ines, young, tomasz}
