"""The recording: a file or a link, captions, what is said, and who hears it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.commons.communities.models import Audience
from commonplace.commons.entries.models import Attachment
from commonplace.commons.people.models import Person
from commonplace.ground import ids
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.room.actions import keep_moment, keep_recording
from commonplace.stages.room.links import at_second
from commonplace.stages.room.models import Room
from commonplace.stages.room.transcript import passages_of
from tests.recordings import sound

pytestmark = pytest.mark.django_db

VTT = (
    "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Kristen>What is different\n\n00:04.200 --> 00:06.000\n<v Kristen>about a peer?"
    "\n\n00:09.000 --> 00:12.000\nThey have just been there."
)
UNDO = re.compile(r'action="(/me/undo/\w+/)"')


def vtt(text=VTT):
    return SimpleUploadedFile("said.vtt", text.encode(), "text/vtt")


def voice(**more):
    return SimpleUploadedFile("evening.mp3", sound("mp3", **more), "audio/mpeg")


@pytest.fixture
def send(carrier, sign_in):
    """Send the form of a gathering's recording: `send(gathering, recording=…)`."""

    def post(gathering, **typed):
        client = sign_in(carrier)
        address = f"{gathering.entry.address}room/recording/"
        return client.post(address, form_on(client.get(address)) | typed)

    return post


def test_a_recording_with_captions_is_kept_for_members_and_its_moments_jump_to_their_second(
    evening, send, carrier, ines, person, sign_in
):
    gathering = evening()
    address = f"{gathering.entry.address}room/"
    keep_moment(gathering, ines, second=210, words="zyxmoment")
    assert send(gathering, recording=voice(), captions=vtt(), begins="03:20").url == address
    room = Room.objects.select_related("recording").get()
    assert (room.recording_begins, room.only_adults, room.recording.for_members) == (200, False, True)
    page = sign_in(ines).get(address).text
    assert f'src="{room.recording.address}"' in page
    assert '<track kind="captions" srclang="' in page
    assert f'<a class="second" href="{address}?at=1#recording" data-jump="1"><time datetime="PT1S">00:01</time>' in page
    assert (
        f'<a class="second" href="{address}?at=10#recording" data-jump="10"><time datetime="PT10S">00:10</time>' in page
    ), "along the recording"
    assert "What is different about a peer?" in page
    assert f'src="{room.recording.address}#t=10"' in sign_in(ines).get(f"{address}?at=10").text
    assert page.index("They have just been there.") < page.index("zyxmoment"), "beside the passage in which it falls"
    file = sign_in(ines).get(f"{address}captions.vtt")
    assert file["Content-Type"] == "text/vtt; charset=utf-8"
    assert file["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Kristen>What is different\n")
    for other in (sign_in(), sign_in(person("outsider"))):
        seen = other.get(address).text
        assert "a peer?" not in seen
        assert room.recording.address not in seen + other.get(gathering.entry.address).text
        assert "Members of the community hear it." in seen
        assert "zyxmoment" in seen
        assert other.get(room.recording.address).status_code == 404
        assert other.get(f"{address}captions.vtt").status_code == 404


def test_it_is_heard_by_all_who_see_the_gathering_once_somebody_says_that_only_adults_are_in_it(evening, send, sign_in):
    gathering = evening()
    address = f"{gathering.entry.address}room/"
    send(gathering, recording=voice(), captions=vtt())
    send(gathering, only_adults="on")
    recording = Attachment.objects.get()
    assert not recording.for_members
    stranger = sign_in()
    assert "a peer?" in stranger.get(address).text
    assert stranger.get(recording.address).status_code == 200
    assert stranger.get(f"{address}captions.vtt").status_code == 200
    form = {"link": "", "begins": "", "transcript": ""}
    gathering.entry.refresh_from_db()
    send(gathering, **form, only_adults="")
    assert stranger.get(recording.address).status_code == 404


def test_names_in_captions_are_asked_of_where_strangers_would_read_them(evening, send, member, table):
    member(table, "leila", age_band="13-15")
    Person.objects.filter(name="leila").update(display_name="Leïla Ösei")
    named = VTT.replace("Kristen", "Leïla Ösei")
    for audience, ticked, status in (
        (Audience.OPEN, "on", 422),
        (Audience.OPEN, "", 302),
        (Audience.COMMUNITY, "on", 302),
    ):
        answer = send(evening(audience), captions=vtt(named), only_adults=ticked)
        assert answer.status_code == status
    gathering = evening()
    send(gathering, captions=vtt(named))
    opened = send(gathering, only_adults="on")
    assert opened.status_code == 422
    assert "“Leïla Ösei” stands in what would be read there, too" in opened.text
    assert not Room.objects.get(pk=gathering.pk).only_adults


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"captions": lambda: vtt("WEBVTT\n\n00:01 --> 00:02\nOne")}, "Line 3: this is no time"),
        ({"captions": lambda: vtt("1\n00:00:01,000 --> 00:00:02,000\nOne")}, "Line 1: captions begin with"),
        ({"recording": lambda: SimpleUploadedFile("a.mp3", b"none")}, "not a recording that we can read"),
        ({"link": lambda: "javascript:alert(1)"}, "Write the whole address"),
        ({"begins": lambda: "soon"}, "Write it in minutes and seconds, as 3:20."),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(typed, says, evening, send):
    answer = send(evening(), transcript="All of it stays", **{name: make() for name, make in typed.items()})
    assert answer.status_code == 422
    assert says in answer.text
    assert "All of it stays" in answer.text
    assert not Room.objects.exists()
    assert not Attachment.objects.exists()


