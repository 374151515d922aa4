"""Bringing texts in, and again when they changed here, there, or on both sides; and what is no text at all."""

import json
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience, edit_entry
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.stages.resources.bringing import begin, carry_out
from commonplace.stages.resources.hypertext import markdown_of
from commonplace.stages.resources.markdown import rewritten
from commonplace.stages.resources.models import Bringing
from commonplace.stages.resources.pieces import Unreadable, licence_in
from commonplace.stages.resources.reading_courses import read_course
from commonplace.stages.resources.reading_folders import read_zip
from commonplace.stages.resources.reading_texts import read_text

pytestmark = pytest.mark.django_db
OCW_PAGE = """---
content_type: resource
file: /courses/cms-595/lecture.mp4
learning_resource_types:
- Lecture Videos
license: https://creativecommons.org/licenses/by-nc-sa/4.0/
title: 12. Interest-Driven Learning
uid: db6a2015-fc98-4f6f-a32b-64238a9e54df
video_files:
  video_captions_file: /courses/cms-595/a_transcript.webvtt
  video_transcript_file: /courses/cms-595/a_transcript.pdf
video_metadata:
  video_speakers: 'Ruth, Kwame'
  video_tags: peer-guided learning, learning management systems
  youtube_description: "MIT CMS.595\\nInstructor: Ada Lovelace\\LMore"
  youtube_id: QC8q4oYKwBI
---
It asks why.
"""


