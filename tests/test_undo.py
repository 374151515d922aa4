"""What people take away comes back with one button for an hour: the same row by row, to them alone, and where nothing forbids it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.actions import close_community, leave_community, welcome_member
from commonplace.commons.communities.invitations import invite, make_class_code
from commonplace.commons.communities.models import Audience
from commonplace.commons.entries import files
from commonplace.commons.entries.actions import change_audience, delete_entry, edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Attachment, Authorship, Comment, Entry, Notice
from commonplace.commons.entries.pieces import Said, add_any_file, keep_pieces
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.actions import interests_named, set_interests
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.actions import leave_as_it_is, pause, remove, report
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.edges.discover import first_steps
from commonplace.edges.own import deletions
from commonplace.edges.own.leaving import leave
from commonplace.ground import clock, ids
from commonplace.ground.captions import Cue, write_captions
from commonplace.ground.models import Happening, PutAway
from commonplace.ground.packing import row_of
from commonplace.ground.put_away import CannotComeBack, bring_back, forget_lapsed
from commonplace.ground.queue import run_waiting_tasks
from commonplace.ground.recordings import prepare
from commonplace.stages.critique.actions import answer_points, ask_for_critique, write_critique
from commonplace.stages.critique.models import Answer, Asking
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.design.actions import start
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Coming
from commonplace.stages.gather.places import say_coming
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.make.briefs import pose_brief
from commonplace.stages.publish.actions import draft_case_study
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.room.actions import (
    Planned,
    keep_moment,
    keep_recording,
    name_voices,
    write_agenda,
    write_notes,
)
from commonplace.stages.team.actions import begin_forming, give_up
from commonplace.stages.team.models import Forming, Named, Statement
from commonplace.stages.team.saying import Told as Wants
from commonplace.stages.team.saying import say
from tests.films import film
from tests.pictures import small_picture
from tests.recordings import sound

pytestmark = pytest.mark.django_db
# What is written of what happened, and what is no part of the commons.
NO_PART = {"ground.happening", "ground.edition", "ground.putaway", "django_tasks_database.dbtaskresult"}
BUTTON = re.compile(r'action="(/me/undo/\w+/)"')


def picture(colour: str) -> tuple[SimpleUploadedFile, str, str]:
    return SimpleUploadedFile("a.png", small_picture(colour=colour), "image/png"), f"a {colour} kettle", ""


class Told:
    """A community with one of everything that can be taken away. Ines made it; others said things to it."""

    def __init__(self, person: Callable[..., Person]) -> None:
        # Every row as it was before something was taken away, where it had to be made first.
        self.before: dict[str, list[Any]] = {}
        self.keeper, self.ines, self.dov = person("keeper", is_host=True), person("ines"), person("dov")
        self.table = start(self.keeper, name="The Mending Table", purpose="To mend", audience=Audience.OPEN)
        for somebody in (self.ines, self.dov):
            welcome_member(self.table, somebody, agreed=True)
        shared = {"community": self.table, "audience": Audience.OPEN}
        pictures = [picture(colour) for colour in ("red", "green", "blue", "grey")]
        self.work = share_work(
            self.ines, title="Xylokettle", body="For @dov", pictures=pictures, co_authors=[self.dov], **shared
        ).entry
        self.work.interests.set(interests_named(["felt", "tin"]))
        edit_entry(self.work, self.ines, based_on=self.work.version, body="For @dov, again", new_revision=True)
        self.said = comment_on(self.work, self.dov, "Well found, @keeper")
        self.answer = comment_on(self.work, self.keeper, "It is", answers=self.said)
        comment_on(self.work, self.ines, "Thank you", answers=self.said)
        write_entry(self.dov, "post", title="Another", body="of it", made_from=self.work, **shared)
        self.piece = share_work(self.ines, title="Xylolid", body="It fits", **shared).entry
        ask_for_critique(self.work, self.ines, question="Does it boil?", protocol="warm")
        write_critique(self.dov, self.work, protocol=protocol_of("warm"), said={"warm": "It does.", "cool": "Late."})
        self.report = report(self.dov, "Is this hers?", entry=self.work)

    def _collection(self) -> Entry:
        made = begin_collection(self.ines, title="Xylocollection", body="boils", audience=Audience.OPEN)
        choose(made, self.ines, self.work, "It sings")
        return made.entry

    def _critique(self) -> Entry:
        said = write_critique(self.dov, self.piece, protocol=protocol_of("warm"), said={"warm": "Xylosteam"})
        answer_points(said, self.ines, {said.points.get().pk: (Answer.TAKE_UP, "Yes")})
        return said.entry

    def other_entries(self) -> dict[str, Entry]:
        shared = {"community": self.table, "audience": Audience.OPEN}
        soon = clock.now() + timedelta(days=1)
        evening = plan_gathering(
            self.table,
            self.keeper,
            title="Xylonight",
            starts_at=soon,
            ends_at=soon + timedelta(hours=2),
            audience=Audience.OPEN,
        )
        say_coming(evening, self.ines, "yes")
        write_agenda(evening, self.keeper, [Planned("Xylotea", 10)])
        name_voices(evening, self.keeper, hosts=[self.ines], guests=[("Ruth", "who mends")], resources=[self.work])
        write_notes(evening, self.ines, "Xylonotes", based_on=0)
        keep_moment(evening, self.ines, second=750, words="Xylohum")
        keep_recording(evening, self.keeper, recorded=prepare(SimpleUploadedFile("evening.m4a", sound())))
        saw = write_reflection(
            self.ines,
            gathering=evening,
            may_quote=True,
            surprised="Xylosoup",
            audience=Audience.OPEN,
            community=self.table,
        )
        study = draft_case_study(self.table, self.keeper)
        return {
            "gathering": evening.entry,
            "reflection": saw.entry,
            "critique": self._critique(),
            "case study": study.entry,
            "resource": share_resource(self.ines, title="Xylobook", link="https://example.org/", **shared).entry,
            "brief": pose_brief(self.ines, title="Xylobrief", body="boils", **shared).entry,
            "collection": self._collection(),
            "question": write_entry(self.ines, "question", title="Xylowhy", body="does it leak", **shared),
        }


@pytest.fixture
def told(person: Callable[..., Person], run_tasks: Callable[[], None]) -> Told:
    made = Told(person)
    run_tasks()
    return made


def rows() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    return {
        model._meta.label_lower: [row_of(one) for one in model._base_manager.order_by("pk")]
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("commonplace.") and model._meta.label_lower not in NO_PART | {"signing.session"}
    }


def differing(before: dict[str, list[Any]], now: dict[str, list[Any]]) -> list[Any]:
    """The rows of either that the other does not hold."""
    pairs = [(before[table], now[table]) for table in now]
    return [
        row for one, other in pairs for some, rest in ((one, other), (other, one)) for row in some if row not in rest
    ]


def button(page: Any) -> str:
    assert "You can bring it back for an hour." in page.text
    found = BUTTON.search(page.text)
    assert found
    return found[1]


def undo(client: Client, page: Any) -> Any:
    """Press the button that the page holds."""
    return client.post(button(page), follow=True)


def take_away(told: Told, client: Client) -> Any:
    return client.post(f"{told.work.address}delete/", follow=True)


def is_found(entry: Entry, client: Client) -> bool:
    return entry.address in client.get(f"/search/?q={entry.title}").text


@pytest.mark.database
def test_a_work_comes_back_with_all_that_went_with_it(
    told: Told, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    client, stranger = sign_in(told.ines), sign_in()
    before, stood = rows(), stranger.get(told.work.address).text
    named = list(Attachment.objects.values_list("file", flat=True))
    gone = take_away(told, client)
    assert "“Xylokettle” is deleted, with what was said to it." in gone.text
    assert stranger.get(told.work.address).status_code == 404
    assert not is_found(told.work, stranger)
    assert not Entry.objects.filter(pk=told.work.pk).exists()
    assert not Notice.objects.filter(entry=told.work.pk).exists()
    back = undo(client, gone)
    assert back.redirect_chain[-1][0] == told.work.address
    assert "It is back, as it was." in back.text
    run_tasks()
    assert not differing(before, rows())
    assert all(map(default_storage.exists, named))
    token = re.compile('value="[A-Za-z0-9]{64}"')
    assert token.sub("", stranger.get(told.work.address).text) == token.sub("", stood)
    assert is_found(told.work, stranger)


@pytest.mark.parametrize(
    "kind", ["gathering", "reflection", "case study", "resource", "brief", "collection", "question", "critique"]
)
def test_every_kind_of_entry_comes_back_the_same(
    kind: str, told: Told, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    entry = told.other_entries()[kind]
    run_tasks()
    client = sign_in(entry.authors.get())
    before = rows()
    gone = client.post(f"{entry.address}delete/", follow=True)
    assert not Entry.objects.filter(pk=entry.pk).exists()
    undo(client, gone)
    run_tasks()
    assert not differing(before, rows())


def _comment(told: Told, client: Client) -> Any:
    return client.post(f"{told.work.address}comment/{ids.written(told.said.pk)}/delete/", follow=True)


def _answer(told: Told, client: Client) -> Any:
    return client.post(f"{told.work.address}comment/{ids.written(told.answer.pk)}/delete/", follow=True)


def _pictures(told: Told, client: Client) -> Any:
    there = list(told.work.attachments.all())
    form = {f"p{one.pk}-shows": one.alternative for one in there}
    form |= {f"p{one.pk}-remove": "on" for one in (there[0], there[2])}
    return client.post(f"{told.work.address}pieces/", {**form, "cover": there[0].pk}, follow=True)


def _stepping_back(told: Told, client: Client) -> Any:
    return client.post(f"{told.work.address}step-back/", follow=True)


def _interests(told: Told, client: Client) -> Any:
    set_interests(told.ines, ["felt", "tin", "glue"], ["felt"])
    told.before = rows()
    return client.post("/me/interests/", {"curious": "tin", "helps": ""}, follow=True)


def _invitation(told: Told, client: Client) -> Any:
    made = invite(told.keeper, told.table).invitation
    told.before = rows()
    return client.post(f"{told.table.address}invitations/{made.pk}/revoke/", follow=True)


def _class_code(told: Told, client: Client) -> Any:
    make_class_code(told.table, told.keeper, days=2)
    told.before = rows()
    return client.post(f"{told.table.address}class-code/", {"end": "yes"}, follow=True)


def _first_step(told: Told, client: Client) -> Any:
    first_steps.bring_back_ours()
    told.before = rows()
    steps = list(first_steps.FirstStep.objects.all())
    form = {"form-TOTAL_FORMS": 4, "form-INITIAL_FORMS": 4, "form-1-DELETE": "on"}
    for number, step in enumerate(steps):
        form |= {
            f"form-{number}-{name}": getattr(step, name) for name in ("id", "title", "words", "link", "link_words")
        }
    return client.post("/host/first-steps/", form, follow=True)


def _question(told: Told, client: Client) -> Any:
    call = open_call(
        told.table, told.keeper, words="Come", seats=3, questions=[("Why?", True), ("When?", False), ("Who?", False)]
    )
    told.before = rows()
    form = {
        "words": "Come",
        "seats": 3,
        "seats_go": "first",
        "lines": 3,
        "based_on": call.version,
        "question_0": "Who?",
    }
    return client.post(f"{told.table.address}call/", {**form, "opens_on": clock.now().date()}, follow=True)


def _asking(told: Told, client: Client) -> Any:
    return client.post(f"{told.work.address}ask/no-more/", follow=True)


def _statement(told: Told, client: Client) -> Any:
    forming = begin_forming(told.table, told.keeper, closes_at=clock.now() + timedelta(days=2), outcomes=["A film"])
    say(forming, told.ines, Wants(hours=7, outcomes=[0], wishes=[told.dov.pk], keeps=True))
    run_waiting_tasks()
    told.before = rows()
    return client.post(f"{told.table.address}team-up/said/back/", follow=True)


def _captions(told: Told, client: Client) -> Any:
    piece = add_any_file(told.piece, SimpleUploadedFile("a.mp4", film()), Said())
    Attachment.objects.filter(pk=piece.pk).update(captions=write_captions([Cue(0, 900, "It hums")]))
    keep_pieces(told.piece, told.ines)
    run_waiting_tasks()
    told.before = rows()
    form = {f"p{piece.pk}-shows": piece.alternative, f"p{piece.pk}-remove_captions": "on"}
    return client.post(f"{told.piece.address}pieces/", form, follow=True)


SMALLER = {
    "a question to readers": ("ines", _asking),
    "what one said so that teams are formed": ("ines", _statement),
    "captions of a piece": ("ines", _captions),
    "a comment that others answered": ("ines", _comment),
    "an answer": ("keeper", _answer),
    "two pictures, the cover among them": ("ines", _pictures),
    "oneself on a work": ("ines", _stepping_back),
    "interests": ("ines", _interests),
    "an invitation": ("keeper", _invitation),
    "a class code": ("keeper", _class_code),
    "a first step": ("keeper", _first_step),
    "questions of a call": ("keeper", _question),
}


@pytest.mark.parametrize("what", SMALLER)
def test_whatever_else_is_taken_away_comes_back_the_same(
    what: str, told: Told, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    who, take = SMALLER[what]
    client = sign_in(getattr(told, who))
    before = rows()
    gone = take(told, client)
    before, between = told.before or before, rows()
    assert between != before
    undo(client, gone)
    run_tasks()
    now = rows()
    for call in (*before["recruit.call"], *now["recruit.call"]):
        # It was changed twice, and says so to whoever else has it open.
        call.pop("version"), call.pop("opens_at")
    for revision in (*before["entries.revision"], *now["entries.revision"]):
        revision.pop("at")  # what the pieces are was written into it once more
    assert not differing(before, now)


def test_a_question_to_readers_is_not_asked_again_of_what_nobody_reads_any_more(
    told: Told, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(told.ines)
    gone = _asking(told, client)
    change_audience(told.work, told.ines, Audience.ONLY_ME)
    assert "It cannot be brought back." in undo(client, gone).text
    assert not Asking.objects.filter(entry=told.work).exists()


def _give_up(told: Told) -> None:
    give_up(Forming.objects.get(), told.keeper)


def _close(told: Told) -> None:
    Forming.objects.update(closes_at=clock.now())


@pytest.mark.parametrize("over", [_give_up, _close], ids=["given up", "closed"])
def test_what_one_said_for_teams_stays_away_once_nobody_is_asked_any_more(
    over: Callable[[Told], None], told: Told, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(told.ines)
    address = button(_statement(told, client))
    over(told)
    answer = client.post(address, follow=True)
    assert answer.status_code == 404 if over is _give_up else "It cannot be brought back." in answer.text
    assert not Statement.objects.exists()
    assert PutAway.objects.filter(kind="statement").exists() == (over is _close)


def test_who_left_meanwhile_is_not_named_by_what_comes_back(told: Told, sign_in: Callable[..., Client]) -> None:
    client = sign_in(told.ines)
    gone = _statement(told, client)
    leave_community(told.table.memberships.get(person=told.dov), told.dov)
    undo(client, gone)
    assert Statement.objects.get().hours == 7
    assert not Named.objects.exists()


def test_an_answered_question_is_asked_again(
    told: Told, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    call = open_call(told.table, told.keeper, words="Come", seats=3, questions=[("Why?", True)], asks_approval=True)
    answer_call(call, person("newcomer"), {call.questions.get().pk: "Because"})
    client = sign_in(told.keeper)
    form = {"words": "Come", "seats": 3, "seats_go": "read", "lines": 3, "based_on": call.version}
    gone = client.post(f"{told.table.address}call/", form, follow=True)
    assert not call.questions.get().is_asked
    undo(client, gone)
    assert call.questions.get().is_asked


def test_pressed_twice_it_comes_back_once(told: Told, sign_in: Callable[..., Client]) -> None:
    client = sign_in(told.ines)
    address = button(take_away(told, client))
    pages = [client.post(address, follow=True) for _press in range(2)]
    assert [page.redirect_chain[-1][0] for page in pages] == [told.work.address] * 2
    assert Entry.objects.filter(pk=told.work.pk).count() == 1


def test_only_who_took_it_away_sees_it_and_brings_it_back(told: Told, sign_in: Callable[..., Client]) -> None:
    client = sign_in(told.ines)
    address = button(take_away(told, client))
    assert "Xylokettle" in client.get("/me/undo/").text
    for other in (told.dov, told.keeper):
        assert "Xylokettle" not in sign_in(other).get("/me/undo/").text
        assert sign_in(other).post(address).status_code == 404
    assert sign_in().post(address).status_code == 302, "a stranger signs in first"
    assert not Entry.objects.filter(pk=told.work.pk).exists()


def test_after_an_hour_it_is_gone_with_its_files(
    told: Told, sign_in: Callable[..., Client], django_capture_on_commit_callbacks: Any
) -> None:
    named = [name for row in Attachment.objects.values_list("file", "small") for name in row]
    client = sign_in(told.ines)
    address = button(take_away(told, client))
    forget_lapsed.call()
    assert all(map(default_storage.exists, named)), "it may still come back"
    with clock.at(clock.now() + timedelta(minutes=61)):
        late = client.post(address, follow=True)
        assert "More than an hour has passed" in late.text
        assert "Nothing to bring back" in late.text
        with django_capture_on_commit_callbacks(execute=True):
            forget_lapsed.call()
        assert client.post(address).status_code == 404
    assert not Entry.objects.filter(pk=told.work.pk).exists()
    assert not any(map(default_storage.exists, named))
    assert not PutAway.objects.exists()


def _closed(told: Told) -> None:
    close_community(told.table, told.keeper)


def _sent_away(told: Told) -> None:
    remove(told.keeper, "Enough", person=told.ines, community=told.table)


def _ruled_on(told: Told) -> None:
    told.report.refresh_from_db()
    leave_as_it_is(told.keeper, "It is gone", told.report)


STANDS_IN_THE_WAY = {
    "its community was closed": (_closed, "is closed"),
    "somebody was sent away from it": (_sent_away, "You no longer belong to"),
    "a report on it was settled": (_ruled_on, "have settled it meanwhile"),
}


@pytest.mark.parametrize("what", STANDS_IN_THE_WAY)
def test_it_stays_away_where(what: str, told: Told, sign_in: Callable[..., Client]) -> None:
    client = sign_in(told.ines)
    gone = take_away(told, client)
    change, words = STANDS_IN_THE_WAY[what]
    change(told)
    refused = undo(client, gone)
    assert "It cannot be brought back." in refused.text
    assert words in refused.text
    assert not Entry.objects.filter(pk=told.work.pk).exists()


def test_what_was_taken_away_from_a_closed_community_comes_back(told: Told, sign_in: Callable[..., Client]) -> None:
    close_community(told.table, told.keeper)
    client = sign_in(told.ines)
    undo(client, take_away(told, client))
    assert Entry.objects.filter(pk=told.work.pk).exists()


def test_nobody_who_is_paused_brings_anything_back(told: Told, sign_in: Callable[..., Client]) -> None:
    address = button(take_away(told, sign_in(told.ines)))
    pause(told.keeper, "Enough", person=told.ines)
    assert sign_in(told.ines).post(address).status_code == 403


def test_a_hidden_entry_comes_back_hidden(told: Told, sign_in: Callable[..., Client]) -> None:
    Entry.objects.filter(pk=told.work.pk).update(hidden_at=clock.now())
    client = sign_in(told.ines)
    undo(client, take_away(told, client))
    assert Entry.objects.get(pk=told.work.pk).hidden_at
    assert sign_in().get(told.work.address).status_code == 404


def test_a_comment_whose_entry_is_gone_stays_away(told: Told, sign_in: Callable[..., Client]) -> None:
    keeper = sign_in(told.keeper)
    gone = _answer(told, keeper)
    take_away(told, sign_in(told.ines))
    assert "gone, or not open to you any more" in undo(keeper, gone).text
    assert not Comment.objects.filter(pk=told.answer.pk).exists()


def test_an_answer_to_what_is_gone_stands_by_itself(told: Told, sign_in: Callable[..., Client]) -> None:
    keeper = sign_in(told.keeper)
    gone = _answer(told, keeper)
    _comment(told, sign_in(told.ines))
    undo(keeper, gone)
    assert Comment.objects.get(pk=told.answer.pk).answers is None


def test_a_place_that_was_taken_meanwhile_is_not_taken_back(told: Told, sign_in: Callable[..., Client]) -> None:
    study, client = draft_case_study(told.table, told.keeper), sign_in(told.keeper)
    gone = client.post(f"{study.entry.address}delete/", follow=True)
    draft_case_study(told.table, told.keeper)
    assert "Something else stands in its place" in undo(client, gone).text
    assert Entry.objects.filter(kind="case study").count() == 1


def test_who_left_the_community_meanwhile_holds_no_place_at_its_gathering(
    told: Told, sign_in: Callable[..., Client]
) -> None:
    evening, client = told.other_entries()["gathering"], sign_in(told.keeper)
    gone = client.post(f"{evening.address}delete/", follow=True)
    leave_community(told.table.memberships.get(person=told.ines), told.ines)
    undo(client, gone)
    assert Entry.objects.filter(pk=evening.pk).exists()
    assert not Coming.objects.exists()


def test_a_name_that_strangers_may_not_read_does_not_come_back_onto_an_open_page(
    told: Told, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    welcome_member(told.table, person("wilhelmina", display_name="Wilhelmina Applebaum", age_band="13-15"), agreed=True)
    change_audience(told.work, told.ines, Audience.COMMUNITY)
    said = comment_on(told.work, told.ines, "Wilhelmina Applebaum found the fuse")
    client = sign_in(told.ines)
    gone = client.post(f"{told.work.address}comment/{ids.written(said.pk)}/delete/", follow=True)
    change_audience(told.work, told.ines, Audience.OPEN)
    assert "not named on open pages" in undo(client, gone).text
    assert not Comment.objects.filter(pk=said.pk).exists()


def test_nor_does_one_that_is_said_in_a_recording(
    told: Told, person: Callable[..., Person], sign_in: Callable[..., Client]
) -> None:
    welcome_member(told.table, person("wilhelmina", display_name="Wilhelmina Applebaum", age_band="13-15"), agreed=True)
    change_audience(told.work, told.ines, Audience.COMMUNITY)
    said = add_recording(
        told.work, prepare(SimpleUploadedFile("a.wav", sound("wav"))), words="Wilhelmina Applebaum found the fuse"
    )
    client = sign_in(told.ines)
    gone = client.post(f"{told.work.address}recordings/", {f"r{said.pk}-remove": "on"}, follow=True)
    change_audience(told.work, told.ines, Audience.OPEN)
    assert "not named on open pages" in undo(client, gone).text
    assert not told.work.attachments.filter(pk=said.pk).exists()


def test_what_two_took_away_at_one_moment_comes_back_from_one_of_them(told: Told) -> None:
    first, second = (Entry.objects.get(pk=told.work.pk) for _press in range(2))
    kept, nothing = delete_entry(first, told.ines), delete_entry(second, told.ines)
    with pytest.raises(CannotComeBack):
        bring_back(nothing.pk, told.ines)
    bring_back(kept.pk, told.ines)
    assert Entry.objects.filter(pk=told.work.pk).exists()


def test_leaving_takes_along_what_could_be_brought_back(
    told: Told, sign_in: Callable[..., Client], django_capture_on_commit_callbacks: Any
) -> None:
    """One's own at once with its files; what others took away holds no word of theirs any more."""
    other = share_work(told.dov, title="Of dov", body="alone", pictures=[picture("red")]).entry
    named = other.attachments.get().file.name
    sign_in(told.dov).post(f"{other.address}delete/")
    gone = take_away(told, sign_in(told.ines))
    assert default_storage.exists(named)
    with django_capture_on_commit_callbacks(execute=True):
        leave(told.dov, keep=False)
    assert not default_storage.exists(named)
    assert not PutAway.objects.filter(by_id=told.dov.pk).exists()
    undo(sign_in(told.ines), gone)
    assert set(Comment.objects.values_list("words", flat=True)) == {"It is", "Thank you"}
    assert not Authorship.objects.filter(person=told.dov).exists()


