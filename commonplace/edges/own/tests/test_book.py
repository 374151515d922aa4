"""The book that a person takes along."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.actions import add_picture, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.recordings import add_recording
from commonplace.edges.own.export import book_of, entry_facts
from commonplace.ground import ids
from commonplace.ground.recordings import prepare
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.publish.actions import draft_case_study
from commonplace.stages.reflect.actions import write_reflection
from tests.recordings import sound

pytestmark = pytest.mark.django_db


def picture() -> SimpleUploadedFile:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, "PNG")
    return SimpleUploadedFile("kettle.png", written.getvalue())


def fetched(client: Any) -> zipfile.ZipFile:
    response = client.post("/me/export/book.zip")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert book.testzip() is None
    return book


def test_it_holds_all_they_wrote_anywhere(person: Any, community: Any, member: Any, sign_in: Any) -> None:
    table = community()
    ines = member(table, "ines", age_band="16-17")
    post = write_entry(ines, "post", title="A kettle", body="It was the *fuse*.", community=table)
    attachment = add_picture(post, picture(), alternative="A kettle on a bench", caption="Mended")
    heard = add_recording(post, prepare(SimpleUploadedFile("voice.m4a", sound())), words="It hums")
    draft = write_entry(ines, "post", title="Not yet", body="Half a thought", share=False)
    others = write_entry(
        person("tomasz"), "post", title="Elsewhere", body="Not hers", community=table, audience=Audience.COMMONS
    )
    comment_on(others, ines, "Well found")
    write_reflection(ines, community=table, worked="Asking first", surprised="How simple it was")

    book = fetched(sign_in(ines))
    names = set(book.namelist())
    facts = json.loads(book.read(f"entries/{ids.written(post.pk)}.json"))
    assert facts["body"] == "It was the *fuse*."
    assert facts["pictures"][0]["shows"] == "A kettle on a bench"
    assert facts["pictures"][0]["file"] in names
    assert book.read(facts["pictures"][0]["file"]) == attachment.file.read()
    told = facts["recordings"][0]
    assert (told["words"], told["seconds"], book.read(told["file"])) == ("It hums", 2, heard.file.read())
    assert told["file"] in book.read(f"entries/{ids.written(post.pk)}.md").decode()
    assert f"entries/{ids.written(draft.pk)}.md" in names
    assert f"entries/{ids.written(others.pk)}.json" not in names
    assert [row["words"] for row in json.loads(book.read("comments.json"))] == ["Well found"]
    assert json.loads(book.read("memberships.json"))[0]["community"] == table.name
    assert json.loads(book.read("profile.json"))["signs_in_as"] == "ines"
    assert json.loads(book.read("book.json"))["format"] == "commonplace-book"
    page = book.read("index.html").decode()
    for words in (
        "It was the <em>fuse</em>.",
        "Half a thought",
        "Asking first",
        "How simple it was",
        "Well found",
        "It hums",
    ):
        assert words in page
    assert page.count("<html") == page.count("</html>") == 1
    assert "<script" not in page
    assert "Not hers" not in "".join(
        book.read(name).decode(errors="ignore") for name in names if "pictures" not in name
    )


def test_what_a_kind_adds_comes_along(person: Any, tmp_path: Any) -> None:
    amara = person("amara")
    begun = start(amara, name="The Mending Table", purpose="To mend").design
    fares = [("equity", "", ["Fares are in an envelope by the door."])]
    days = [{"title": "Kettles", "on": date(2027, 7, 14), "starts": "18:00", "minutes": 90}]
    write_design(begun, amara, based_on=1, fields={"open_questions": "Who has a key?"}, values=fares, arc=days)
    book_of(amara, tmp_path / "book.zip")
    book = zipfile.ZipFile(tmp_path / "book.zip")
    design = next(json.loads(book.read(n)) for n in book.namelist() if n.startswith("entries/") and n.endswith(".json"))
    assert design["kind"] == "design"
    assert {"need", "included", "values", "arc", "predictions"} <= design["details"].keys()
    for name in ("index.html", f"entries/{design['id']}.md"):
        to_read = book.read(name).decode()
        for words in ("Fares are in an envelope by the door.", "14 July 2027", "18:00 to 19:30", "Open questions"):
            assert words in to_read, (name, words)
        assert to_read.count("Who has a key?") == 1


def test_markdown_stands_by_itself(person: Any, tmp_path: Any) -> None:
    amara = person("amara")
    entry = write_entry(amara, "post", title="A “kettle”", body="Words.")
    book_of(amara, tmp_path / "book.zip")
    written = zipfile.ZipFile(tmp_path / "book.zip").read(f"entries/{ids.written(entry.pk)}.md").decode()
    assert written.startswith('---\ntitle: "A “kettle”"\nkind: "post"\n')
    assert "\n# A “kettle”\n\nWords.\n" in written


def test_a_stranger_is_asked_to_sign_in(client: Any) -> None:
    assert client.get("/me/export/").headers["Location"].startswith("/sign-in/")
    assert client.post("/me/export/book.zip").headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("entries", [1, 3])
def test_the_page_asks_little(person: Any, sign_in: Any, entries: int, django_assert_num_queries: Any) -> None:
    amara = person("amara")
    for number in range(entries):
        write_entry(amara, "post", title=f"Entry {number}")
    client = sign_in(amara)
    with django_assert_num_queries(3):
        assert client.get("/me/export/").status_code == 200


def test_a_book_holds_no_quotation_of_somebody_else(community: Any, member: Any) -> None:
    table = community()
    keeper, teller = table.memberships.get().person, member(table, "teller")
    write_reflection(teller, community=table, audience=Audience.COMMUNITY, may_quote=True, body="CANARY sang.")
    study = draft_case_study(table, keeper)
    assert study.statements.filter(words="CANARY sang.").exists()
    study.statements.create(section="arc", words="We met.")
    facts = str(entry_facts(study.entry, keeper))
    assert "We met." in facts
    assert "CANARY" not in facts