def zipped(packed: int = zipfile.ZIP_DEFLATED, /, **files: str | bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for name, words in files.items():
            archive.writestr(name.replace("__", "/") + ".md", words)
    return made.getvalue()


@pytest.fixture
def keeper(person: Any) -> Person:
    return person("keeper")


@pytest.fixture
def place(community: Any, keeper: Person) -> Community:
    return community(keeper)


@pytest.fixture
def bring(place: Community, keeper: Person) -> Callable[..., Bringing]:
    """Bring in a folder of texts: `bring(fuses="# On fuses")`."""

    def put_in(**files: str | bytes) -> Bringing:
        source = read_zip(BytesIO(zipped(**{f"guide__{name}": words for name, words in files.items()})), "guide.zip")
        begun = begin(place, keeper, source, audience=Audience.COMMUNITY)
        carry_out(begun)
        return begun

    return put_in


def outcomes(bringing: Bringing) -> dict[str, str]:
    return {line["title"]: line["outcome"] for line in bringing.report}


def test_what_changes_there_changes_here_and_what_was_changed_here_stays(bring: Any, keeper: Person) -> None:
    bring(fuses="# Fuses\n\nThey melt.\n\nTo save the rest.")
    fuses = Entry.objects.get(title="Fuses")
    edit_entry(fuses, keeper, based_on=fuses.version, body="They melt.\n\nTo save the house.")
    assert outcomes(bring(fuses="# Fuses\n\nThey melt.\n\nTo save the rest.")) == {"Guide": "same", "Fuses": "kept"}
    assert outcomes(bring(fuses="# Fuses\n\nThey glow first.\n\nTo save the rest.")) == {
        "Guide": "same",
        "Fuses": "changed",
    }
    fuses.refresh_from_db()
    assert fuses.body == "They glow first.\n\nTo save the house."


def test_where_both_changed_one_paragraph_the_words_here_stay_and_that_is_told(bring: Any, keeper: Person) -> None:
    bring(fuses="# Fuses\n\nThey melt.\n\nAlways.")
    fuses = Entry.objects.get(title="Fuses")
    edit_entry(fuses, keeper, based_on=fuses.version, body="They melt, slowly.\n\nAlways.")
    again = bring(fuses="# Fuses\n\nThey melt at once.\n\nAlways, or nearly.")
    fuses.refresh_from_db()
    assert fuses.body == "They melt, slowly.\n\nAlways, or nearly."
    assert "a paragraph" in next(line["why"] for line in again.report if line["title"] == "Fuses")


def test_a_new_page_joins_the_others_and_their_order_follows_the_index(bring: Any) -> None:
    bring(README="- [B](b.md)\n- [A](a.md)", a="Aye.", b="Bee.")
    book = Entry.objects.get(title="Guide")
    titles = list(
        Entry.objects.filter(as_brought__collection=book).order_by("as_brought__place").values_list("title", flat=True)
    )
    assert titles == ["B", "A"]
    bring(README="- [A](a.md)\n- [C](c.md)\n- [B](b.md)", a="Aye.", b="Bee.", c="See [it](b.md#there) and [not](d.md).")
    pages = Entry.objects.filter(as_brought__collection=book).order_by("as_brought__place")
    assert list(pages.values_list("title", flat=True)) == ["A", "C", "B"]
    assert pages[1].body == f"See [it]({pages[2].address}) and not."


def test_what_somebody_keeps_to_themselves_is_not_told_of_nor_changed(
    bring: Any, place: Community, keeper: Person, member: Any
) -> None:
    other = member(place, "ines", role="facilitator")
    bring(fuses="# Fuses\n\nThey melt.")
    fuses = Entry.objects.get(title="Fuses")
    change_audience(fuses, keeper, Audience.ONLY_ME)
    source = read_zip(BytesIO(zipped(guide__fuses="# Fuses\n\nThey glow.")), "guide.zip")
    begun = begin(place, other, source, audience=Audience.COMMUNITY)
    carry_out(begun)
    assert outcomes(begun)["Fuses"] == "left out"
    fuses.refresh_from_db()
    assert fuses.body == "They melt."


def test_pages_go_along_with_what_they_hang_on(bring: Any, keeper: Person, run_tasks: Callable[[], None]) -> None:
    bring(fuses="# Fuses", bulbs="# Bulbs")
    book, bulbs = Entry.objects.get(title="Guide"), Entry.objects.get(title="Bulbs")
    change_audience(bulbs, keeper, Audience.ONLY_ME)
    change_audience(book, keeper, Audience.COMMONS)
    run_tasks()
    assert Entry.objects.get(title="Fuses").audience == Audience.COMMONS
    assert Entry.objects.get(title="Bulbs").audience == Audience.ONLY_ME


def test_a_server_that_stopped_in_between_goes_on_where_it_was(
    place: Community, keeper: Person, sign_in: Callable[..., Client]
) -> None:
    files = {f"guide__page{number:02}": f"# Page {number}\n\nWords." for number in range(25)}
    begun = begin(place, keeper, read_zip(BytesIO(zipped(**files)), "guide.zip"), audience=Audience.COMMUNITY)

    class Stops(BaseException):
        pass

    def stop(done: int, total: int) -> None:
        raise Stops

    with pytest.raises(Stops):
        carry_out(begun, stop)
    again = Bringing.objects.get(pk=begun.pk)
    assert (again.done, again.total, again.ended_at) == (10, 26, None)
    page = sign_in(keeper).get(again.address).text
    assert "10 of 26 pages are in." in page
    assert '<progress max="26" value="10"' in page
    carry_out(again)
    assert Entry.objects.filter(community=place, kind="page").count() == 25


def test_a_page_of_courseware_keeps_its_video_captions_transcript_speakers_tags_and_licence() -> None:
    (piece,) = read_text(OCW_PAGE.encode(), "page.md").pieces
    assert piece.identity == "ocw:db6a2015-fc98-4f6f-a32b-64238a9e54df"
    assert (piece.title, piece.made_by, piece.speakers) == (
        "12. Interest-Driven Learning",
        "Ada Lovelace",
        "Ruth, Kwame",
    )
    assert piece.video == "https://www.youtube.com/watch?v=QC8q4oYKwBI"
    assert piece.captions == "https://ocw.mit.edu/courses/cms-595/a_transcript.webvtt"
    assert piece.transcript == "https://ocw.mit.edu/courses/cms-595/a_transcript.pdf"
    assert piece.interests == ["peer-guided learning", "learning management systems"]
    assert piece.licence == "CC-BY-NC-SA-4.0"
    assert piece.body.startswith("It asks why.")


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        ("https://creativecommons.org/licenses/by/4.0/deed.en", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by-sa/3.0/", ""),
        ("CC BY-NC 4.0", ""),
        ("CC0", "CC0-1.0"),
        ("All rights reserved", ""),
    ],
)
def test_only_what_grants_the_same_is_taken_for_a_licence_of_ours(words: str, licence: str) -> None:
    assert licence_in(words)[0] == licence


def bomb() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(30):
            archive.writestr(f"guide/{number}.md", b"a" * (1024 * 1024))
    return made.getvalue()


def leading_out() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("../../etc/evil.md", "Words.")
    return made.getvalue()


def many() -> bytes:
    return zipped(**{f"guide__{number}": "Words." for number in range(1001)})


def damaged() -> bytes:
    whole = bytearray(zipped(guide__a="Words. " * 500))
    whole[42:50] = b"\xff" * 8
    return bytes(whole)


