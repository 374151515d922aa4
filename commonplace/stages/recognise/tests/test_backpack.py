"""The badges that one has: from anywhere, looked at, arranged, shown or not, handed on, taken along and taken out."""

import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from commonplace.commons.communities.models import Audience
from commonplace.commons.people.actions import block
from commonplace.commons.people.models import Person
from commonplace.commons.people.taken_along import lists_of
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.recognise import backpack
from commonplace.stages.recognise.awarding import take_back
from commonplace.stages.recognise.backpack import hand_on, link_to, take_in, take_out
from commonplace.stages.recognise.credentials import baking
from commonplace.stages.recognise.credentials.opening import open_credential
from commonplace.stages.recognise.credentials.tests.issued import Commons, signed
from commonplace.stages.recognise.models import Credential
from commonplace.stages.recognise.tests.conftest import Table
from commonplace.stages.recognise.tests.test_verify_page import web  # noqa: F401 - a fixture
from commonplace.stages.recognise.verdicts import verdict_of
from tests.pictures import small_picture

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SignIn = Callable[[Person | None], Client]


def test_a_badge_from_elsewhere_stays_what_it_was(table: Table, sign_in: SignIn, web: Commons) -> None:  # noqa: F811
    client, text = sign_in(table.ada), json.dumps(signed(), indent=3)
    baked = SimpleUploadedFile("badge.png", baking.bake(small_picture(), text))
    answer = client.post("/me/badges/bring/", {"file": baked})
    kept = Credential.objects.get()
    assert answer["Location"] == kept.address
    assert (kept.text, kept.result, kept.name, kept.issuer) == (text, "holds", "Can mend", "The Mending Table")
    assert client.get(f"{kept.address}badge.json").content.decode() == text
    for ending in ("png", "svg"):
        taken = client.get(f"{kept.address}badge.{ending}").content
        assert open_credential(taken) == json.loads(text)
    client.post("/me/badges/bring/", {"words": text})
    assert Credential.objects.count() == 1, "the same once more is the same"
    assert client.post("/me/badges/bring/", {"words": "{"}).status_code == 422
    assert client.post("/me/badges/bring/", {}).status_code == 422


def test_one_that_does_not_hold_is_kept_and_said_to(table: Table, sign_in: SignIn, web: Commons) -> None:  # noqa: F811
    client = sign_in(table.ada)
    client.post("/me/badges/bring/", {"words": json.dumps(signed() | {"name": "Altered"})})
    page = client.get("/me/badges/").content.decode()
    assert "It does not hold." in page


