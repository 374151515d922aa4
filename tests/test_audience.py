"""Nobody is exposed: every address × every kind of viewer × every audience.

What each viewer may see is the literal table below, never `visible_to` itself. Every entry carries a canary, a word that
stands nowhere else; each page that each viewer opens is searched for the canaries that they may not see.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commonplace.commons.communities.actions import change_community, start_community, welcome_member
from commonplace.commons.communities.models import Audience, Community, Membership
from commonplace.commons.entries.actions import add_picture, delete_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.recordings import add_recording
from commonplace.commons.people.actions import block, change_profile, interests_named
from commonplace.commons.people.models import Person
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.ground import clock, ids
from commonplace.ground.models import Letter
from commonplace.ground.recordings import prepare
from commonplace.stages.critique.actions import (
    Spot,
    answer_points,
    ask_for_critique,
    say_somewhere,
    write_critique,
)
from commonplace.stages.critique.models import Answer, Point
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import open_round, put_in
from commonplace.stages.team.actions import answer_seat, begin_forming, lay, tell_everybody
from commonplace.stages.team.saying import Told, say
from commonplace.stages.team.standing import Standing
from tests.pictures import small_picture
from tests.recordings import sound
from tests.routes import Examples, all_routes, visits

VIEWERS = [
    "stranger",
    "outsider",
    "host",
    "outer",
    "member",
    "carrier",
    "author",
    "coauthor",
    "teammate",
    "blocked",
    "paused",
]

# Who sees what. `paused` is a paused member: they read on, and write nothing.
_INSIDE = {"author", "coauthor", "carrier", "member", "teammate", "paused", "minor"}
_SIGNED_IN = _INSIDE | {"outer", "host", "outsider", "narrow member"}
SEES: dict[str, set[str]] = {
    "draft": {"author", "coauthor"},
    "only me": {"author", "coauthor"},
    "carriers": {"author", "coauthor", "carrier"},
    "team": {"author", "coauthor", "teammate"},
    "community": _INSIDE,
    "opened to outer": {"author", "coauthor", "carrier", "outer"},
    "commons": _SIGNED_IN,
    "open": _SIGNED_IN | {"stranger"},
    # A minor's choice ends at the commons; whoever blocked the author of the other entries may meet the minor's.
    "open by a minor": _SIGNED_IN | {"blocked"},
    "open in a narrow community": {"author", "coauthor", "narrow member"},
    "hidden": {"author", "coauthor", "carrier"},
    # What is asked of readers on the page of the open entry; and a member's critique of it, for their community.
    "asked": _SIGNED_IN,
    "critique": _INSIDE,
    # What is read in a round; what somebody said so that teams are formed, and how they asked to move.
    "round": _INSIDE,
    "said for teams": {"author"},
    "asks to move": {"author", "carrier"},
    "hidden outside of communities": {"author", "coauthor", "host"},
}


class World:
    """One commons with an entry for each line of the table, each with its canary in every place that words can stand."""

    def __init__(self, person: Callable[..., Person]) -> None:
        self.people = {name: person(name) for name in VIEWERS if name != "stranger"}
        self.people["minor"] = person("minor", age_band="13-15")
        self.people["narrow member"] = person("narrowmember")
        Person.objects.filter(name="host").update(is_host=True)
        Person.objects.filter(name="paused").update(paused_at=clock.now())
        programme = start_community(
            person("programme-keeper"), name="A programme", form="programme", audience=Audience.OPEN
        )
        welcome_member(programme, self.people["outer"])
        self.community = start_community(
            self.people["carrier"], name="The Mending Table", audience=Audience.OPEN, parent=programme
        )
        narrow = start_community(self.people["narrow member"], name="A narrow place", audience=Audience.COMMUNITY)
        for name in ("member", "author", "coauthor", "teammate", "paused", "minor"):
            welcome_member(self.community, self.people[name])
        Membership.objects.update(agreed_norms_at=clock.now())
        self.team = self.community.teams.create(name="Kettles")
        self.team.people.add(self.people["teammate"])
        block(self.people["blocked"], self.people["author"])
        self.canaries: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        self._write("draft", Audience.OPEN, share=False)
        self._write("only me", Audience.ONLY_ME)
        self._write("carriers", Audience.TEAM)
        self._write("team", Audience.TEAM, team=self.team)
        self._write("community", Audience.COMMUNITY)
        self._write("opened to outer", Audience.TEAM, opened_to=programme)
        self._write("commons", Audience.COMMONS)
        self._write("open", Audience.OPEN)
        self._write("open by a minor", Audience.OPEN, by="minor", co_authors=())
        self._write("open in a narrow community", Audience.OPEN, community=narrow)
        self._write("hidden", Audience.OPEN)
        self._write("hidden outside of communities", Audience.OPEN)
        self._critique()
        self._round()
        self._teams()
        self._collect_all()
        self.taken_away = self._take_away()
        Entry.objects.filter(pk=self.entries["hidden outside of communities"].pk).update(community=None)
        hidden = [entry.pk for line, entry in self.entries.items() if line.startswith("hidden")]
        Entry.objects.filter(pk__in=hidden).update(hidden_at=clock.now())

    def _write(
        self,
        line: str,
        audience: Audience,
        *,
        by: str = "author",
        community: Community | None = None,
        co_authors: tuple = ("coauthor",),
        **more,
    ) -> None:
        canary = "zyx" + "".join(letter for letter in line if letter.isalpha()) + "qj"
        entry = write_entry(
            self.people[by],
            "post",
            title=f"Title {canary}",
            summary=f"Summary {canary}",
            body=f"Words {canary}, for @member and @outsider and @outer",
            community=community or self.community,
            audience=audience,
            co_authors=[self.people[name] for name in co_authors],
            interests=interests_named(["mending"]),
            **more,
        )
        self._attach(entry, canary)
        if not entry.is_draft:
            comment_on(entry, self.people[by], f"A comment {canary} for @member and @outsider")
        self.canaries[line], self.entries[line] = canary, entry

    def _attach(self, entry: Entry, canary: str) -> None:
        shown = SimpleUploadedFile("a.png", small_picture(), "image/png")
        add_picture(entry, shown, alternative=f"shows {canary}", caption=canary)
        add_recording(entry, prepare(SimpleUploadedFile("voice.m4a", sound())), words=f"said {canary}")

    def _critique(self) -> None:
        of = self.entries["open"]
        self.canaries["asked"], self.canaries["critique"] = "zyxaskedqj", "zyxcritiqueqj"
        ask_for_critique(of, self.people["author"], question="Does it zyxaskedqj?", protocol="warm")
        said = {"warm": "It zyxcritiqueqj.", "cool": "zyxcritiqueqj too late"}
        critique = write_critique(self.people["member"], of, protocol=protocol_of("warm"), said=said)
        answer_points(critique, self.people["author"], {critique.points.first().pk: (Answer.KEEP, "zyxcritiqueqj")})
        passage = Spot(passage="zyxopenqj")
        say_somewhere(critique, self.people["member"], part="cool", words="zyxcritiqueqj here", somewhere=passage)
        Point.objects.filter(critique=critique, answer=Answer.KEEP).update(answer=Answer.TAKE_UP, taken_into=1)
        self._attach(critique.entry, "zyxcritiqueqj")
        self.entries["critique"] = critique.entry

    def _round(self) -> None:
        self.canaries["round"] = "zyxroundqj"
        closes = clock.now() + timedelta(days=2)
        carrier, of = self.people["carrier"], self.entries["open"]
        this = open_round(
            self.community, carrier, title="zyxroundqj", each=1, closes_at=closes, is_exchange=False, protocol="see"
        )
        put_in(this, self.people["author"], of, question="Does it zyxaskedqj?")
        self.round = str(this.pk)

    def _teams(self) -> None:
        self.canaries["said for teams"], self.canaries["asks to move"] = "zyxsaidqj", "zyxmoveqj"
        carrier, author = self.people["carrier"], self.people["author"]
        closes = clock.now() + timedelta(days=2)
        forming = begin_forming(self.community, carrier, closes_at=closes, outcomes=["A film"])
        say(forming, author, Told(outcomes=[0], background="zyxsaidqj", keeps=True))
        standing = Standing(forming)
        lay(forming, standing, [list(range(len(standing.people)))], is_best=True)
        forming.save()
        tell_everybody(forming, carrier, based_on=forming.version)
        answer_seat(forming, author, accepts=False, words="zyxmoveqj")

    def _collect_all(self) -> None:
        """A collection that everybody opens, of all entries, each chosen for a reason that holds its canary."""
        made = begin_collection(self.people["outsider"], title="All of it", body="Words", audience=Audience.OPEN)
        for line, entry in self.entries.items():
            choose(made, self.people["outsider"], entry, f"chosen for {self.canaries[line]}")
        self.collection = made.entry

    def _take_away(self) -> str:
        """An entry that was deleted a moment ago, with its picture and comment; its author alone reads that it is gone."""
        self._write("taken away", Audience.OPEN)
        gone = self.entries.pop("taken away")
        self.gone = ids.written(gone.pk)
        delete_entry(gone, self.people["author"])
        return self.canaries.pop("taken away")

    def examples(self) -> Examples:
        entries = list(self.entries.values())
        return Examples(
            communities=list(Community.objects.values_list("slug", flat=True)),
            people=["author", "minor", "member"],
            entries=[*(ids.written(entry.pk) for entry in [*entries, self.collection]), self.gone],
            attachments=[ids.written(one.pk) for entry in entries for one in entry.attachments.all()],
            comments=[ids.written(entry.comments.first().pk) for entry in entries if entry.comments.exists()],
            interests=["mending"],
            rounds=[self.round],
        )


@pytest.fixture
def world(person: Callable[..., Person]) -> World:
    return World(person)


def _text(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(response.headers)


@pytest.mark.database
# Each opens every address, which takes a while: those who may see least come first, the others in the long part.
@pytest.mark.parametrize(
    "viewer",
    [
        pytest.param(
            viewer, marks=[] if viewer in {"stranger", "outsider", "member", "minor", "blocked"} else [pytest.mark.long]
        )
        for viewer in [*VIEWERS, "minor", "narrow member"]
    ],
)
def test_nobody_meets_a_canary_that_is_not_for_them(viewer: str, world: World, sign_in: Callable[..., Client]) -> None:
    client = sign_in(world.people.get(viewer))
    forbidden = {line: canary for line, canary in world.canaries.items() if viewer not in SEES[line]}
    if viewer != "author":
        forbidden["taken away"] = world.taken_away
    examples = world.examples()
    exposed = []
    for route in all_routes():
        for address in visits(route, examples):
            if address == "/me/export/":
                continue  # one's own book holds one's own words; it has its tests
            for asked in (address, address + "?q=zyx&page=1") if "<" not in route else (address,):
                text = _text(client.get(asked, follow=False))
                exposed += [f"{asked} shows “{line}”" for line, canary in forbidden.items() if canary in text]
    assert not exposed, f"{viewer}: " + "; ".join(exposed[:10])


@pytest.mark.database
@pytest.mark.parametrize("viewer", [*VIEWERS, "minor", "narrow member"])
def test_everybody_opens_what_is_for_them(viewer: str, world: World, sign_in: Callable[..., Client]) -> None:
    client = sign_in(world.people.get(viewer))
    opened = {line for line, entry in world.entries.items() if client.get(entry.address).status_code == 200}
    assert opened == {line for line, seers in SEES.items() if viewer in seers and line in world.entries}
    for place, what in enumerate(("a picture", "a recording")):
        shown = {
            line
            for line, entry in world.entries.items()
            if client.get(entry.attachments.all()[place].address).status_code == 200
        }
        assert shown == opened, what


@pytest.mark.database
def test_letters_and_notices_tell_only_what_their_reader_may_see(
    world: World, settings, sign_in: Callable[..., Client], run_tasks: Callable[[], None]
) -> None:
    settings.MAIL_IS_SENT = True  # handed to the test backend, never over a network
    Person.objects.update(mail_rhythm="at once")
    run_tasks()
    run_tasks()
    assert Notice.objects.filter(person=world.people["member"]).exists(), "being named gives a notice"
    assert Letter.objects.filter(to="member@example.org").exists(), "and a letter"
    for viewer, somebody in world.people.items():
        letters = " ".join(Letter.objects.filter(to=somebody.account.email).values_list("words", flat=True))
        page = _text(sign_in(somebody).get("/notices/"))
        assert world.taken_away not in letters + page, f"{viewer} is told of what was taken away"
        for line, canary in world.canaries.items():
            if viewer not in SEES[line]:
                assert canary not in letters, f"a letter to {viewer} tells of “{line}”"
                assert canary not in page, f"the notices of {viewer} tell of “{line}”"


def test_a_strangers_pages_leave_minors_out(world: World, sign_in: Callable[..., Client]) -> None:
    """Nothing of a minor's: no name, no words, no book; what they co-wrote carries the community's name."""
    minor = world.people["minor"]
    minor.display_name = "Zyxminorname"
    minor.save()
    together = write_entry(
        world.people["author"],
        "post",
        title="Written together",
        body="by two",
        community=world.community,
        audience=Audience.OPEN,
        co_authors=[minor],
    )
    comment_on(world.entries["open"], minor, "zyxminorwords")
    _call_the_minor_everywhere(world)
    stranger = sign_in()
    assert stranger.get("/@minor/").status_code == 404
    page = _text(stranger.get(together.address))
    assert world.community.name in page
    examples = world.examples()
    for route in all_routes():
        for address in [*visits(route, examples), together.address]:
            text = _text(stranger.get(address))
            assert "Zyxminorname" not in text, address
            assert "zyxminorwords" not in text, address
            assert "@minor" not in text or address.startswith("/@minor/"), address


def _call_the_minor_everywhere(world: World) -> None:
    """In their own book, and under pictures and recordings."""
    change_profile(world.people["author"], about="With @minor", brings="what @minor likes", looks_for="@minor")
    picture, recording = world.entries["open"].attachments.all()
    picture.alternative, picture.caption = "@minor with a kettle", "by @minor"
    picture.save()
    recording.words = "@minor tells of a kettle"
    recording.save()


def test_a_narrowed_community_takes_its_open_entries_with_it(world: World, sign_in: Callable[..., Client]) -> None:
    change_community(world.community, world.people["carrier"], audience=Audience.COMMUNITY)
    assert sign_in().get(world.entries["open"].address).status_code == 404
    assert sign_in(world.people["outsider"]).get(world.entries["open"].address).status_code == 404
    assert sign_in(world.people["member"]).get(world.entries["open"].address).status_code == 200
