"""What stands beside a work to learn from, and what a page of the web says of itself."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import change_audience
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import begin_design, open_design
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.resources.models import LearntFrom

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(person: Any) -> Person:
    return person("keeper")


@pytest.fixture
def place(community: Any, keeper: Person) -> Community:
    return community(keeper)


class TestBeside:
    @pytest.fixture
    def work(self, place: Community, keeper: Person) -> Entry:
        return share_work(keeper, title="A kettle", body="Opened.", community=place).entry

    @pytest.fixture
    def book(self, place: Community, keeper: Person) -> Entry:
        return share_resource(keeper, title="On fuses", made_by="Ada", body="They melt.", community=place).entry

    def test_it_is_found_by_its_words_put_there_with_a_why_and_taken_away(
        self, work: Entry, book: Entry, keeper: Person, sign_in: Any
    ) -> None:
        client = sign_in(keeper)
        assert "On fuses" in client.get(f"{work.address}learnt-from/?words=melt").content.decode()
        assert "On fuses" not in client.get(f"{work.address}learnt-from/?words=kettledrum").content.decode()
        sent = {"resource": book.pk, "why": "It says why they melt", "words": "melt"}
        assert client.post(f"{work.address}learnt-from/", sent).status_code == 302
        assert client.post(f"{work.address}learnt-from/", sent).status_code == 302
        assert LearntFrom.objects.count() == 1
        page = client.get(work.address).content.decode()
        assert "To learn from" in page
        assert "It says why they melt" in page
        row = LearntFrom.objects.get()
        gone = client.post(f"{work.address}learnt-from/{row.pk}/remove/", follow=True).content.decode()
        assert "Undo" in gone
        assert not LearntFrom.objects.exists()

    def test_without_a_choice_the_form_comes_back_with_what_was_typed(
        self, work: Entry, book: Entry, keeper: Person, sign_in: Any
    ) -> None:
        response = sign_in(keeper).post(f"{work.address}learnt-from/", {"why": "It helped", "words": "melt"})
        assert response.status_code == 422
        page = response.content.decode()
        assert 'value="It helped"' in page
        assert 'value="melt"' in page
        assert "Choose one of them." in page

    def test_readers_see_of_it_what_they_may_see(
        self, work: Entry, book: Entry, keeper: Person, place: Community, member: Any, sign_in: Any
    ) -> None:
        reader = sign_in(member(place, "ines"))
        LearntFrom.objects.create(entry=work, resource=book, by=keeper, why="Fine")
        assert "On fuses" in reader.get(work.address).content.decode()
        change_audience(book, keeper, Audience.ONLY_ME)
        page = reader.get(work.address).content.decode()
        assert "On fuses" not in page
        assert "To learn from" not in page
        assert "Fine" not in page

    def test_a_design_says_on_its_own_page_what_it_learnt_from(
        self, book: Entry, keeper: Person, place: Community, member: Any, sign_in: Any
    ) -> None:
        design = begin_design(place, keeper)
        open_design(design, keeper, Audience.OPEN, to_outer=False)
        address, carrying, reader = f"{place.address}design/", sign_in(keeper), sign_in(member(place, "ines"))
        assert f'{design.entry.address}learnt-from/"' in carrying.get(address).content.decode()
        assert "To learn from" not in reader.get(address).content.decode()
        sent = {"resource": book.pk, "why": "It says why they melt", "words": "melt"}
        assert carrying.post(f"{design.entry.address}learnt-from/", sent).status_code == 302
        page = reader.get(address).content.decode()
        assert "It says why they melt" in page
        assert "learnt-from/" not in page
        place.audience = Audience.OPEN
        place.save()
        page = sign_in().get(address).content.decode()
        assert "To learn from" not in page, "the book itself is for the community"
        change_audience(book, keeper, Audience.OPEN)
        assert "It says why they melt" in sign_in().get(address).content.decode()

    def test_only_who_may_change_the_work_puts_something_beside_it(
        self, work: Entry, place: Community, member: Any, sign_in: Any
    ) -> None:
        assert sign_in(member(place, "ines")).get(f"{work.address}learnt-from/").status_code == 403


PAGES = {
    "/article": (
        "text/html; charset=utf-8",
        '<html><head><title>Fallback</title><meta property="og:title" content="Og"><meta property="og:site_name" content="Shelf">'
        '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"><meta name="description" content="Why they melt.">'
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Site"}, {"@type": "Article",'
        ' "headline": "On fuses", "author": [{"name": "Ada Ösei"}, "Ruth"], "keywords": "fuses, heat"}]}</script></head></html>',
    ),
    "/film": (
        "text/html",
        '<meta charset="iso-8859-1"><title>Käse</title><link rel="alternate" type="application/json+oembed" href="/embed?x">',
    ),
    "/embed?x": ("application/json", '{"author_name": "Kwame", "provider_name": "Films"}'),
    "/nonsense": (
        "text/html",
        '<script type="application/ld+json">{"@graph": 5</script><meta property><title> Still </title>',
    ),
    "/paper.pdf": ("application/pdf", "%PDF"),
}


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, words = PAGES.get(self.path, ("", ""))
            body = words.encode("latin-1" if self.path == "/film" else "utf-8")
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.FETCHED_INSIDE = ["127.0.0.1"]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class TestAddress:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("/article", ["On fuses", "Ada Ösei, Ruth", "Shelf", "Why they melt.", "fuses, heat"]),
            ("/film", ["Käse", "Kwame", "Films"]),
            ("/nonsense", ["Still"]),
            ("/paper.pdf", ["paper.pdf", "no page"]),
            ("/gone", ["It could not be read", "/gone"]),
        ],
    )
    def test_what_a_page_says_of_itself_stands_in_the_form(
        self, path: str, words: list[str], site: str, place: Community, keeper: Person, sign_in: Any
    ) -> None:
        response = sign_in(keeper).post(f"{place.address}resources/address/", {"address": f"{site}{path}"})
        page = response.content.decode()
        assert response.status_code == 200
        assert all(word in page for word in words), page
        assert f'action="{place.address}resources/new/"' in page
        assert not Entry.objects.filter(kind="resource").exists()

    def test_what_stands_on_the_shelf_is_not_put_there_twice(
        self, site: str, place: Community, keeper: Person, sign_in: Any
    ) -> None:
        there = share_resource(
            keeper, title="Fuses", body="We read it aloud.", made_by="Ada", link=f"{site}/article", community=place
        ).entry
        address, sent = f"{place.address}resources/address/", {"address": f"{site}/article"}
        page = sign_in(keeper).post(address, sent).text
        assert "It stands on the shelf already" in page
        assert f'action="{there.address}resource/"' in page
        assert 'value="Ada Ösei, Ruth"' in page
        assert "We read it aloud." in page
        assert "Why they melt." not in page
        saved = {"title": "On fuses", "made_by": "Ada Ösei, Ruth", "source": "Shelf", "link": f"{site}/article"}
        saved |= {"body": "We read it aloud.", "licence": "CC-BY-4.0", "based_on": "1"}
        assert sign_in(keeper).post(f"{there.address}resource/", saved).status_code == 302
        assert Entry.objects.get(kind="resource").title == "On fuses"
        response = sign_in(keeper).post(address, sent)
        assert (response.status_code, response["Location"]) == (302, there.address), "nothing is new"

    def test_whoever_may_not_change_what_stands_there_is_led_to_it(
        self, site: str, place: Community, keeper: Person, member: Any, sign_in: Any
    ) -> None:
        there = share_resource(keeper, title="Fuses", link=f"{site}/article", community=place).entry
        ines = sign_in(member(place, "ines"))
        response = ines.post(f"{place.address}resources/address/", {"address": f"{site}/article"})
        assert (response.status_code, response["Location"]) == (302, there.address)

    def test_nobody_has_us_read_what_stands_behind_our_own_door(
        self, site: str, place: Community, keeper: Person, sign_in: Any, settings: Any
    ) -> None:
        settings.FETCHED_INSIDE = []
        response = sign_in(keeper).post(f"{place.address}resources/address/", {"address": f"{site}/article"})
        page = response.content.decode()
        assert "within a network that is not open" in page
        assert "On fuses" not in page
        assert f"{site}/article" in page

    def test_what_is_no_address_comes_back(self, place: Community, keeper: Person, sign_in: Any) -> None:
        response = sign_in(keeper).post(f"{place.address}resources/address/", {"address": "ftp://example.org/"})
        assert response.status_code == 422
        assert "ftp://example.org/" in response.content.decode()