NONSENSE = [
    ("a.zip", b"PK no", "no ZIP that can be opened"),
    ("a.zip", bomb(), "more than 10 MB"),
    ("a.zip", leading_out(), "leads out of the folder"),
    ("a.zip", many(), "more than 1000 pages"),
    ("a.zip", damaged(), "is damaged"),
    ("a.zip", zipped(), "no Markdown text in it"),
    ("a.md", b"---\ntitle: [\n---\nWords", "cannot be read as YAML"),
    ("a.md", b"---\na: &a [x]\nb: [*a, *a]\n---\nWords", "cannot be read as YAML"),
    ("a.md", "Käse".encode("latin-1"), "not text in UTF-8"),
    ("a.md", b"a\0b", "is not text"),
    ("a.json", b"{", "is not JSON"),
    ("a.json", b"[" * 100_000, "is not JSON"),
    ("a.json", b"[]", "is not an OpenCourseWare course"),
    (
        "a.json",
        json.dumps({"uid": 1, "title": "x", "course_pages": [{"uid": ["x"], "text": 3}]}).encode(),
        "goes on otherwise",
    ),
    ("a.exe", b"MZ", "We read ZIP, Markdown"),
    ("a.md", b"a" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ("a.json", b'{"uid": "a", "title": "b", "course_pages": [' + b"{}," * 2_000_000 + b"{}]}", "larger than 5 MB"),
    # Of a part that is packed like this everything is unpacked at once: these kilobytes mean 200 MB.
    ("a.zip", zipped(zipfile.ZIP_BZIP2, a=bytes(200 * 1024 * 1024)), "packed in a way that few programs know"),
    ("a.zip", zipped(zipfile.ZIP_LZMA, a=bytes(20 * 1024 * 1024)), "packed in a way that few programs know"),
    ("a.zip", zipped(bad="Käse".encode("latin-1")), "not text in UTF-8"),
    ("a.zip", zipped(**{f"a{number}": b"a" * 2_000_000 for number in range(6)}), "more than 10 MB"),
    (
        "a.zip",
        zipped(**{f"a{number}": f"---\na: [{'1,' * 45_000}1]\n---\nWords" for number in range(12)}),
        "before the words of its texts is more than 1 MB",
    ),
]


@pytest.mark.parametrize(("name", "data", "words"), NONSENSE)
def test_what_cannot_be_read_is_said_and_nothing_is_put_in(
    name: str, data: bytes, words: str, place: Community, keeper: Person, sign_in: Any
) -> None:
    sent = {"file": SimpleUploadedFile(name, data), "audience": Audience.COMMUNITY.value, "licence": "CC0-1.0"}
    response = sign_in(keeper).post(f"{place.address}resources/bring/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert (
        'value="CC0-1.0" required id="id_licence_4" checked' in page
        or "checked" in page.split('value="CC0-1.0"')[1][:60]
    )
    assert not Bringing.objects.exists()


def test_one_text_that_is_none_is_left_out_and_the_others_come(bring: Any) -> None:
    told = bring(good="# Good", bad="Käse".encode("latin-1"), worse="---\ntitle: [\n---\nWords")
    assert outcomes(told) == {"Guide": "new", "Good": "new", "bad.md": "left out", "worse.md": "left out"}


def test_learners_bring_in_by_address_alone(place: Community, member: Any, sign_in: Any) -> None:
    client = sign_in(member(place, "ines"))
    assert client.get(f"{place.address}resources/bring/").status_code == 403
    page = client.get(f"{place.address}resources/address/").content.decode()
    assert 'name="address"' in page
    assert 'type="file"' not in page


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>a <b>b</b><i> c</i></p><script>x</script>", "a **b** *c*"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n\n  - b\n- c"),
        ("<p>1. a * b_c _d_ &lt;i&gt; [x]</p>", "1\\. a \\* b_c \\_d\\_ \\<i> \\[x\\]"),
        (
            '<a href="javascript:x()">a</a> <a href="https://example.org/(b)">b</a>',
            "a [b](https://example.org/%28b%29)",
        ),
        ('<img src="https://example.org/a.png" alt="A kettle" onerror="x">', "[A kettle](https://example.org/a.png)"),
        ("m<sup>3</sup> H<sub>2</sub>O", "m³ H₂O"),
        (
            "<table><tr><th>a<th>b<tr><td rowspan=2>c<td>d|e<tr><td>f</table>",
            "| a | b |\n| --- | --- |\n| c | d\\|e |\n|  | f |",
        ),
        ("<div>" * 5000 + "deep", "deep"),
    ],
)
def test_markup_becomes_words(markup: str, words: str) -> None:
    assert markdown_of(markup) == words


