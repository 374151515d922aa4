"""Two who write at once: whatever they interleave, no word of either is lost, in entries, designs and case studies."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.entries.comparing import difference
from commonplace.commons.entries.merging import marks_of, merge, merge_text
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.design.actions import start
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.make.actions import share_work
from commonplace.stages.publish.actions import draft_case_study, write_case_study

BEGINNING = "one\n\ntwo\n\nthree\n\nfour"


def _together(mine: str, theirs: str, before: str = BEGINNING) -> tuple[str, bool]:
    return merge_text(marks_of({"body": before})["body"], mine, theirs)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("ONE\n\ntwo\n\nthree\n\nfour", "one\n\ntwo\n\nthree\n\nFOUR", "ONE\n\ntwo\n\nthree\n\nFOUR"),
        ("ONE\n\ntwo\n\nthree\n\nfour", "one\n\nTWO\n\nthree\n\nfour", "ONE\n\nTWO\n\nthree\n\nfour"),
        (BEGINNING + "\n\nmine", BEGINNING + "\n\ntheirs", BEGINNING + "\n\ntheirs\n\nmine"),
        (BEGINNING + "\n\nsame", BEGINNING + "\n\nsame", BEGINNING + "\n\nsame"),
        ("one\n\nthree\n\nfour", "one\n\ntwo\n\nthree\n\nfour\n\nfive", "one\n\nthree\n\nfour\n\nfive"),
        ("one\n\nTWO\n\nthree\n\nfour", "one\n\nTWO\n\nthree", "one\n\nTWO\n\nthree"),
        ("two\n\none\n\nthree\n\nfour", "one\n\ntwo\n\nthree\n\nFOUR", "two\n\none\n\nthree\n\nFOUR"),
    ],
)
def test_paragraphs_that_only_one_changed_are_taken_from_them(mine: str, theirs: str, both: str) -> None:
    assert _together(mine, theirs) == (both, False)


def test_a_paragraph_that_both_changed_is_a_clash_and_the_rest_is_brought_together() -> None:
    text, is_clash = _together("one\n\nmine\n\nthree\n\nfour", "ONE\n\ntheirs\n\nthree\n\nfour\n\nfive")
    assert (text, is_clash) == ("ONE\n\nmine\n\nthree\n\nfour\n\nfive", True)


def test_without_marks_nothing_is_taken_for_unchanged() -> None:
    assert merge({}, {"body": "mine"}, {"body": "theirs"}, {"body"}).clashes == ["body"]
    forged = {"body": ["no mark at all"] * 3}
    assert merge(forged, {"body": "mine"}, {"body": "theirs"}, {"body"}).clashes == ["body"]


# What writers do: open the form, put a word into, replace or take out a paragraph, send the form.
_STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1]),
        st.sampled_from(["open", "add", "replace", "take out", "send"]),
        st.integers(min_value=0, max_value=5),
    ),
    min_size=4,
    max_size=16,
)


# Without shrinking, which would take minutes for what is readable as it is.
_TOLD = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


class _Writer:
    """Somebody with the form before them. `written` holds the words that they sent and did not take out themselves.

    `seen_go` is what they took out, or were shown beside the form when both had changed it: gone with their knowledge.
    """

    def __init__(self, client: Client, address: str, field: str) -> None:
        self.client, self.address, self.field = client, address, field
        self.written: set[str] = set()
        self.seen_go = ""
        self.form: dict[str, Any] = {}
        self.open()

    def open(self) -> None:
        self.form = form_on(self.client.get(self.address))
        self.mine: set[str] = set()

    def paragraphs(self) -> list[str]:
        return [part for part in self.form[self.field][0].split("\n\n") if part.strip()]

    def put(self, said: list[str]) -> None:
        self.form[self.field] = ["\n\n".join(said)]

    def act(self, step: str, place: int, word: str) -> None:
        said = self.paragraphs()
        place = min(place, len(said))
        if step == "open":
            return self.open()
        if step == "send":
            return self.send()
        if step == "add":
            said.insert(place, word)
            self.mine.add(word)
        elif said:
            place = min(place, len(said) - 1)
            gone = said.pop(place)
            self.seen_go += gone
            self.written -= {gone}
            self.mine -= {gone}
            if step == "replace":
                said.insert(place, word)
                self.mine.add(word)
        self.put(said)
        return None

    def send(self) -> None:
        if not self.paragraphs():
            return
        answer = self.client.post(self.address, self.form)
        self.written |= self.mine
        if answer.status_code == 409:
            self.form = form_on(answer)
            self.seen_go += answer.text
        else:
            assert answer.status_code == 302, answer.content.decode()[-3000:]
            self.open()


class _RecordWriter(_Writer):
    """Somebody with the form of a case study before them: its statements stand for paragraphs, one section being `field`."""

    def _rows(self) -> list[str]:
        return [row for row in self.form.get("row", []) if self.form[f"section-{row}"] == [self.field]]

    def paragraphs(self) -> list[str]:
        new = self.form[f"new-{self.field}"]
        return [words for words in [*(self.form[f"words-{row}"][0] for row in self._rows()), *new] if words.strip()]

    def put(self, said: list[str]) -> None:
        kept = [row for row in self.form.get("row", []) if row not in self._rows()]
        self.form["row"] = [*kept, *(str(1000 + place) for place in range(len(said)))]
        for place, words in enumerate(said, 1000):
            self.form |= {f"section-{place}": [self.field], f"words-{place}": [words], f"source-{place}": [""]}
        self.form[f"new-{self.field}"] = [""]


def _nothing_is_lost(writers: list[_Writer], standing: str) -> None:
    kept = standing + "".join(writer.seen_go for writer in writers)
    lost = [word for writer in writers for word in writer.written if word not in kept]
    assert not lost, (lost, kept)


def _write(writers: list[_Writer], steps: list[tuple[int, str, int]]) -> None:
    words = count(1)
    for who, step, place in steps:
        writers[who].act(step, place, f"word{next(words):04d}")
    for writer in writers:
        writer.send()


@pytest.fixture
def two(community: Callable, member: Callable, sign_in: Callable) -> tuple[Any, list[Person], list[Client]]:
    table = community()
    people = [member(table, "ines"), member(table, "dov")]
    return table, people, [sign_in(one) for one in people]


@pytest.mark.django_db
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS)
def test_no_word_in_an_entry_is_lost_whatever_two_writers_interleave(two: Any, steps: list) -> None:
    table, (ines, dov), clients = two
    post = write_entry(ines, "post", title="Kettles", body=BEGINNING, community=table, co_authors=[dov])
    writers = [_Writer(client, f"{post.address}edit/", "body") for client in clients]
    _write(writers, steps)
    _nothing_is_lost(writers, Entry.objects.get(pk=post.pk).body)


@pytest.mark.django_db
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS)
def test_no_word_in_a_design_is_lost_whatever_two_writers_interleave(
    two: Any, steps: list, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    table = start(two[1][0], name="A design", purpose="To mend")
    table.memberships.create(person=two[1][1], role="facilitator", agreed_norms_at=table.created_at)
    writers = [_Writer(client, f"{table.address}design/edit/", "need") for client in two[2]]
    _write(writers, steps)
    design = table.design
    design.refresh_from_db()
    _nothing_is_lost(writers, design.need)


@pytest.mark.django_db
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS)
@example(steps=[(0, "add", 0), (1, "add", 0)])
def test_no_word_in_a_case_study_is_lost_whatever_two_writers_interleave(two: Any, steps: list) -> None:
    table = start(two[1][0], name="A design", purpose="To mend")
    table.memberships.create(person=two[1][1], role="facilitator", agreed_norms_at=table.created_at)
    study = draft_case_study(table, two[1][0])
    writers = [_RecordWriter(client, f"{table.address}case-study/", "surprised") for client in two[2]]
    _write(writers, steps)
    _nothing_is_lost(writers, "\n\n".join(study.statements.values_list("words", flat=True)))


@pytest.mark.django_db
def test_two_who_change_different_statements_of_a_case_study_both_have_their_way(two: Any) -> None:
    table = start(two[1][0], name="A design", purpose="To mend")
    table.memberships.create(person=two[1][1], role="facilitator", agreed_norms_at=table.created_at)
    study = draft_case_study(table, two[1][0])
    said = [("surprised", words, None) for words in ("Soup.", "Rain.", "Music.")]
    write_case_study(study, two[1][0], based_on=study.entry.version, title="Soup", summary="", statements=said)
    address = f"{table.address}case-study/"
    first, second = (form_on(client.get(address)) for client in two[2])
    two[2][0].post(address, {**first, "title": ["Soup and rain"], "words-0": ["SOUP."], "new-worked": ["Knives."]})
    answer = two[2][1].post(address, {**second, "words-1": ["RAIN."], "remove-2": ["on"], "new-worked": ["Pots."]})
    assert answer.status_code == 302
    assert Entry.objects.get(pk=study.pk).title == "Soup and rain"
    both = [("surprised", "SOUP."), ("surprised", "RAIN."), ("worked", "Knives."), ("worked", "Pots.")]
    assert list(study.statements.values_list("section", "words")) == both
    first, second = (form_on(client.get(address)) for client in two[2])
    two[2][0].post(address, {**first, "words-0": ["Soups."], "words-3": ["Pans."]})
    answer = two[2][1].post(address, {**second, "words-0": ["Bread."]})
    assert answer.status_code == 409, "both changed the first"
    assert answer.text.count("As somebody else has it now") == 1, "the section that clashes, and no other"
    again = form_on(answer)
    said = [again[f"words-{row}"][0] for row in again["row"] if f"offered-{row}" not in again]
    assert said == ["Bread.", "RAIN.", "Knives.", "Pans."]
    assert two[2][1].post(address, again).status_code == 302
    assert study.statements.first().words == "Bread."


@pytest.mark.django_db
def test_two_who_change_different_paragraphs_of_a_work_both_have_their_way(two: Any) -> None:
    table, (ines, dov), clients = two
    work = share_work(ines, title="How to open a kettle", body=BEGINNING, community=table, co_authors=[dov])
    address = f"{work.entry.address}work/"
    first, second = (form_on(client.get(address)) for client in clients)
    clients[0].post(address, {**first, "title": ["Opening kettles"], "body": ["ONE\n\ntwo\n\nthree\n\nfour"]})
    answer = clients[1].post(
        address, {**second, "body": ["one\r\n\r\ntwo\r\n\r\nthree\r\n\r\nFOUR"], "link": ["https://a.example/"]}
    )
    assert answer.status_code == 302
    entry = Entry.objects.get(pk=work.pk)
    assert (entry.title, entry.body) == ("Opening kettles", "ONE\n\ntwo\n\nthree\n\nFOUR")
    assert entry.as_work.link == "https://a.example/"


@pytest.mark.django_db
def test_a_clash_hands_back_what_was_typed_with_what_only_the_other_changed(two: Any) -> None:
    table, (ines, dov), clients = two
    post = write_entry(ines, "post", title="Kettles", body=BEGINNING, community=table, co_authors=[dov])
    address = f"{post.address}edit/"
    first, second = (form_on(client.get(address)) for client in clients)
    clients[0].post(address, {**first, "body": ["theirs\n\ntwo\n\nthree\n\nFOUR"]})
    answer = clients[1].post(address, {**second, "body": ["mine\n\ntwo\n\nthree\n\nfour"]})
    assert answer.status_code == 409
    assert "theirs" in answer.text
    again = form_on(answer)
    assert again["body"] == ["mine\n\ntwo\n\nthree\n\nFOUR"]
    assert clients[1].post(address, again).status_code == 302
    assert Entry.objects.get(pk=post.pk).body == "mine\n\ntwo\n\nthree\n\nFOUR"


@pytest.mark.django_db
def test_two_who_move_one_gathering_at_once_both_have_their_way(two: Any, sign_in: Callable[..., Client]) -> None:
    keeper = Person.objects.get(name="nkechi")
    begins = (clock.now() + timedelta(days=3)).replace(hour=10, minute=0)
    planned = plan_gathering(two[0], keeper, title="Plugs", starts_at=begins, ends_at=begins + timedelta(hours=2))
    address, client = f"{planned.entry.address}gathering/", sign_in(keeper)
    first, second = form_on(client.get(address)), form_on(client.get(address))
    assert client.post(address, {**first, "place": ["The kitchen"]}).status_code == 302
    assert client.post(address, {**second, "ends": ["13:30"], "capacity": ["9"]}).status_code == 302
    moved = Gathering.objects.get(pk=planned.pk)
    assert (moved.place, moved.ends_at - moved.starts_at, moved.capacity) == ("The kitchen", timedelta(minutes=210), 9)
    answer = client.post(address, {**second, "place": ["The hall"]})
    assert answer.status_code == 409, "both said another place"


def test_a_difference_is_told_by_paragraph_and_by_word() -> None:
    before = "Unplug it first.\n\nTurn it over.\n\na\n\nb\n\nc\n\nThree screws hold the plate."
    after = "Unplug the kettle first.\n\nTurn it over.\n\na\n\nb\n\nc\n\nThree screws hold the plate.\n\nOne is hidden."
    told = [
        (paragraph.left_out, [(piece.change, piece.words) for piece in paragraph.pieces])
        for paragraph in difference(before, after)
    ]
    assert told == [
        (0, [("kept", "Unplug "), ("taken out", "it"), ("added", "the kettle"), ("kept", " first.")]),
        (0, [("kept", "Turn it over.")]),
        (3, []),
        (0, [("kept", "Three screws hold the plate.")]),
        (0, [("added", "One is hidden.")]),
    ]


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_a_difference_holds_every_word_of_both(before: str, after: str) -> None:
    for text, other in ((before, "added"), (after, "taken out")):
        words = [
            word
            for paragraph in difference(before, after)
            for word in "".join(piece.words for piece in paragraph.pieces if piece.change != other).split()
        ]
        left_out = sum(paragraph.left_out for paragraph in difference(before, after))
        assert words == text.split() or left_out


@pytest.mark.django_db
def test_any_two_sittings_are_set_beside_each_other(two: Any, member: Callable, sign_in: Callable) -> None:
    table, (ines, _dov), clients = two
    post = write_entry(ines, "post", title="Kettles", body="Unplug it.", community=table)
    edit_entry(post, ines, based_on=1, new_revision=True, body="Unplug it.\n\nTurn it <over>.")
    edit_entry(post, ines, based_on=2, new_revision=True, title="Irons", body="Unplug it.")
    page = clients[0].get(f"{post.address}history/compare/?from=1&to=2").text
    assert "<ins>" in page
    assert "Turn it &lt;over&gt;." in page
    assert "<del>" not in page
    whole = clients[0].get(f"{post.address}history/compare/").text
    assert "From sitting 2 to sitting 3" in whole
    assert "<del>" in whole
    same = clients[0].get(f"{post.address}history/compare/?from=3&to=3").text
    assert "This is one sitting." in same
    assert clients[0].get(f"{post.address}history/compare/?from=9").status_code == 404
    assert clients[1].get(f"{post.address}history/compare/").status_code == 403
    assert sign_in(member(table, "wen")).get(f"{post.address}history/compare/").status_code == 403


@pytest.mark.django_db
def test_sittings_of_a_design_are_compared_section_by_section(two: Any) -> None:
    client = two[2][0]
    table = start(two[1][0], name="A design", purpose="To mend")
    address = f"{table.address}design/edit/"
    client.post(address, {**form_on(client.get(address)), "need": ["Nine people asked."], "prediction_0": ["Soup."]})
    table.design.entry.revisions.update(at="2026-01-01T00:00:00Z")
    client.post(address, {**form_on(client.get(address)), "need": ["Twelve people asked."], "prediction_0": ["Soup."]})
    page = client.get(f"{table.design.entry.address}history/compare/").text
    assert page.count("<section aria-labelledby") == 1, "only the need is different"
    assert "Nine" in page
    assert "Twelve" in page
    assert f"{table.design.entry.address}history/compare/?to=2" in client.get(f"{table.address}design/history/").text