def test_long_recordings_are_taken_as_what_every_browser_plays(evening, send):
    refused = send(evening(), recording=SimpleUploadedFile("a.wav", sound("wav", seconds=601)))
    assert refused.status_code == 422
    assert "has to be an M4A or an MP3" in refused.text
    assert send(evening(), recording=voice(seconds=601)).status_code == 302
    assert Attachment.objects.get().seconds == 601


def test_recording_and_captions_are_taken_away_and_brought_back(evening, carrier, send, sign_in):
    gathering = evening()
    send(gathering, recording=voice(), captions=vtt())
    before = Room.objects.values().get()
    client = sign_in(carrier)
    address = f"{gathering.entry.address}room/recording/"
    for name in ("remove_captions", "remove"):
        gone = client.post(address, form_on(client.get(address)) | {name: "on"}, follow=True)
        assert Room.objects.values().get() != before
        client.post(UNDO.search(gone.text)[1])
        assert Room.objects.values().get() == before
    send(gathering, only_adults="on")
    gone = client.post(address, form_on(client.get(address)) | {"remove": "on"}, follow=True)
    send(gathering, only_adults="")
    client.post(UNDO.search(gone.text)[1])
    assert Attachment.objects.get().for_members, "as it is said now, not as it was"


def test_a_recording_does_not_come_back_beside_another_that_took_its_place(evening, carrier, send, sign_in):
    gathering = evening()
    send(gathering, recording=voice(), only_adults="on")
    client, address = sign_in(carrier), f"{gathering.entry.address}room/recording/"
    gone = client.post(address, form_on(client.get(address)) | {"remove": "on"}, follow=True)
    send(gathering, recording=voice(), only_adults="")
    refused = client.post(UNDO.search(gone.text)[1], follow=True)
    assert "Another recording is in its place by now." in refused.text
    assert Attachment.objects.get().for_members, "none is left that strangers hear"


def test_two_who_change_what_is_said_of_a_recording_are_brought_together(evening, send, carrier, sign_in):
    gathering = evening()
    send(gathering, transcript="Tea.\n\nKettles.", only_adults="on")
    client, address = sign_in(carrier), f"{gathering.entry.address}room/recording/"
    mine, late, same = (form_on(client.get(address)) for _each in range(3))
    del mine["only_adults"]
    assert client.post(address, mine | {"transcript": "Tea first.\n\nKettles."}).status_code == 302
    assert client.post(address, late | {"transcript": "Tea.\n\nKettles hum."}).status_code == 302
    room = Room.objects.get()
    assert room.transcript == "Tea first.\n\nKettles hum."
    assert not room.only_adults, "whoever noticed that a child is heard is not overruled by an older page"
    clash = client.post(address, same | {"transcript": "No tea.\n\nKettles."})
    assert clash.status_code == 409
    assert ["Tea first." in clash.text, "No tea." in clash.text] == [True, True]
    assert client.post(address, form_on(clash)).status_code == 302
    assert Room.objects.get().transcript == "No tea.\n\nKettles hum."


def test_long_captions_are_read_on_the_page_as_they_were_taken(evening, send, carrier, sign_in):
    gathering = evening()
    assert send(gathering, captions=vtt("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "& " * 250_000)).status_code == 302
    assert sign_in(carrier).get(f"{gathering.entry.address}room/").status_code == 200


def test_a_transcript_that_somebody_wrote_is_read_in_place_of_the_captions(evening, carrier):
    room = keep_recording(
        evening(),
        carrier,
        transcript="Before it begins.\n\n12:30 What is different?\n\n[1:02:03] It hums.",
        captions=None,
    )
    assert [(one.second, one.words) for one in passages_of(room)] == [
        (None, "Before it begins."),
        (750, "What is different?"),
        (3723, "It hums."),
    ]


@pytest.mark.parametrize(
    ("link", "opens"),
    [
        ("https://video.example/a.mp4", "https://video.example/a.mp4#t=750"),
        ("https://www.youtube.com/watch?v=x&t=3", "https://www.youtube.com/watch?v=x&t=750s"),
        ("https://youtu.be/x", "https://youtu.be/x?t=750s"),
        ("https://tube.example/w/abc", "https://tube.example/w/abc?start=750s"),
        ("https://vimeo.com/1#t=9s", "https://vimeo.com/1#t=750"),
    ],
)
def test_a_link_opens_at_the_second(link, opens, evening, carrier, ines, sign_in):
    assert at_second(link, 750) == opens
    gathering = evening()
    keep_recording(gathering, carrier, link=link)
    moment = keep_moment(gathering, ines, second=750, words="It hums.")
    page = sign_in(ines).get(f"{gathering.entry.address}room/").text
    assert f'href="{opens.replace("&", "&amp;")}"' in page
    assert f'id="m{ids.written(moment.pk)}"' in page
