"""Pictures that come in a folder with its texts; and what people here deleted, which stays away when the same is brought again."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import delete_entry, remove_attachments
from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground.put_away import CannotComeBack, bring_back
from commonplace.stages.resources import reading_folders
from commonplace.stages.resources.bringing import begin, carry_out
from commonplace.stages.resources.models import Bringing, PictureToCome
from commonplace.stages.resources.reading_folders import read_zip

pytestmark = pytest.mark.django_db


def png(colour: str = "red", side: int = 30) -> bytes:
    made = BytesIO()
    Image.new("RGB", (side, side), colour).save(made, "PNG")
    return made.getvalue()


def folder(files: dict[str, str | bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"guide/{name}", data)
    return made.getvalue()


KETTLE = {
    "kettle.md": "# Kettle\n\nIt hums.\n\n![A red kettle](pictures/red%20kettle.png)\n\nThen it boils.",
    "pictures/red kettle.png": png(),
}


@pytest.fixture
def keeper(person: Any) -> Person:
    return person("keeper")


@pytest.fixture
def place(community: Any, keeper: Person) -> Community:
    return community(keeper)


@pytest.fixture
def bring(place: Community, keeper: Person) -> Callable[..., Bringing]:
    def put_in(files: dict[str, str | bytes], **how: Any) -> Bringing:
        begun = begin(place, keeper, read_zip(BytesIO(folder(files)), "guide.zip"), audience=Audience.COMMUNITY, **how)
        carry_out(begun)
        return begun

    return put_in


def outcomes(bringing: Bringing) -> dict[str, str]:
    return {line["title"]: line["outcome"] for line in bringing.report}


def test_a_picture_of_the_folder_comes_with_its_page_with_what_it_shows(
    bring: Any, sign_in: Any, keeper: Person
) -> None:
    assert outcomes(bring(KETTLE)) == {"Guide": "new", "Kettle": "new"}
    page, picture = Entry.objects.get(title="Kettle"), Attachment.objects.get()
    assert (picture.entry, picture.alternative, picture.media_type) == (page, "A red kettle", "image/webp")
    assert page.body == f"It hums.\n\n[A red kettle]({picture.address})\n\nThen it boils."
    client = sign_in(keeper)
    shown = client.get(page.address).text
    assert 'alt="A red kettle"' in shown
    assert f'href="{picture.address}"' in shown
    with Image.open(BytesIO(b"".join(client.get(picture.address).streaming_content))) as drawn:
        assert drawn.size == (30, 30)
    assert sign_in(None).get(picture.address).status_code == 404
    assert not PictureToCome.objects.exists(), "nothing waits once all is in"


def test_the_same_folder_a_second_time_changes_nothing(bring: Any) -> None:
    bring(KETTLE)
    before = (list(Attachment.objects.values()), list(Entry.objects.order_by("pk").values("pk", "version", "body")))
    assert outcomes(bring(KETTLE)) == {"Guide": "same", "Kettle": "same"}
    assert before == (
        list(Attachment.objects.values()),
        list(Entry.objects.order_by("pk").values("pk", "version", "body")),
    )


def test_another_picture_of_the_same_name_takes_the_place_of_the_first(bring: Any) -> None:
    bring(KETTLE)
    Attachment.objects.update(caption="Found in a skip.")
    first = Attachment.objects.get()
    assert outcomes(bring({**KETTLE, "pictures/red kettle.png": png("blue", 40)}))["Kettle"] == "changed"
    second = Attachment.objects.get()
    assert second.pk != first.pk
    assert (second.width, second.caption) == (40, "Found in a skip.")
    assert second.address in Entry.objects.get(title="Kettle").body


def test_a_picture_that_people_here_took_away_stays_away(bring: Any, keeper: Person) -> None:
    bring(KETTLE)
    page = Entry.objects.get(title="Kettle")
    remove_attachments(page, list(page.attachments.all()), keeper)
    assert outcomes(bring(KETTLE))["Kettle"] == "same"
    bring({**KETTLE, "pictures/red kettle.png": png("blue")})
    assert not Attachment.objects.exists()


def test_what_is_no_picture_is_named_and_its_words_stay(bring: Any) -> None:
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    words = "# Lamp\n\n![A lamp](lamp.svg) and ![a truncated one](half.png), and ![one that is nowhere](gone.png)."
    told = bring({"lamp.md": words, "lamp.svg": script, "half.png": png(side=200)[:60]})
    page = Entry.objects.get(title="Lamp")
    assert page.body == "A lamp and a truncated one, and one that is nowhere."
    assert not Attachment.objects.exists()
    named = {line["title"]: line["why"] for line in told.report if line["outcome"] == "left out"}
    assert "no picture that we can read" in named["lamp.svg"]
    missing = [name for line in told.report for name in line.get("missing", [])]
    assert missing == ["lamp.svg", "gone.png", "half.png"]
    assert outcomes(bring({"lamp.md": words, "lamp.svg": script, "half.png": png(side=200)[:60]}))["Lamp"] == "same"


def test_pictures_that_are_too_much_are_named_and_no_more_is_unpacked(
    bring: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_folders, "MOST_OF_PICTURES", 5000)
    files: dict[str, str | bytes] = {f"{name}.png": b"\x89PNG\r\n\x1a\n" + bytes(4000) for name in "abc"}
    told = bring({"lamp.md": "# Lamp\n\n" + " ".join(f"![{name}]({name}.png)" for name in "abc"), **files})
    named = {line["title"] for line in told.report if "more than 20 MB" in line["why"]}
    assert named == {"b.png", "c.png"}


def test_a_server_that_stopped_before_the_pictures_goes_on_with_them(place: Community, keeper: Person) -> None:
    begun = begin(place, keeper, read_zip(BytesIO(folder(KETTLE)), "guide.zip"), audience=Audience.COMMUNITY)
    assert PictureToCome.objects.count() == 1
    carry_out(Bringing.objects.get(pk=begun.pk))
    assert Attachment.objects.count() == 1


def test_a_page_that_was_deleted_here_stays_away_and_is_named(bring: Any, keeper: Person) -> None:
    texts: dict[str, str | bytes] = {
        "fuses.md": "# Fuses\n\nThey melt.",
        "bulbs.md": "# Bulbs\n\nSee [fuses](fuses.md).",
    }
    bring(texts)
    fuses = Entry.objects.get(title="Fuses")
    number, was = fuses.pk, Entry.objects.get(title="Bulbs").body
    put = delete_entry(fuses, keeper)
    told = bring(texts)
    assert outcomes(told) == {"Guide": "same", "Bulbs": "same", "Fuses": "left out"}
    assert [line["why"] for line in told.report if line["why"]] == ["It was deleted here, and stays away."]
    assert not Entry.objects.filter(title="Fuses").exists()
    assert Entry.objects.get(title="Bulbs").body == was
    assert outcomes(bring(texts, deleted_too=True))["Fuses"] == "new"
    again = Entry.objects.get(title="Fuses")
    assert again.pk != number, "a restore deletes once more whatever has the number of what was deleted"
    assert again.address in Entry.objects.get(title="Bulbs").body, "what leads to it leads to it again"
    assert outcomes(bring(texts))["Fuses"] == "same"
    with pytest.raises(CannotComeBack, match="brought in again"):
        bring_back(put.pk, keeper)


def test_a_course_that_was_deleted_here_stays_away_whole(bring: Any, keeper: Person) -> None:
    bring(KETTLE)
    for entry in Entry.objects.filter(kind__in=["resource", "page"]):
        delete_entry(entry, keeper)
    told = bring(KETTLE)
    assert "It was deleted here, and stays away." in [line["why"] for line in told.report]
    assert not Entry.objects.filter(kind__in=["resource", "page"]).exists()


def test_what_was_brought_back_by_undoing_is_brought_up_to_date_again(bring: Any, keeper: Person) -> None:
    bring(KETTLE)
    put = delete_entry(Entry.objects.get(title="Kettle"), keeper)
    bring_back(put.pk, keeper)
    assert outcomes(bring(KETTLE)) == {"Guide": "same", "Kettle": "same"}


def test_the_form_offers_what_was_deleted_once_something_was(
    bring: Any, place: Community, keeper: Person, sign_in: Any, run_tasks: Callable[[], None]
) -> None:
    address, client = f"{place.address}resources/bring/", sign_in(keeper)
    bring(KETTLE)
    assert "what was deleted here" not in client.get(address).text
    delete_entry(Entry.objects.get(title="Kettle"), keeper)
    assert "what was deleted here" in client.get(address).text
    for ticked, there in ((False, False), (True, True)):
        file = SimpleUploadedFile("guide.zip", folder(KETTLE))
        sent = {"file": file, "audience": Audience.COMMUNITY.value, "licence": ""}
        answer = client.post(address, {**sent, "deleted_too": "on"} if ticked else sent)
        run_tasks()
        assert Entry.objects.filter(title="Kettle").exists() is there
        assert ("It was deleted here, and stays away." in client.get(answer.url).text) is not there


def test_words_that_only_look_like_a_picture_stay_as_they_stand(bring: Any) -> None:
    bring({"kettle.md": "# Kettle\n\nWrite `![a cat](picture:cat)` or (picture:cat) for it."})
    assert "(picture:cat)" in Entry.objects.get(title="Kettle").body


def test_a_picture_whose_name_is_too_long_for_a_column_is_named(bring: Any) -> None:
    """A Cyrillic letter takes six signs in an address."""
    name = "/".join("ж" * 60 for _folder in range(3)) + ".png"
    told = bring({"kettle.md": f"# Kettle\n\n![A kettle]({name})", name: png()})
    assert "Its name is too long. Give it a shorter one." in [line["why"] for line in told.report]
    assert Entry.objects.filter(title="Kettle").exists()
    assert not Attachment.objects.exists()


def test_a_picture_that_was_taken_away_here_stays_away_when_its_source_changes(bring: Any, keeper: Person) -> None:
    bring({"kettle.md": "# Kettle\n\n![A kettle](kettle.png)", "kettle.png": png()})
    entry = Entry.objects.get(title="Kettle")
    remove_attachments(entry, list(entry.attachments.all()), keeper)
    was = Entry.objects.get(pk=entry.pk).body
    changed = {"kettle.md": "# Kettle\n\n![A kettle](kettle.png)", "kettle.png": png("blue")}
    assert outcomes(bring(changed))["Kettle"] == "same"
    assert Entry.objects.get(pk=entry.pk).body == was
    assert not Attachment.objects.exists()


def test_what_is_there_already_is_not_stored_once_more(bring: Any, place: Community, keeper: Person) -> None:
    bring(KETTLE)
    begun = begin(place, keeper, read_zip(BytesIO(folder(KETTLE)), "guide.zip"), audience=Audience.COMMUNITY)
    assert not PictureToCome.objects.filter(bringing=begun).exists()