def test_it_is_looked_at_again(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    assert kept.award
    take_back(kept.award, table.carrier, "Why")
    assert Credential.objects.get().result == "holds", "nobody has looked"
    assert client.post(f"{kept.address}again/").status_code == 302
    assert Credential.objects.get().result == "fails"
    assert "Whoever gave it took it back." in client.get(kept.address).content.decode()


def test_badges_are_arranged_under_headings_and_shown_or_not(table: Table, sign_in: SignIn, person: Any) -> None:
    kept, client = table.given(), sign_in(table.ada)
    others, stranger = sign_in(person("zo")), sign_in(None)
    seen = "/@ada/badges/"
    assert "Can mend" not in others.get(seen).content.decode(), "nobody sees it at first"
    sent = {"group": "Mending", "place": "3", "shown_to": str(int(Audience.COMMONS))}
    assert client.post(kept.address, sent).status_code == 302
    assert "Mending" in others.get(seen).content.decode()
    assert "Can mend" in others.get(seen).content.decode()
    assert "Can mend" not in stranger.get(seen).content.decode()
    client.post(kept.address, {**sent, "shown_to": str(int(Audience.OPEN))})
    assert "Can mend" in stranger.get(seen).content.decode()
    assert client.post(kept.address, {**sent, "shown_to": "1"}).status_code == 422
    block(table.ada, Person.objects.get(name="zo"))
    assert others.get(seen).status_code == 404


def test_no_badge_of_somebody_under_18_is_on_open_pages(table: Table, sign_in: SignIn, member: Any) -> None:
    pupil = member(table.community, "leila", age_band="13-15")
    kept, client = table.given(pupil), sign_in(pupil)
    sent = {"group": "", "place": "0"}
    assert client.post(kept.address, {**sent, "shown_to": str(int(Audience.OPEN))}).status_code == 422
    assert client.post(f"{kept.address}link/", {"wants": "1"}).status_code == 404
    assert "Hand it on" not in client.get(kept.address).content.decode()
    backpack.arrange(kept, group="", place=0, shown_to=Audience.OPEN)
    kept.refresh_from_db()
    assert kept.shown_to == Audience.COMMONS
    # Also where a column says otherwise, say since an adult's band was put right.
    Credential.objects.update(shown_to=Audience.OPEN, shared_by="forgotten")
    kept.refresh_from_db()
    assert sign_in(None).get(link_to(kept)).status_code == 404
    assert sign_in(None).get("/@leila/badges/").status_code == 404
    assert not Credential.objects.visible_to(None).exists()
    assert "Can mend" in sign_in(table.bo).get("/@leila/badges/").content.decode()


def test_it_is_handed_on_by_a_link_until_that_is_worthless(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    client.post(f"{kept.address}link/", {"wants": "1"})
    kept.refresh_from_db()
    link = link_to(kept)
    assert link in client.get(kept.address).content.decode()
    page = sign_in(None).get(link).content.decode()
    assert "A badge of Ada" in page
    assert "It holds." in page
    assert 'content="noindex"' in page
    assert sign_in(None).get(link.replace(link[-5:-1], "AAAA")).status_code == 404
    client.post(f"{kept.address}link/", {"wants": "0"})
    assert sign_in(None).get(link).status_code == 404
    client.post(f"{kept.address}link/", {"wants": "1"})
    assert sign_in(None).get(link).status_code == 404, "an older link stays worthless"
    Person.objects.filter(pk=table.ada.pk).update(shown_openly=False)
    kept.refresh_from_db()
    assert sign_in(None).get(link_to(kept)).status_code == 404


def _embed(client: Client, kept: Credential) -> Any:
    kept.refresh_from_db()
    return client.get(f"{link_to(kept)}embed/")


def test_another_website_shows_a_badge_that_was_handed_on(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    hand_on(kept, by_link=True)
    answer = _embed(sign_in(None), kept)
    page = answer.content.decode()
    for words in ("Can mend", "A badge of Ada", "The Mending Table", "It holds.", 'src="data:image/svg+xml;base64,'):
        assert words in page
    assert f'href="{settings.ADDRESS}{link_to(kept)}"' in page
    assert not answer.cookies
    assert not {"<script", "<form", "<nav"} & set(re.findall("<[a-z]+", page))
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer
    assert sign_in(None).get(link_to(kept))["X-Frame-Options"] == "DENY"
    line = unescape(re.findall("<pre[^>]*><code>(.*)</code>", client.get(kept.address).content.decode())[0])
    assert re.fullmatch(rf'<iframe src="[^"]+{re.escape(link_to(kept))}embed/" title="Can mend" [^<]*></iframe>', line)


def test_what_is_not_handed_on_any_more_or_not_openly_is_not_embedded(table: Table, sign_in: SignIn) -> None:
    kept, stranger = table.given(), sign_in(None)
    assert stranger.get("/badge/by-link/nonsense/embed/").status_code == 404
    hand_on(kept, by_link=True)
    Person.objects.filter(pk=table.ada.pk).update(age_band="13-15")
    answer = _embed(stranger, kept)
    assert answer.status_code == 404
    assert "frame-ancestors *" in answer["Content-Security-Policy"], "the frame says so, not the browser"
    assert "Can mend" not in answer.content.decode()
    assert "Ada" not in answer.content.decode()
    Person.objects.filter(pk=table.ada.pk).update(age_band="adult")
    before = f"{link_to(kept)}embed/"
    assert stranger.get(before).status_code == 200
    hand_on(kept, by_link=False)
    assert stranger.get(before).status_code == 404


def test_the_line_for_another_website_says_what_the_badge_is_called_and_nothing_else(
    table: Table,
    sign_in: SignIn,
    web: Commons,  # noqa: F811
) -> None:
    said = signed()
    said["credentialSubject"]["achievement"]["name"] = '"><script>alert(1)</script>'
    kept = take_in(table.ada, json.dumps(said).encode(), verdict_of(said))
    hand_on(kept, by_link=True)
    page = sign_in(table.ada).get(kept.address).content.decode()
    assert "<script>alert" not in page
    line = unescape(re.findall("<pre[^>]*><code>(.*)</code>", page)[0])
    assert 'title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in line
    assert "<script>" not in _embed(sign_in(None), kept).content.decode()


def test_a_badge_that_is_handed_on_goes_into_a_profile_elsewhere(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    assert "linkedin" not in client.get(kept.address).content.decode()
    hand_on(kept, by_link=True)
    page = client.get(kept.address).content.decode()
    (address,) = re.findall(r'href="(https://www\.linkedin\.com/[^"]+)"', page)
    assert page.count("linkedin.com") == 1, "nothing is loaded from there"
    asked = dict(parse_qsl(urlsplit(unescape(address)).query))
    assert asked.pop("certUrl").endswith(link_to(kept))
    assert asked == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Can mend",
        "organizationName": "The Mending Table",
        "issueYear": str(kept.issued_at.year),
        "issueMonth": str(kept.issued_at.month),
        "certId": kept.own_id,
    }


def test_every_page_leads_to_where_a_badge_is_looked_at(sign_in: SignIn, table: Table) -> None:
    for client in (sign_in(None), sign_in(table.ada)):
        foot = client.get("/").content.decode().partition("<footer")[2]
        assert '<a href="/verify/">Does a badge hold?</a>' in foot


def test_nobody_reads_or_changes_anothers(table: Table, sign_in: SignIn) -> None:
    kept = table.given()
    for somebody, status in ((None, 302), (table.bo, 404), (table.carrier, 404)):
        client = sign_in(somebody)
        for path in ("", "badge.json", "badge.png"):
            assert client.get(f"{kept.address}{path}").status_code == status
        for path in ("", "again/", "link/", "did/", "out/"):
            assert client.post(f"{kept.address}{path}", {"wants": "1", "did": "x"}).status_code == status
    assert Credential.objects.count() == 1


def test_no_number_of_badges_is_said_anywhere(table: Table, sign_in: SignIn) -> None:
    for name in ("Can sew", "Can cook", "Can sing"):
        table.badge = table.designed(name)
        kept = table.given()
        backpack.arrange(kept, group="", place=0, shown_to=Audience.OPEN)
    page = sign_in(table.bo).get("/@ada/badges/").content.decode()
    assert "Can sing" in page
    assert "3 badges" not in page


def test_what_is_taken_out_comes_back_within_the_hour(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    page = client.post(f"{kept.address}out/", follow=True).content.decode()
    assert "is out of your backpack" in page
    assert not Credential.objects.exists()
    bring_back(PutAway.objects.get().pk, table.ada)
    back = Credential.objects.get()
    assert (back.pk, back.text, back.award) == (kept.pk, kept.text, kept.award)
    take_out(back, table.ada)
    take_in(table.ada, kept.text.encode(), verdict_of(json.loads(kept.text)))
    with pytest.raises(CannotComeBack, match="already"):
        bring_back(PutAway.objects.latest("at").pk, table.ada)


def test_the_book_has_them_whole(table: Table) -> None:
    kept = table.given()
    lists = {name: list(rows) for name, rows in lists_of(table.ada).items()}
    assert lists["badges"][0]["credential"] == json.loads(kept.text)
    assert lists["badges_offered"][0]["said"] == "yes"
    assert verdict_of(lists["badges"][0]["credential"]).holds


def _words_of(pdf: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


def test_it_is_put_on_paper(table: Table, sign_in: SignIn) -> None:
    kept, client = table.given(), sign_in(table.ada)
    words = _words_of(client.get(f"{kept.address}badge.pdf").content)
    for part in ("Can mend", "Ada", "Mend a kettle.", "Three kettles", "The Mending Table", "/verify/"):
        assert part in words
    hand_on(kept, by_link=True)
    assert "/badge/by-link/" in _words_of(client.get(f"{kept.address}badge.pdf").content)


@pytest.mark.parametrize("picture", ["data:image/svg+xml;base64,bm8=", "data:image/png;base64,bm8=", ""])
def test_a_badge_whose_picture_cannot_be_set_is_put_on_paper_all_the_same(
    picture: str,
    table: Table,
    sign_in: SignIn,
    web: Commons,  # noqa: F811
) -> None:
    said = signed()
    said["credentialSubject"]["achievement"]["image"] = {"id": picture, "type": "Image"}
    kept = take_in(table.ada, json.dumps(said).encode(), verdict_of(said))
    client = sign_in(table.ada)
    assert "Can mend" in _words_of(client.get(f"{kept.address}badge.pdf").content)
    for ending in ("png", "svg"):
        assert open_credential(client.get(f"{kept.address}badge.{ending}").content) == said


def test_signs_that_no_database_keeps_do_no_harm(table: Table, sign_in: SignIn, web: Commons) -> None:  # noqa: F811
    said = signed()
    said["issuer"]["id"] = "did:web:\x00.example"
    said["credentialSubject"]["achievement"]["name"] = "Null \x00 and half \ud83d"
    for words in (json.dumps(said), json.dumps(said).replace("\\ud83d", "")):
        assert sign_in(table.ada).post("/me/badges/bring/", {"words": words}).status_code in {302, 422}
    assert Credential.objects.get().result == "fails"
