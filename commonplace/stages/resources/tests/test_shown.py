"""Real courses and a real book come in whole, are read page by page, and change nothing when they come again."""

import os
import re
import time
import zipfile
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry, Notice
from commonplace.ground.models import Happening
from commonplace.ground.text import plain
from commonplace.stages.resources.models import Bringing, Brought
from commonplace.stages.resources.reading_texts import read_text

pytestmark = [pytest.mark.django_db, pytest.mark.long]
REAL = Path(os.environ["COMMONPLACE_VECTORS"]) / "real"
COURSES = sorted((REAL / "ocw").glob("*.json"))
# Each of these is written in the material as it stands here, and leads to nothing.
NOWHERE = {
    "Peeragogy": ["https://github.com/Peeragogy/peeragogy-handbook/blob/master/en-md/connectivism.mdn Online Class"],
    "Co-Working": ["planetmath.org"],
    "How to get involved in the peeragogy project": ["peeragogy.org"],
    "Recommended readings": [
        "7Cs%20Workshop%20-%20University%20of%20Leicester",
        "http:http://www.academia.edu/2908840/Why_Do_Newcomers_Abandon_Open_Source_Software_Projects//",
        "peeragogy.org",
        "%20http://thecleversheep.blogspot.ca/2012/06/seven-degrees-of-connectedness_06.html",
        "%20www.breakoutofthebox.com",
    ],
    "Meet the team": [
        "www.ontologique.com",
        "planetmath.org",
        "www.annakeune.com",
        "www.visualsforchange.com/blog%20%20",
    ],
}


def handbook() -> bytes:
    """The folder as a ZIP, as somebody would make one."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted((REAL / "peeragogy").iterdir()):
            archive.writestr(f"peeragogy/{file.name}", file.read_bytes())
    return made.getvalue()


def bring_all(client: Client, place: Community, run_tasks: Callable[[], None]) -> list[str]:
    """Bring in everything by the form; the pages that tell how it went."""
    told = []
    for name, data in [*((file.name, file.read_bytes()) for file in COURSES), ("peeragogy.zip", handbook())]:
        sent = {"file": SimpleUploadedFile(name, data), "audience": Audience.COMMUNITY.value, "licence": ""}
        begun = client.post(f"{place.address}resources/bring/", sent)
        assert begun.status_code == 302, begun.content.decode()
        assert "0 of" in client.get(begun["Location"]).content.decode()
        run_tasks()
        told.append(client.get(begun["Location"]).content.decode())
    return told


def test_three_courses_and_a_book_come_in_and_come_again(
    person: Any, community: Any, sign_in: Any, run_tasks: Callable[[], None], member: Any
) -> None:
    keeper = person("keeper")
    place = community(keeper)
    reader = sign_in(member(place, "ines"))
    client, begun = sign_in(keeper), time.monotonic()
    told = bring_all(client, place, run_tasks)
    assert time.monotonic() - begun < 60
    assert all("It is done." in page for page in told)

    entries = list(Entry.objects.filter(kind__in=("resource", "page")).select_related("as_brought", "as_resource"))
    assert len(entries) == 9 + 2 + 42 + 61
    for entry in entries:
        read_page(reader, entry)
    named = {
        line["title"]: line["broken"] for one in Bringing.objects.all() for line in one.report if line.get("broken")
    }
    assert named == NOWHERE
    assert all(unescape(told[-1]).count(address) for addresses in NOWHERE.values() for address in addresses)

    hang_together(client, place)

    run_tasks()
    before = standing()
    again = bring_all(client, place, run_tasks)
    assert standing() == before
    assert all(
        "as they were" in page and "new" not in re.findall(r"\w+", page.split("It is done.")[1][:300]) for page in again
    )


def test_a_page_of_courseware_as_it_is_given_out_is_read_whole() -> None:
    (page,) = (REAL.parent / "seeds").glob("000*")
    (piece,) = read_text(page.read_bytes(), "page.md").pieces
    assert (piece.title, piece.made_by, piece.licence) == (
        "12. Interest-Driven Learning",
        "Justin Reich",
        "CC-BY-NC-SA-4.0",
    )
    assert piece.identity == "ocw:db6a2015-fc98-4f6f-a32b-64238a9e54df"
    assert piece.video == "https://www.youtube.com/watch?v=QC8q4oYKwBI"
    assert (piece.captions[-7:], piece.transcript[-4:]) == (".webvtt", ".pdf")
    assert "peer-guided learning" in piece.interests
    assert "why, when there's all this amazing learning" in piece.body


def standing() -> Any:
    """What must not move when the same comes in again."""
    versions = list(Entry.objects.order_by("pk").values_list("pk", "version", "changed_at", "kind"))
    return versions, list(Brought.objects.order_by("pk").values()), Happening.objects.count(), Notice.objects.count()


def read_page(client: Client, entry: Entry) -> None:
    """Its page opens, with its words, its author or source and licence; and no markup is left in what one reads."""
    response = client.get(entry.address)
    assert response.status_code == 200, entry.title
    page = response.content.decode()
    words = page.split('<div class="words"', 1)[1].split("</article>", 1)[0] if '<div class="words"' in page else ""
    assert entry.title in unescape(page)
    assert (
        plain(entry.body, 40).removesuffix(" …") in " ".join(unescape(re.sub(r"<[^>]+>", "", words)).split())
        or not entry.body
    )
    assert entry.as_resource.source in unescape(page)
    assert "creativecommons.org" in page
    assert "<img" not in words
    assert "<iframe" not in page
    said = re.sub(r"<[^>]+>", "", re.sub(r"&lt;", "\x00", re.sub(r"<code>.*?</code>", "", words, flags=re.DOTALL)))
    assert not re.search("\x00/?[a-z]", said), (entry.title, said)
    assert not re.search(r"^---$|resolveuid|piece:|\]\(", said, re.MULTILINE), (entry.title, said)


def hang_together(client: Client, place: Community) -> None:
    """Pages lead from one to the other, and the shelf has one row for all of a course."""
    book = Entry.objects.get(title="Peeragogy")
    pages = {one.title: one for one in Entry.objects.filter(as_brought__collection=book)}
    assert f'href="{pages["Wrapper"].address}"' in book.body_html
    assert len(re.findall(r'href="/e/', book.body_html)) == 59
    shown = client.get(pages["Roles"].address).content.decode()
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', shown) == [
        ("prev", pages["Wrapper"].address),
        ("next", pages["Project Focus"].address),
    ]
    lecture = client.get(Entry.objects.get(title="Lecture 1: Introduction to Energy").address).content.decode()
    assert "https://www.youtube.com/watch?v=SbpeBF8D_m4" in lecture
    assert "Amy Banzaert" in lecture
    shelf = client.get(f"{place.address}resources/").content.decode()
    assert [int(count) for count in re.findall(r">(\d+) pages<", shelf)] == [60, 41, 8]
    assert "One page<" in shelf