def test_a_course_that_lacks_most_of_it_is_still_a_course() -> None:
    course = {"uid": "a" * 32, "title": "Tea", "course_pages": [{"uid": "b" * 32, "title": "One", "text": "<p>Leaves"}]}
    source = read_course(json.dumps(course).encode(), "tea.json")
    assert [(piece.title, piece.body) for piece in source.pieces] == [("Tea", ""), ("One", "Leaves")]
    with pytest.raises(Unreadable):
        read_course(b"{}", "tea.json")


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[![a](b)",
        "[a](x",
        "[a](x ",
        "![",
        "<!--",
        "`` ` ",
        "<a ",
        "[a]: ",
        "- [a](",
        "- [a]( ",
        "[caption ",
        "**Author",
        '[a](b "',
        "`",
        "\t",
        " ",
        "# a\t",
    ],
)
def test_no_text_keeps_the_server_busy(piece: str) -> None:
    words = (piece * (200_000 // len(piece))).encode()
    begun = time.process_time()
    read_zip(BytesIO(zipped(guide__README=words, guide__a=words)), "guide.zip")
    assert time.process_time() - begun < 8


def test_code_stays_as_it_is_however_many_backticks_there_are() -> None:
    words = "".join("`" * number + "a" for number in range(1, 2000))
    begun = time.process_time()
    assert rewritten(words, lambda address, is_picture: None) == words
    assert time.process_time() - begun < 3
    for kept in ("`<b>`", "``<b>` ``", "a\n```\n<b>\n```\nb", "~~~ x\n<b>", "```\n<b>\n````"):
        assert rewritten(kept, lambda address, is_picture: None) == kept
    assert rewritten("`a <b>c</b>", lambda address, is_picture: None) == "`a **c**"
    assert rewritten("`a`` <b>c</b> `` `d", lambda address, is_picture: None) == "`a`` <b>c</b> `` `d"


@pytest.mark.parametrize("piece", ["<ul><li>a", "<pre>`", "<b>", "<x></y>", "<div><p></p>"])
def test_no_course_keeps_the_server_busy(piece: str) -> None:
    page = {"uid": "b" * 32, "title": "One", "text": piece * (300_000 // len(piece))}
    begun = time.process_time()
    read_course(json.dumps({"uid": "a" * 32, "title": "Tea", "course_pages": [page]}).encode(), "tea.json")
    assert time.process_time() - begun < 4
    assert "Words" in markdown_of(piece * 5000 + "Words")


def test_another_text_of_the_same_name_takes_nothing_away(
    place: Community, keeper: Person, sign_in: Any, run_tasks: Callable[[], None]
) -> None:
    def send(name: str, data: bytes) -> Any:
        sent = {"file": SimpleUploadedFile(name, data), "audience": Audience.COMMUNITY.value, "licence": ""}
        answer = sign_in(keeper).post(f"{place.address}resources/bring/", sent)
        run_tasks()
        return answer

    assert send("notes.md", b"# Kettles\n\nThey hum.\n\nThey boil.").status_code == 302
    answer = send("notes.md", b"# Lamps\n\nThey shine.")
    assert (answer.status_code, "Give the file or folder another name" in answer.content.decode()) == (422, True)
    assert list(Entry.objects.values_list("title", "body")) == [("Kettles", "They hum.\n\nThey boil.")]
    # What has something in common with what came before is the same, as it is now.
    assert send("notes.md", b"# On kettles\n\nThey hum.\n\nThey sing.").status_code == 302
    assert list(Entry.objects.values_list("title", "body")) == [("On kettles", "They hum.\n\nThey sing.")]
    for folder in (zipped(docs__README="# Tea\n\nLeaves.", docs__a="Green."), zipped(docs__README="# Fuses\n\nWires.")):
        answer = send("docs.zip", folder)
    assert answer.status_code == 422
    assert Entry.objects.get(remote_id="file:docs/README.md").title == "Tea"


def test_a_text_of_which_the_end_is_not_shown_is_named(bring: Any) -> None:
    told = bring(short="# Short\n\nWords.", long="# Long\n\n" + "A kettle hums. " * 14_000 + "\n\nThe end.")
    assert "The end." not in Entry.objects.get(title="Long").body_html
    assert [line["why"][:22] for line in told.report if line["title"] == "Long" and line["why"]] == [
        "Its end is not shown: "
    ]


@pytest.mark.parametrize("length", [150_000, 199_000, 260_000])
def test_a_long_text_that_was_brought_in_is_changed_in_its_form(
    length: int, bring: Any, keeper: Person, sign_in: Any
) -> None:
    paragraphs = "\n\n".join(["A kettle hums, and somebody listens to it."] * (length // 44))
    bring(long=f"# Long\n\n{paragraphs}")
    entry, client = Entry.objects.get(title="Long"), sign_in(keeper)
    typed = {"title": "Longer", "body": paragraphs.replace("\n", "\r\n"), "based_on": entry.version}
    answer = client.post(f"{entry.address}resource/", typed)
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert (entry.title, entry.body) == ("Longer", paragraphs)
    assert client.post(f"{entry.address}resource/", {**typed, "body": paragraphs + "a" * 200_000}).status_code == 422
