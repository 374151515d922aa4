"""Nobody under 18 is named in what strangers read: every form of words asks before it is kept."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonplace.commons.communities.actions import change_community, leave_community, welcome_member
from commonplace.commons.communities.minors import folded
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.open_words import OpenWords
from commonplace.commons.entries.actions import add_picture, change_audience, edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.models import Person
from commonplace.commons.people.veil import veil
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.ground import clock
from commonplace.ground.recordings import prepare
from commonplace.ground.text import plain
from commonplace.stages.critique.actions import write_critique
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.design.actions import begin_design, open_design
from commonplace.stages.design.tests.pages import form_on
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.make.briefs import pose_brief
from commonplace.stages.open_space.actions import begin_open_space
from commonplace.stages.publish.actions import draft_case_study
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.reflect.actions import write_reflection
from tests.pictures import small_picture
from tests.recordings import sound
from tests.routes import all_routes

NAMED = "“Leïla Ösei” is not named on open pages, since people under 18 are not."
OPEN = Audience.OPEN


@dataclass
class Place:
    """An open community in which Leïla Ösei, who is 14, and Rose, who is 15, are members."""

    community: Community
    carrier: Person
    client: Client
    entries: dict[str, Entry]

    def send(self, address: str, **typed: Any) -> Any:
        """Open a page, and send its form with something else typed into some of its fields."""
        for name, entry in self.entries.items():
            address = address.replace(f"<{name}>", entry.address)
        address = address.replace("<here>", self.community.address)
        return self.client.post(address, form_on(self.client.get(address)) | typed)


@pytest.fixture
def place(community: Callable[..., Community], member: Any, person: Any, sign_in: Any) -> Place:
    carrier = person("nkechi")
    here = community(carrier, audience=OPEN)
    for name, words in (("leila", "Leïla Ösei"), ("rose", "Rose")):
        young = member(here, name, age_band="13-15")
        Person.objects.filter(pk=young.pk).update(display_name=words)
    begun = clock.now() + timedelta(days=3)
    also = {"community": here, "audience": OPEN}
    design = begin_design(here, carrier)
    open_design(design, carrier, OPEN, to_outer=False)
    open_call(here, carrier, words="Come.", seats=3, asks_approval=False, closes_at=None, questions=[("Why?", False)])
    gathering = plan_gathering(
        here, carrier, title="On", starts_at=begun, ends_at=begun + timedelta(hours=1), audience=OPEN
    )
    begin_open_space(gathering, carrier)
    work = share_work(carrier, title="A lamp", body="It fell.", **also).entry
    add_picture(work, SimpleUploadedFile("lamp.png", small_picture()))
    reflection = write_reflection(carrier, worked="It did.", **also).entry
    add_recording(reflection, prepare(SimpleUploadedFile("voice.m4a", sound())))
    entries = {
        "post": write_entry(carrier, "post", title="A post", body="Words.", **also),
        "work": work,
        "resource": share_resource(carrier, title="A book", **also).entry,
        "brief": pose_brief(carrier, title="What boils", body="", **also).entry,
        "gathering": gathering.entry,
        "reflection": reflection,
    }
    collection = begin_collection(carrier, title="Lamps", body="They fell.", **also)
    choose(collection, carrier, work, "It fell.")
    entries["collection"] = collection.entry
    critique = write_critique(carrier, work, protocol=protocol_of("warm"), said={"warm": "It glows."})
    change_audience(critique.entry, carrier, OPEN)
    entries["critique"] = critique.entry
    return Place(here, carrier, sign_in(carrier), entries)


OPENED = {"audience": OPEN, "title": "Title", "body": "Words"}
DAY = {"day": "2027-07-14", "begins": "18:00", "ends": "19:00"}
# Where somebody writes what strangers read: the page, its fields of words, and what else is typed there.
FORMS: list[tuple[str, list[str], dict[str, Any]]] = [
    ("<here>write/", ["title", "body", "interests"], OPENED),
    ("<here>write/?kind=question", ["body"], OPENED),
    ("<post>edit/", ["title", "body", "interests"], {}),
    ("<post>comment/", ["words"], {}),
    ("<here>make/", ["title", "form", "body", "interests", "caption_0"], {**OPENED, "share": "1"}),
    ("<work>work/", ["title", "form", "body"], {}),
    ("<work>pieces/", ["p-caption", "caption_0"], {}),
    ("<here>briefs/new/", ["title", "body", "matters"], {**OPENED, "share": "1"}),
    ("<brief>brief/", ["matters"], {}),
    ("<here>collections/new/", ["title", "body"], OPENED),
    ("<collection>choices/", ["reason_"], {}),
    ("<work>proposal/", ["form", "tools", "goals", "to_be_read"], {}),
    ("<here>resources/new/", ["title", "made_by", "source", "body"], OPENED),
    ("<resource>resource/", ["made_by"], {}),
    ("<here>gatherings/new/", ["title", "body", "place"], {**OPENED, **DAY}),
    ("<gathering>gathering/", ["place"], {}),
    ("<gathering>cancel/", ["reason"], {}),
    ("<gathering>open-space/propose/", ["title", "words", "topic"], {"title": "Title"}),
    ("<gathering>open-space/rooms/", ["venue_0_name"], {}),
    ("<here>reflect/", ["body", "surprised"], {"audience": OPEN}),
    ("<reflection>reflection/", ["worked"], {}),
    ("<reflection>recordings/", ["r-words"], {}),
    ("<critique>points/", ["warm", "cool"], {}),
    ("<critique>points/somewhere/", ["words"], {"part": "warm", "passage": "It fell."}),
    ("<critique>became/", ["said_"], {}),
    ("<here>settings/", ["purpose", "place", "norms", "interests_words"], {}),
    ("<here>call/", ["words", "question_0"], {}),
    (
        "<here>design/edit/",
        ["need", "purpose", "place", "card-0-practice_0", "day-0-title", "prediction_0"],
        {"card": ["0"], "card-0-key": "dignity", "day-0-title": "A day"},
    ),
]
FIELDS = [(address, field, typed) for address, fields, typed in FORMS for field in fields]


def _field(place: Place, field: str) -> str:
    if field == "r-words":
        return f"r{place.entries['reflection'].attachments.get().pk}-words"
    if field == "said_":
        return f"said_{place.entries['critique'].as_critique.points.get().pk}"
    if field == "reason_":
        return f"reason_{place.entries['collection'].as_collection.choices.get().pk}"
    return field.replace("p-", f"p{place.entries['work'].attachments.get().pk}-")


@pytest.mark.parametrize(("address", "field", "typed"), FIELDS)
def test_a_whole_name_brings_the_form_back_with_everything_typed(
    address: str, field: str, typed: dict[str, Any], place: Place, sign_in: Any
) -> None:
    field, words = _field(place, field), "With LEILA  osei’s kettle"
    response = place.send(address, **{**typed, field: words})
    page = response.content.decode()
    assert response.status_code == 422
    assert NAMED in page
    assert f'href="#id_{field}"' in page
    assert words in page
    assert "autofocus" in page
    _assert_no_stranger_reads(place, sign_in())
    other = {**typed, field: "With @leila’s rose" if "interest" not in field else "A rose"}
    asked = place.send(address, **other)
    assert asked.status_code == 422, "a name that is a word, too, is asked of once"
    assert "“Rose” does not mean somebody here" in asked.content.decode()
    assert place.send(address, **other, not_them=["rose"]).status_code == 302


def _assert_no_stranger_reads(place: Place, stranger: Client, name: str = "leila osei") -> None:
    here = place.community.address
    pages = [here, f"{here}norms/", f"{here}join/", f"{here}design/", f"{here}gatherings/", f"{here}resources/", "/i/"]
    for address in [*pages, *(entry.address for entry in Entry.objects.visible_to(None))]:
        assert name not in folded(stranger.get(address).content.decode()), address


@pytest.mark.parametrize(
    "words",
    ["*Leïla* Ösei", "Leïla\u00adÖsei Leïla\nÖsei", "Le*ï*la Ösei", "/leila-osei", "Leïla_Ösei", "Le\u200dila Osei"],
)
def test_marks_and_accents_hide_no_name(words: str, place: Place) -> None:
    assert place.send("<post>edit/", body=words).status_code == 422


def test_fewer_readers_are_asked_nothing(place: Place) -> None:
    typed = {**OPENED, "body": "With Leïla Ösei and Rose"}
    assert place.send("<here>write/", **{**typed, "audience": Audience.COMMONS}).status_code == 302
    assert place.send("<here>write/", **typed, draft="1").status_code == 302
    draft = Entry.objects.get(shared_at=None)
    refused = place.client.post(f"{draft.address}share/", follow=True)
    assert "Take the name out first" in refused.content.decode()
    assert refused.redirect_chain[-1][0] == f"{draft.address}edit/"
    settled = {"body": "With Rose", "not_them": "rose", "share": "1"}
    place.entries["draft"] = draft
    assert place.send("<draft>edit/", **settled).status_code == 302
    assert Entry.objects.visible_to(None).filter(pk=draft.pk).exists()


def test_a_work_with_a_picture_is_kept_as_a_draft_with_all_its_words(place: Place, sign_in: Any) -> None:
    words = {"title": "A second lamp", "body": "With Leïla Ösei", "interests": "lamps"}
    chosen = {"picture_0": SimpleUploadedFile("lamp.png", small_picture()), "caption_0": "Leïla Ösei"}
    refused = place.client.post("/make/", {**words, **chosen, "audience": OPEN, "share": "1"})
    assert refused.status_code == 422
    assert "kept as a draft" in refused.content.decode()
    kept = Entry.objects.get(title=words["title"])
    assert (kept.body, kept.is_draft, kept.attachments.get().caption) == (words["body"], True, "Leïla Ösei")
    place.entries["kept"] = kept
    again = place.send("<kept>work/", body="Without", share="1").content.decode()
    assert "“Leïla Ösei” stands in what would be read there, too" in again, "below its picture"


def test_what_was_said_to_mean_nobody_is_not_asked_again(place: Place) -> None:
    assert place.send("<post>edit/", body="A rose", not_them="rose").status_code == 302
    assert place.send("<post>edit/", title="Another title").status_code == 302


@pytest.mark.parametrize("where", ["its words", "a picture", "a recording", "a comment"])
def test_widening_asks_of_what_stands_there(where: str, place: Place, sign_in: Any) -> None:
    entry = place.entries["work"]
    Entry.objects.filter(pk=entry.pk).update(audience=Audience.COMMUNITY)
    if where == "a picture":
        entry.attachments.update(caption="Leïla Ösei")
    elif where == "a recording":
        entry.attachments.update(words="Leïla Ösei")
    elif where == "a comment":
        comment_on(entry, place.carrier, "Leïla Ösei")
    else:
        edit_entry(entry, place.carrier, based_on=entry.version, words={"form": "By Leïla Ösei"})
    refused = place.send("<work>audience/", audience=OPEN)
    assert refused.status_code == 422
    assert "“Leïla Ösei” stands in what would be read there, too" in refused.content.decode()
    assert not Entry.objects.visible_to(None).filter(pk=entry.pk).exists()
    assert place.send("<work>audience/", audience=Audience.COMMONS).status_code == 302


@pytest.mark.parametrize("where", ["norms", "call", "entry", "design"])
@pytest.mark.parametrize("page", ["settings/", "call/"])
def test_opening_a_communitys_page_asks_of_all_that_opens_with_it(
    where: str, page: str, place: Place, sign_in: Any
) -> None:
    here, carrier = place.community, place.carrier
    change_community(here, carrier, audience=Audience.COMMUNITY)
    call, design = here.calls.get(), here.entries.get(kind="design")
    if where == "norms":
        change_community(here, carrier, norms="Ask Leïla Ösei.")
    elif where == "call":
        call.words = "Leïla Ösei"
        call.save()
    elif where == "entry":
        edit_entry(place.entries["post"], carrier, based_on=1, body="Leïla Ösei")
    else:
        Entry.objects.filter(pk=design.pk).update(audience=Audience.COMMUNITY)
        edit_entry(design, carrier, based_on=design.version, words={"need": "Leïla Ösei"})
    opened = {"open_design": "on"} if where == "design" else {}
    assert place.send(f"<here>{page}", audience=OPEN, **opened).status_code == 422
    here.refresh_from_db()
    assert here.audience == Audience.COMMUNITY
    if where == "design":
        assert place.send(f"<here>{page}", audience=OPEN).status_code == 302, "without the design nothing of it is read"


def test_a_design_stays_as_narrow_as_it_was_and_keeps_the_words(place: Place) -> None:
    Entry.objects.filter(kind="design").update(audience=Audience.COMMUNITY)
    typed = {"day-0-title": "With Leïla Ösei", "need": "Kettles, says Leïla Ösei."}
    refused = place.send("<here>design/edit/", audience=OPEN, **typed)
    assert refused.status_code == 422
    assert "It is opened once nobody under 18 is named in it." in refused.content.decode()
    entry = Entry.objects.get(kind="design")
    assert entry.audience == Audience.COMMUNITY
    assert entry.as_design.need == typed["need"]
    assert entry.as_design.arc.get().title == typed["day-0-title"]


def test_a_calendar_that_names_somebody_is_not_brought_into_the_open(place: Place, sign_in: Any) -> None:
    times = "DTSTART:20270714T180000Z\r\nDTEND:20270714T190000Z"
    event = f"BEGIN:VEVENT\r\nUID:1\r\n{times}\r\nSUMMARY:Leïla Ösei’s kettle\r\nEND:VEVENT\r\n"
    file = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VCALENDAR\r\n".encode()
    address = f"{place.community.address}gatherings/bring/"
    found = form_on(place.client.post(address, {"calendar": SimpleUploadedFile("a.ics", file)}))
    refused = place.client.post(address, found | {"audience": OPEN})
    assert refused.status_code == 422
    assert "“Leïla Ösei” stands in what would be read there, too" in refused.content.decode()
    assert place.client.post(address, found | {"audience": Audience.COMMONS}).status_code == 302
    Entry.objects.filter(title__startswith="Leïla").update(audience=OPEN, title="A kettle")
    again = form_on(place.client.post(address, {"calendar": SimpleUploadedFile("a.ics", file)}))
    assert place.client.post(address, again).status_code == 422, "what stands open is changed by it"
    _assert_no_stranger_reads(place, sign_in())


def test_publishing_opens_no_page_on_which_somebody_is_named(place: Place) -> None:
    here = place.community
    change_community(here, place.carrier, audience=Audience.COMMUNITY, norms="Ask Leïla Ösei, says Rose.")
    draft_case_study(here, place.carrier)
    address = f"{here.address}case-study/publish/"
    refused = place.client.post(address, {"audience": OPEN, "open_page": "on", "not_them_there": "rose"})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "“Leïla Ösei” stands in what would be read there, too" in page
    assert "read no further than" not in page.partition("<form")[2].partition("</ul>")[0]
    change_community(here, place.carrier, norms="Ask, says Rose.")
    assert place.client.post(address, {"audience": OPEN, "open_page": "on"}).status_code == 422
    ticked = {"audience": OPEN, "open_page": "on", "not_them_there": "rose"}
    assert place.client.post(address, ticked).status_code == 302


def test_earlier_words_that_name_somebody_are_not_brought_back(place: Place) -> None:
    entry = place.entries["post"]
    Entry.objects.filter(pk=entry.pk).update(audience=Audience.COMMUNITY)
    entry.revisions.update(words={"title": "", "summary": "", "body": "Leïla Ösei"})
    with clock.at(clock.now() + timedelta(days=1)):
        edit_entry(entry, place.carrier, based_on=1, body="Without")
    for audience, body in ((OPEN, "Without"), (Audience.COMMUNITY, "Leïla Ösei")):
        Entry.objects.filter(pk=entry.pk).update(audience=audience)
        place.client.post(f"{entry.address}history/1/", {"based_on": "2"})
        entry.refresh_from_db()
        assert entry.body == body


def test_nobody_learns_of_whom_they_share_no_community_with(place: Place, person: Any, sign_in: Any) -> None:
    client = sign_in(person("outsider"))
    address = f"{place.entries['post'].address}comment/"
    assert client.post(address, {"words": "Is Leïla Ösei under 18, and Rose?"}).status_code == 302
    refused = [client.post("/make/", {**OPENED, "share": "1", "interests": f"@{name}"}) for name in ("leila", "nkechi")]
    assert [response.status_code for response in refused] == [422, 422]
    told = "This becomes part of an address, so call nobody by @name here."
    assert all(told in response.content.decode() for response in refused), "of an adult the same is said"


def test_names_are_looked_for_around_and_within(place: Place, community: Any, member: Any, sign_in: Any) -> None:
    inner = community(member(place.community, "dov"), name="Inner", audience=OPEN, parent=place.community)
    pupil = member(inner, "yuki", age_band="16-17")
    Person.objects.filter(pk=pupil.pk).update(display_name="Yuki Hart")
    typed = {**OPENED, "body": "With Yuki Hart"}
    assert place.send("<here>write/", **typed).status_code == 422, "whoever carries a programme answers for its teams"
    writer = sign_in(member(place.community, "ines"))
    assert writer.post(f"{place.community.address}write/", typed).status_code == 302, "they are not in the team"
    of_inner = sign_in(Person.objects.get(name="dov"))
    typed["body"] = "With Leïla Ösei and a rose"
    page = of_inner.post(f"{inner.address}write/", typed).content.decode()
    assert NAMED in page
    assert "“Rose” does not" not in page, "parts of names are asked of within the community itself"
    assert of_inner.post("/make/", {**typed, "share": "1"}).status_code == 422, "also outside of every community"


def test_whoever_was_there_is_not_named_either(place: Place) -> None:
    membership = place.community.memberships.get(person__name="leila")
    leave_community(membership, membership.person)
    assert place.send("<post>edit/", body="Leïla Ösei was here").status_code == 422


def test_who_can_change_it_is_told_where_somebody_who_came_in_later_is_named(
    place: Place, member: Any, person: Any, sign_in: Any, run_tasks: Any
) -> None:
    writer, leaver = member(place.community, "ines"), member(place.community, "dov")
    also = {"community": place.community, "body": "Yuki Härt mended it."}
    for title, by, audience in (
        ("Theirs", writer, OPEN),
        ("Left", leaver, OPEN),
        ("Narrow", writer, Audience.COMMUNITY),
    ):
        write_entry(by, "post", title=title, audience=audience, **also)
    leave_community(place.community.memberships.get(person=leaver), leaver)
    change_community(place.community, place.carrier, norms="Ask Yuki Hart.")
    welcome_member(place.community, person("yuki", age_band="13-15", display_name="Yuki  Hart"))
    run_tasks()
    run_tasks()
    told = {somebody.name: sign_in(somebody).get("/notices/").content.decode() for somebody in Person.objects.all()}
    names = {name: re.findall("“([^”]+)” names somebody under 18", page) for name, page in told.items()}
    carrying = {"Theirs", "Left", "The Mending Table"}
    assert {name: set(found) for name, found in names.items() if found} == {"nkechi": carrying, "ines": {"Theirs"}}
    assert Notice.objects.filter(kind__startswith="name.met").count() == 4


def test_nobody_blocks_a_communitys_name_by_bearing_it(place: Place, person: Any, sign_in: Any) -> None:
    taken = person("jester", age_band="13-15", display_name="The Mending Table")
    welcome_member(place.community, taken)
    assert place.send("<here>settings/", purpose="The Mending Table mends.").status_code == 302
    assert place.send("<post>edit/", body="The Mending Table").status_code == 302
    Person.objects.filter(pk=taken.pk).update(display_name="The Sewing Table")
    refused = place.send("<here>settings/", name="The Sewing Table")
    assert refused.status_code == 422
    assert "“The Sewing Table” does not mean somebody here" in refused.content.decode()
    assert place.send("<here>settings/", name="The Sewing Table", not_them="the sewing table").status_code == 302
    assert place.send("<post>edit/", body="Leïla Ösei", not_them="leila osei").status_code == 422


_NAMES = ["Leïla", "LEILA", "leila", "Ösei", "osei", "&#79;sei", "@leila", "a"]
_MARKS = [*" *_-.\n`|\\", "  ", "**", "\n\n", "# ", "[", "](/x)", "~~", "<b>", "&nbsp;", "\u00ad", "\u200b", "\u200d"]
PIECES = st.sampled_from([*_NAMES, *_MARKS])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECES, min_size=2, max_size=9))
def test_no_whole_name_is_read_once_a_form_took_the_words(pieces: list[str], place: Place) -> None:
    entry = place.entries["post"]
    typed = {"title": "A post", "body": "".join(pieces) + " end", "audience": OPEN, "based_on": entry.version}
    response = place.client.post(f"{entry.address}edit/", {**typed, "not_them": ["leila", "osei"]})
    assert response.status_code in {302, 422}
    entry.refresh_from_db()
    read = plain(entry.body, 10_000)
    assert not re.search(r"(?<!\w)leila osei(?!\w)", folded(veil([read])(read)))


# A community begins narrow, teams and replies are for members, the case study asks by itself, and who comes without an account
# gives a name to those alone who planned it. A question after a gathering is for members. What comes from a calendar that is
# followed strangers do not read, nor what is asked of readers; a move of dates has no words but a zone's, and where something
# stands on the web is looked up, and kept by another form. A badge from elsewhere is shown to whoever brought it, what is
# shown for one to those who read it; and the word that goes with one asks by itself, as does what is shown openly of a framework.
READ_BY_FEWER = {
    "communities.TeamForm",
    "critique.AskForm",
    "critique.ProtocolForm",
    "critique.PutInForm",
    "critique.RoundForm",
    "critique.SomewhereForm",
    "design.StartForm",
    "gather.FollowForm",
    "gather.GuestForm",
    "gather.MoveDatesForm",
    "publish.CaseStudyForm",
    "publish.StartForm",
    "recognise.ArrangeForm",
    "recognise.BroughtForm",
    "recognise.ClaimForm",
    "recognise.CodeForm",
    "recognise.DidForm",
    "recognise.EvidenceForm",
    "recognise.FrameworkForm",
    "recognise.GiveForm",
    "recognise.ReadingForm",
    "recognise.TakeBackForm",
    "recruit.AddressesForm",
    "recruit.ReplyForm",
    "reflect.PromptForm",
    "resources.AddressForm",
    "team.AnswerForm",
    "team.ColumnsForm",
    "team.FormingForm",
    "team.StatementForm",
}


def test_every_form_of_words_that_strangers_may_read_asks() -> None:
    def below(form: type[forms.BaseForm]) -> set[type[forms.BaseForm]]:
        return {form} | {inner for outer in form.__subclasses__() for inner in below(outer)}

    assert list(all_routes()), "with the addresses every form is known"
    rooms = ("commonplace.stages", "commonplace.commons.entries", "commonplace.commons.communities")
    ours = [form for form in below(forms.BaseForm) if form.__module__.startswith(rooms)]
    silent = {
        f"{form.__module__.split('.')[2]}.{form.__name__}"
        for form in ours
        if not issubclass(form, OpenWords)
        and any(isinstance(field, forms.CharField) for field in getattr(form, "base_fields", {}).values())
    }
    assert silent == READ_BY_FEWER
