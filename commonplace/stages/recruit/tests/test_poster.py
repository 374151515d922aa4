"""A call's poster and QR code, as those who carry the community print them."""

import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from commonplace.commons.communities.models import Audience
from commonplace.stages.recruit.calling import end_call, open_call

pytestmark = pytest.mark.django_db
A4, LETTER, CODE = (f"/c/the-mending-table/call/{name}" for name in ("poster-a4.pdf", "poster-letter.pdf", "code.svg"))


@pytest.fixture
def table(community, carrier):
    return community(
        carrier,
        audience=Audience.OPEN,
        form="workshop",
        purpose="To mend what we would throw away.",
        place="Old Post Office, Leith",
        zone="Europe/London",
        starts_on=date(2031, 7, 6),
        ends_on=date(2031, 7, 19),
    )


@pytest.fixture
def call(table, carrier):
    return open_call(table, carrier, words="Bring *one* thing.", seats=9, closes_at=datetime(2031, 7, 1, tzinfo=UTC))


def _read(response) -> tuple[PdfReader, str]:
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    assert len(pdf.pages) == 1
    return pdf, " ".join(pdf.pages[0].extract_text().replace("\u200b", "").split())


@pytest.mark.parametrize(("address", "width", "height"), [(A4, 595, 842), (LETTER, 612, 792)])
def test_a_poster_says_what_it_is_when_where_and_how_to_join(call, carrier, sign_in, address, width, height):
    pdf, words = _read(sign_in(carrier).get(address))
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (width, height)
    for said in (
        "The Mending Table",
        "Workshop or makerspace",
        "6 to 19 July 2031",
        "Old Post Office, Leith",
        "To mend what we would throw away.",
        "Bring one thing.",
        "Open until Tuesday 1 July 2031, 01:00, British Summer Time (London)",
        "/c/the-mending-table/join/",
    ):
        assert said in words, said


def test_a_poster_can_be_read_aloud(call, carrier, sign_in):
    """PDF/UA (ISO 14289-1): it is tagged, has a title and a language, and the code has words."""
    pdf, _words = _read(sign_in(carrier).get(A4))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert pdf.metadata.title == "The Mending Table"


def test_a_poster_is_in_the_language_of_its_community(table, call, carrier, sign_in, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    table.language = "de"
    table.save()
    pdf, words = _read(sign_in(carrier).get(A4))
    assert "Juli 2031" in words
    assert pdf.trailer["/Root"]["/Lang"] == "de"


@pytest.mark.parametrize("name", ["Стол починки", "Τραπέζι επισκευής", "Stół naprawczy Żółć", "Bàn sửa chữa"])
def test_a_poster_has_letters_of_many_scripts(table, call, carrier, sign_in, name):
    table.name = name
    table.save()
    assert name in _read(sign_in(carrier).get(A4))[1]


def test_where_no_font_has_the_letters_the_poster_says_so(table, call, carrier, sign_in):
    table.name = "𐀀𐀁"  # Linear B, which nobody hangs up
    table.save()
    client = sign_in(carrier)
    assert client.get(A4).status_code == 302
    assert "no font for some letters" in client.get("/c/the-mending-table/call/").text


def test_a_picture_letter_that_no_font_has_is_left_out(table, call, carrier, sign_in):
    table.purpose = "To mend \U0001fae8 together"
    table.save()
    assert "To mend" in _read(sign_in(carrier).get(A4))[1]


def test_nobody_is_called_on_a_poster_whom_strangers_may_not_meet(table, call, carrier, person, sign_in):
    person("minor", age_band="13-15")
    table.purpose = "With @minor and @nkechi"
    table.save()
    assert "With somebody and @nkechi" in _read(sign_in(carrier).get(A4))[1]


def test_words_on_a_poster_are_no_markup(table, call, carrier, sign_in):
    table.purpose = '#panic("no") $x$ <b> \\ *so*'
    table.save()
    assert '#panic("no") $x$ <b> \\ *so*' in _read(sign_in(carrier).get(A4))[1].replace("“", '"').replace("”", '"')


def test_the_longest_words_stay_on_one_page(table, call, carrier, sign_in):
    table.name, table.purpose, table.place = "W" * 80, "Mending " * 500, "Up the stairs " * 14
    table.save()
    call.words = "Come along " * 500
    call.save()
    _pdf, words = _read(sign_in(carrier).get(LETTER))
    assert "/c/the-mending-table/join/" in words
    assert "camera" in words


def test_the_code_leads_to_the_call(call, carrier, sign_in):
    response = sign_in(carrier).get(CODE)
    assert response["Content-Type"] == "image/svg+xml"
    assert "/c/the-mending-table/join/</title>" in response.text
    assert "<path" in response.text


def test_the_poster_stands_beside_the_call(call, carrier, sign_in):
    page = sign_in(carrier).get("/c/the-mending-table/call/").text
    for address in (A4, LETTER, CODE):
        assert f'href="{address}"' in page


@pytest.mark.parametrize("address", [A4, LETTER, CODE])
def test_there_is_a_poster_for_open_calls_of_open_communities_alone(table, call, carrier, member, sign_in, address):
    client = sign_in(carrier)
    assert client.get(address).status_code == 200
    assert sign_in(member(table)).get(address).status_code == 403
    assert sign_in().get(address).status_code == 302
    table.audience = Audience.COMMONS
    table.save()
    assert client.get(address).status_code == 404
    assert address not in client.get("/c/the-mending-table/call/").text
    table.audience = Audience.OPEN
    table.save()
    end_call(call, carrier)
    assert client.get(address).status_code == 404