def test_the_sweep_spares_what_may_come_back(told: Told, sign_in: Callable[..., Client]) -> None:
    named = [name for row in Attachment.objects.values_list("file", "small") for name in row]
    take_away(told, sign_in(told.ines))
    assert files.delete_without_row(named) == []
    PutAway.objects.all().delete()
    assert files.delete_without_row(named) == named


def test_a_restore_keeps_away_what_was_last_taken_away_and_nothing_else(
    told: Told, sign_in: Callable[..., Client]
) -> None:
    """As an older backup is restored: everything is there again, and what people did since is done again."""
    client = sign_in(told.ines)
    undo(client, take_away(told, client))
    pictures = _pictures(told, client)
    assert deletions.replay(deletions.known_here())[0] == 0
    assert Entry.objects.filter(pk=told.work.pk).exists()
    undo(client, pictures)
    assert deletions.replay(deletions.known_here()) == (0, [])
    assert told.work.attachments.count() == 4
    gone = take_away(told, client)
    known = deletions.known_here()
    undo(client, gone)
    assert deletions.replay(known)[0] == 1
    assert not Entry.objects.filter(pk=told.work.pk).exists()


def test_a_restore_writes_a_line_for_each_of_several_that_came_back_together(
    told: Told, sign_in: Callable[..., Client]
) -> None:
    _pictures(told, sign_in(told.ines))
    removed = Happening.objects.filter(kind="attachment.removed").values_list("data__attachment", flat=True)
    later = (clock.now() + timedelta(minutes=1)).isoformat()
    back = {deletions.Deletion("attachment.brought_back", key, later) for key in removed}
    assert deletions.replay({*deletions.known_here(), *back}) == (0, [])
    assert len(back) > 1
    assert back <= deletions.known_here()
    assert told.work.attachments.count() == 4


def test_a_restore_unpacks_what_came_back_since_and_not_what_went_with_its_entry(
    told: Told, sign_in: Callable[..., Client]
) -> None:
    keeper = sign_in(told.keeper)
    _answer(told, keeper)
    take_away(told, sign_in(told.ines))
    later, last = (clock.now() + timedelta(minutes=wait) for wait in (1, 2))
    entry_back = deletions.Deletion("entry.brought_back", told.work.pk, later.isoformat())
    came_back = deletions.Deletion("comment.brought_back", told.answer.pk, last.isoformat())
    said_gone = deletions.Deletion("comment.deleted", told.said.pk, clock.now().isoformat())
    assert deletions.replay({*deletions.known_here(), came_back}) == (0, [])
    assert not Comment.objects.filter(pk=told.answer.pk).exists()
    assert deletions.replay({*deletions.known_here(), came_back, entry_back, said_gone}) == (1, [])
    assert set(told.work.comments.values_list("words", flat=True)) == {"It is", "Thank you"}
    assert is_found(told.work, sign_in())
