# ruff: noqa: E501 - what people say is kept on one line, so that it can be read as it was said
"""One evening of Ten Pages, with its agenda, its notes, its moments and its recording; and what is planned for the next."""

from commonplace.commons.communities.models import Audience, Community
from commonplace.ground.captions import Cue
from commonplace.ground.recordings import A_GATHERING, prepare
from commonplace.project.demo import sounds
from commonplace.project.demo.telling import Telling
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_resource
from commonplace.stages.room.actions import (
    Planned,
    keep_moment,
    keep_recording,
    name_voices,
    write_agenda,
    write_notes,
)

_PAST, _NEXT = "Pages 41 to 50, and what next?", "Pages 11 to 20"
# From when until when, who, and what they say. Between them somebody turns a page.
_SAID = (
    (0, 6, "Miriam", "Good evening. We are on page forty-one, and somebody has moved the radiator chair."),
    (6, 11, "Walter", "It was too near the radiator."),
    (15, 24, "Hyacinth", "Then I begin. I shall do the voices, and whoever minds may read the next page."),
    (24, 33, "Hyacinth", "Listen to how it changes when she stops reading to herself and reads to him instead."),
    (40, 50, "Miriam", "When my teacher told me that a sentence was too long, I made it shorter. When Walter told me, I asked him where he had lost his breath."),
    (50, 58, "Walter", "I had lost it at the second comma. One does not tell that to a pupil. One only tells it to a friend."),
    (64, 73, "Oswald Pym", "I bind books for people who never open them. It is a pleasure to meet one with tea on it."),
    (73, 80, "Hyacinth", "That is not tea, that is the year 1987."),
    (88, 98, "Miriam", "We have ten minutes. What do we read next, and who has not chosen yet?"),
    (98, 107, "Walter", "Dilys has not. She is in the doorway with her coat on, so ask her quickly."),
    (112, 122, "Miriam", "Eight o’clock. We stop in the middle of the sentence, as agreed."),
)  # fmt: skip


def tell(telling: Telling, club: Community) -> None:
    """The evening two weeks ago, and the next one."""
    with telling.at(telling.weekday(-3, 0), "09:10"):
        book = share_resource(
            telling["walter"], title="How to read aloud without being asked to stop", link="https://example.org/reading-aloud",
            body="Four pages, copied from the back of a songbook. Breathe at the full stops.", community=club, audience=Audience.OPEN, made_by="Anonymous, 1911",
        )  # fmt: skip
    past = _gathering(telling, _PAST)
    with telling.at(telling.weekday(-3, 1), "20:00"):
        write_agenda(
            past,
            telling["miriam"],
            [
                Planned("Tea, and who has which copy", 10),
                Planned("Pages 41 to 45", 20, "Hyacinth", "With the voices."),
                Planned("Pages 46 to 50", 15, "whoever likes"),
                Planned("What next?", 15, "Walter", "Two titles each, one sentence for each.", after=45),
            ],
        )
        name_voices(
            past,
            telling["miriam"],
            hosts=telling.people("miriam walter"),
            guests=[("Oswald Pym", "who binds books in Shipley, and brings his own chair")],
            resources=[book.entry],
        )
    with telling.at(telling.weekday(-3, 5), "11:20"):
        keep_moment(past, telling["walter"], second=40, words="What is different about hearing it from a peer?")
    with telling.at(telling.weekday(-2, 3), "19:01"):
        keep_moment(
            past, telling["hyacinth"], second=24, words="Reading to herself, then to him: does one hear the difference?"
        )
        write_notes(
            past, telling["miriam"],
            "### Which copy is where\n\nThe large print goes to Dilys, the other stays with Hyacinth.\n\n### What next\n\n- *The Diary of a Nobody* (Walter, two copies)\n- *Lolly Willowes* (Miriam)\n- something with a dog in it (Dilys, from the doorway)",
            based_on=0,
        )  # fmt: skip
    with telling.at(telling.weekday(-2, 3), "20:40"):
        _record(telling, past)
        keep_moment(
            past,
            telling["miriam"],
            second=98,
            words="Who has not chosen yet? We always forget whoever stands nearest to the door.",
        )
    with telling.at(telling.weekday(-2, 4), "08:30"):
        keep_moment(
            past, telling["walter"], second=66, words="Mr Pym laughed here. It can be heard as the seventh bell."
        )
    with telling.at(-1, "21:00"):
        write_agenda(
            _gathering(telling, _NEXT),
            telling["miriam"],
            [
                Planned("Tea", 10),
                Planned("Pages 11 to 15", 20, "Moira"),
                Planned("Pages 16 to 20", 20),
                Planned("Coats", 10),
            ],
        )


def _gathering(telling: Telling, title: str) -> Gathering:
    return Gathering.objects.select_related("entry__community").get(pk=telling.entries[title].pk)


def _record(telling: Telling, past: Gathering) -> None:
    recording = sounds.bells("evening", 126, [starts for starts, *_rest in _SAID])
    keep_recording(
        past,
        telling["miriam"],
        recorded=prepare(recording, A_GATHERING),
        captions=[Cue(starts * 1000, ends * 1000, words, voice) for starts, ends, voice, words in _SAID],
        only_adults=True,
    )
