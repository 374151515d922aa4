"""Works of several pieces: films, files, links and code beside pictures and voices, in one order, each with its caption."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import remove_attachments
from commonplace.commons.entries.models import Attachment, Entry, Rendition
from commonplace.commons.entries.pieces import Said, add_link
from commonplace.commons.people.models import Commons, Person
from commonplace.stages.make.actions import share_work
from tests.films import film
from tests.pictures import small_picture
from tests.recordings import sound

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nIt boils\n"


def a_file(data: bytes, name: str = "a.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "text/html")


@pytest.fixture
def ines(db: None, settings: Any, tmp_path: Path, person: Callable[..., Person]) -> Person:
    settings.MEDIA_ROOT = tmp_path
    Commons.current()
    return person("ines")


@pytest.fixture
def entry(ines: Person) -> Entry:
    return share_work(ines, title="A kettle", body="It hums.", audience=Audience.OPEN).entry


@pytest.fixture
def client(ines: Person, sign_in: Callable[..., Client]) -> Client:
    return sign_in(ines)


def put(client: Client, entry: Entry, **sent: Any) -> Any:
    kept = {f"p{one.pk}-shows": one.alternative for one in entry.attachments.all()}
    kept |= {f"p{one.pk}-caption": one.caption for one in entry.attachments.all()}
    return client.post(f"{entry.address}pieces/", kept | sent)


def fields_of(page: str) -> dict[str, str]:
    """What a browser sends of the form on a page, with nothing typed into it."""
    form = page[page.index("data-uploads=") : page.index("</form>", page.index("data-uploads="))]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        said = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if said.get("type") not in {"file", "checkbox"} and (said.get("type") != "radio" or " checked" in tag):
            sent[said.get("name", "")] = said.get("value", "")
    for name, words in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        sent[name] = html.unescape(words)
    return sent


def test_a_work_holds_whatever_it_is_made_of(client: Client, entry: Entry) -> None:
    sent: dict[str, Any] = {"picture_0": a_file(small_picture()), "shows_0": "A kettle", "caption_0": "Mine"}
    sent |= {"other_file": a_file(film()), "other_called": "The kettle boils", "other_caption": "At home"}
    sent |= {"web_link": "https://example.org/k", "web_title": "How kettles work", "web_caption": "By Oona"}
    sent |= {"code": "  if hot:\n    <hum>()", "code_language": "Python", "code_caption": "Its heart"}
    sent |= {"recording": a_file(sound("m4a"))}
    assert put(client, entry, **sent).status_code == 302
    kept = list(entry.attachments.values_list("media_type", "caption"))
    assert sorted(kept) == [
        ("audio/mp4", ""),
        ("image/webp", "Mine"),
        ("text/uri-list", "By Oona"),
        ("text/x-code", "Its heart"),
        ("video/mp4", "At home"),
    ]
    page = client.get(entry.address).text
    for shown in ("Mine", "At home", "How kettles work", "example.org", "Its heart", "Python"):
        assert shown in page
    assert "if hot:\n    &lt;hum&gt;()</code>" in page
    assert '<video controls preload="none"' in page


def test_a_film_elsewhere_says_where_it_is_and_is_fetched_from_there_by_nobody(
    client: Client, entry: Entry, sign_in: Callable[..., Client]
) -> None:
    link = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    put(client, entry, web_link=link, web_title="How <kettles> boil", web_caption="By Oona")
    put(client, entry, web_link="https://example.org/k", web_title="A page")
    for reader in (client, sign_in()):
        page = reader.get(entry.address).text
        [film] = re.findall(r'<figure class="film-elsewhere">.*?</figure>', page, re.DOTALL)
        assert f'href="{link}" target="_blank" rel="noopener noreferrer nofollow ugc"' in film
        for shown in ("How &lt;kettles&gt; boil", "A film at YouTube.", "By Oona"):
            assert shown in film
        assert re.findall(r'(?:src|srcset|poster|action|data)="[^"]*youtu', page) == []
        assert "<iframe" not in page
        assert "youtube.com/watch?v=dQw4w9WgXcQ" not in re.sub("<[^>]*>", "", page), "its title stands for it"
        assert 'class="kept-link"' in page


def test_what_a_file_is_its_content_says(client: Client, entry: Entry) -> None:
    for data in (small_picture(), sound("m4a"), film("webm"), b"%PDF-1.7 x", b"<svg onload=alert(1)>", b"\x00\xff\x01"):
        assert put(client, entry, other_file=a_file(data, "holiday.html")).status_code == 302
    kept = [(one.sort, one.media_type) for one in entry.attachments.all()]
    assert kept == [
        ("picture", "image/webp"),
        ("recording", "audio/mp4"),
        ("film", "video/webm"),
        ("file", "application/pdf"),
        ("file", "text/plain"),
        ("file", "application/octet-stream"),
    ]
    for one in list(entry.attachments.all())[3:]:
        answer = client.get(one.address)
        assert answer["Content-Disposition"].startswith("attachment; "), one.media_type
        assert not answer["Content-Disposition"].endswith(('html"', 'svg"'))
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_pieces_are_moved_described_and_taken_away(client: Client, entry: Entry) -> None:
    put(client, entry, web_link="https://example.org/one", web_title="One")
    put(client, entry, code="print(1)", code_caption="Two")
    link, code = entry.attachments.all()
    moved = put(client, entry, move=f"{code.pk}:up", **{f"p{code.pk}-words": "print(2)", f"p{link.pk}-caption": "New"})
    assert moved.url.endswith(f"#piece-{code.pk}")
    assert [one.sort for one in entry.attachments.all()] == ["code", "link"]
    link, code = Attachment.objects.get(pk=link.pk), Attachment.objects.get(pk=code.pk)
    assert (link.caption, link.link, code.words) == ("New", "https://example.org/one", "print(2)")
    compared = client.get(f"{entry.address}history/compare/").text
    assert "One sitting" in compared or "This is one sitting" in compared
    assert put(client, entry, **{f"p{link.pk}-remove": "on", f"p{code.pk}-words": ""}).status_code == 302
    assert [one.words for one in entry.attachments.all()] == ["print(2)"], (
        "code that is emptied stays until it is removed"
    )


def test_a_film_gets_a_picture_and_captions_in_time(
    client: Client, entry: Entry, run_tasks: Callable[[], None]
) -> None:
    put(client, entry, other_file=a_file(film(told="CANARY")), other_called="It boils")
    kept = entry.attachments.get()
    assert (kept.seconds, kept.width, kept.made) == (2, 160, "")
    assert b"CANARY" not in kept.file.read()
    page = client.get(entry.address).text
    assert "poster" not in page
    assert "One film could have captions" in page
    run_tasks()
    said = {f"p{kept.pk}-captions": a_file(VTT, "c.vtt"), f"p{kept.pk}-words": "It boils."}
    assert put(client, entry, **said).status_code == 302
    kept.refresh_from_db()
    page = client.get(entry.address).text
    assert f'src="{kept.address}" poster="{kept.address}small/"' in page
    assert f'src="{kept.address}captions.vtt" default' in page
    assert "could have captions" not in page
    assert client.get(f"{kept.address}small/")["Content-Type"] == "image/webp"
    assert "It boils" in client.get(f"{kept.address}captions.vtt").text
    part = client.get(kept.address, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part["Content-Type"], len(part.content)) == (206, "video/mp4", 10)
    assert put(client, entry, **{f"p{kept.pk}-remove_captions": "on"}).status_code == 302
    assert client.get(f"{kept.address}captions.vtt").status_code == 404


def test_a_film_that_browsers_cannot_play_is_written_anew(
    client: Client, entry: Entry, run_tasks: Callable[[], None]
) -> None:
    put(client, entry, other_file=a_file(film("mov")))
    kept = entry.attachments.get()
    page = client.get(entry.address).text
    assert "It is being made ready" in page
    assert client.get(kept.address)["Content-Disposition"].startswith("attachment")
    run_tasks()
    played = f"{kept.address}1280.mp4"
    assert f'src="{played}"' in client.get(entry.address).text
    answer = client.get(played)
    assert (answer["Content-Type"], b"ftyp" in b"".join(answer.streaming_content)[:12]) == ("video/mp4", True)


def test_strangers_get_no_piece_of_what_a_minor_made(
    entry: Entry, client: Client, sign_in: Callable[..., Client], person: Callable[..., Person], ines: Person
) -> None:
    put(client, entry, other_file=a_file(film()), code="print(1)", web_link="https://example.org/k")
    kept = next(one for one in entry.attachments.all() if one.sort == "film")
    stranger = sign_in(None)
    assert stranger.get(kept.address).status_code == 200
    entry.authorships.create(person=person("kid", age_band="13-15"), place=1)
    assert stranger.get(kept.address).status_code == 404
    assert stranger.get(f"{kept.address}captions.vtt").status_code == 404
    page = stranger.get(entry.address).text
    assert "print(1)" not in page
    assert "example.org/k" not in page


def test_a_picture_is_shown_before_its_sizes_are_there(
    client: Client, entry: Entry, run_tasks: Callable[[], None]
) -> None:
    put(client, entry, picture_0=a_file(small_picture(size=(1200, 900))))
    kept = entry.attachments.get()
    assert f'src="{kept.address}small/"' in client.get(entry.address).text
    run_tasks()
    kept.refresh_from_db()
    assert kept.widths == [480, 960, 1200]
    page = client.get(entry.address).text
    asked = set(re.findall(rf"{kept.address}[\w./]*(?= \d+w)", page)) | set(
        re.findall(rf'<img src="({kept.address}[^"]*)"', page)
    )
    types = {address: client.get(address)["Content-Type"] for address in asked}
    assert sorted(types.values()) == ["image/avif"] * 3 + ["image/jpeg"] + ["image/webp"] * 3
    assert client.get(f"{kept.address}481.avif").status_code == 404
    names = {one.file.name for one in Rendition.objects.all()}
    put(client, entry, **{f"p{kept.pk}-remove": "on"})
    assert not Rendition.objects.exists()
    assert names <= set(kept_names())


def kept_names() -> list[str]:
    from commonplace.ground.put_away import files_kept

    return list(files_kept())


def test_versions_tell_what_became_of_the_pieces(
    client: Client, entry: Entry, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    put(client, entry, web_link="https://example.org/one", web_title="One", web_caption="First")
    put(client, entry, code="a = 1", code_caption="Two")
    put(client, entry, web_link="https://example.org/three", web_title="Three")
    other = person("tomasz")
    entry.authorships.create(person=other, place=1)
    one, two, three = entry.attachments.all()
    changes = {"move": f"{three.pk}:up", f"p{one.pk}-caption": "Second", f"p{two.pk}-words": "a = 2"}
    put(sign_in(other), entry, **changes)
    page = client.get(f"{entry.address}history/compare/").text
    assert "The caption of a link, “One” was “First” and is “Second”." in page
    assert page.count("Moved: ") == 1
    assert "<del>" in page
    put(sign_in(other), entry, **{f"p{one.pk}-remove": "on", f"p{two.pk}-words": "a = 2"})
    put(sign_in(other), entry, code="b = 1", **{f"p{two.pk}-words": "a = 2"})
    page = client.get(f"{entry.address}history/compare/").text
    assert "Taken away: a link, “One”." in page
    assert "Put in: some code." in page


def test_two_who_arrange_pieces_at_once_lose_nothing_that_either_wrote(
    client: Client, entry: Entry, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    put(client, entry, web_link="https://example.org/one", web_title="One", web_caption="First")
    put(client, entry, code="a = 1", code_caption="Two")
    entry.authorships.create(person=person("tomasz"), place=1)
    theirs = sign_in(Person.objects.get(name="tomasz"))
    opened = fields_of(client.get(f"{entry.address}pieces/").text)
    link, code = entry.attachments.all()
    # Meanwhile the other one says something else of the link, changes the code, and puts in a third piece.
    changed = fields_of(theirs.get(f"{entry.address}pieces/").text)
    changed |= {f"p{link.pk}-caption": "Second", f"p{code.pk}-words": "a = 2"}
    changed |= {"web_link": "https://example.org/three", "web_title": "Three", "web_caption": "Third"}
    assert theirs.post(f"{entry.address}pieces/", changed).status_code == 302
    # What only one of the two changed is as they left it.
    answer = client.post(f"{entry.address}pieces/", opened | {f"p{code.pk}-caption": "Its heart"})
    assert answer.status_code == 302
    said = list(entry.attachments.values_list("alternative", "caption", "words"))
    assert said == [("One", "Second", ""), ("", "Its heart", "a = 2"), ("Three", "Third", "")]
    # What both changed is shown to whoever came second, and kept as it was until they have looked.
    answer = client.post(f"{entry.address}pieces/", opened | {f"p{link.pk}-caption": "Mine"})
    assert (answer.status_code, "Mine" in answer.text, "Second" in answer.text) == (409, True, True)
    link.refresh_from_db()
    assert link.caption == "Second"
    again = fields_of(answer.text)
    assert client.post(f"{entry.address}pieces/", again).status_code == 302
    link.refresh_from_db()
    assert link.caption == "Mine"


def test_a_picture_that_somebody_chose_for_the_whole_stays_chosen(client: Client, entry: Entry) -> None:
    for colour in ("red", "blue"):
        put(client, entry, picture_0=a_file(small_picture(colour=colour)))
    first, second = entry.attachments.all()
    opened = fields_of(client.get(f"{entry.address}pieces/").text)
    client.post(f"{entry.address}pieces/", opened | {"cover": str(second.pk)})
    client.post(f"{entry.address}pieces/", opened | {f"p{first.pk}-shows": "A red one"})
    entry.refresh_from_db()
    assert (entry.cover_id, entry.attachments.first().alternative) == (second.pk, "A red one")
    client.post(f"{entry.address}pieces/", {f"p{second.pk}-remove": "on"})
    entry.refresh_from_db()
    assert entry.cover_id == first.pk


def test_what_is_said_in_a_recording_is_lost_by_no_page_that_is_older(client: Client, entry: Entry) -> None:
    put(client, entry, recording=a_file(sound("m4a")), recording_words="It hums.")
    address = f"{entry.address}recordings/"
    opened = fields_of(client.get(address).text)
    first = entry.attachments.get()
    put(
        client,
        entry,
        recording=a_file(sound("m4a")),
        recording_words="It boils.",
        **{f"p{first.pk}-words": "It sings."},
    )
    assert client.post(address, opened).status_code == 302
    assert [one.words for one in entry.attachments.all()] == ["It sings.", "It boils."]
    answer = client.post(address, opened | {f"r{first.pk}-words": "It whistles."})
    assert (answer.status_code, "It whistles." in answer.text, "It sings." in answer.text) == (409, True, True)
    assert client.post(address, fields_of(answer.text)).status_code == 302
    assert [one.words for one in entry.attachments.all()] == ["It whistles.", "It boils."]


def test_what_comes_last_stands_last_whatever_was_taken_away(client: Client, entry: Entry, ines: Person) -> None:
    for title in ("One", "Two", "Three", "Four"):
        put(client, entry, web_link=f"https://example.org/{title}", web_title=title)
    # Some pages take pieces away without putting the others in order.
    remove_attachments(entry, list(entry.attachments.all())[:2], ines)
    add_link(entry, "https://example.org/5", Said("Five"))
    assert [one.alternative for one in entry.attachments.all()] == ["Three", "Four", "Five"]
