"""A commons in which one, or some, of everything stands, and the address of each of its pages."""

import json
from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from commonplace.commons.communities.actions import form_team, move_stage, start_community, welcome_member
from commonplace.commons.communities.models import Audience, Community, Membership, Stage
from commonplace.commons.entries.actions import edit_entry, write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Entry, Revision
from commonplace.commons.people.actions import interests_named, set_interests
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.actions import report
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.edges.programmes.participation import confirm
from commonplace.edges.programmes.roster import put_on_roster
from commonplace.ground import clock, ids
from commonplace.ground.captions import Cue
from commonplace.ground.recordings import prepare
from commonplace.stages.critique.actions import Spot, answer_points, ask_for_critique, say_somewhere, write_critique
from commonplace.stages.critique.models import Answer, OwnProtocol, Point, Round
from commonplace.stages.critique.own_protocols import (
    as_protocol,
    key_of,
    protocol_of,
    take_over,
    words_in,
    write_protocol,
)
from commonplace.stages.critique.rounds import give_one, open_round, put_in
from commonplace.stages.critique.together import begin_together
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.gather.places import say_coming
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.make.briefs import pose_brief
from commonplace.stages.make.models import Work
from commonplace.stages.open_space.actions import (
    SlotRow,
    VenueRow,
    begin_open_space,
    propose,
    set_venues_and_times,
    want_to_go,
)
from commonplace.stages.open_space.actions import put_in as put_on_board
from commonplace.stages.open_space.models import Proposal
from commonplace.stages.publish.actions import draft_case_study, publish_case_study, write_case_study
from commonplace.stages.recognise.aligning import align
from commonplace.stages.recognise.awarding import make_code, offer, say_yes, show_for
from commonplace.stages.recognise.bringing_frameworks import bring_framework, put_framework_in
from commonplace.stages.recognise.bulk import begin_bulk, work_through
from commonplace.stages.recognise.designing import design_badge, set_goal
from commonplace.stages.recognise.frameworks.members import DEFINITIONS
from commonplace.stages.recognise.models import Award, Badge, Credential, Evidence, Incoming, Item, Part, Reading
from commonplace.stages.recognise.sealing import renew_seal
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.reflect.actions import write_reflection
from commonplace.stages.resources.bringing import begin, carry_out
from commonplace.stages.resources.learning import say_learnt_from
from commonplace.stages.resources.pieces import Piece, Source
from commonplace.stages.room.actions import (
    Planned,
    keep_moment,
    keep_recording,
    name_voices,
    write_agenda,
    write_notes,
)
from commonplace.stages.room.models import Moment
from commonplace.stages.team.actions import begin_forming, lay, tell_everybody
from commonplace.stages.team.models import Seat
from commonplace.stages.team.saying import Told, say
from commonplace.stages.team.standing import Standing
from tests.pictures import small_picture
from tests.recordings import sound
from tests.routes import all_routes

# Kinds with an editing page of their own are opened on it; every other entry page is opened with a post.
KIND_OF_ROUTE = {
    "e/<id:pk>/work/": "work",
    "e/<id:pk>/pieces/": "work",
    "e/<id:pk>/recordings/": "work",
    "e/<id:pk>/proposal/": "work",
    "e/<id:pk>/points/": "critique",
    "e/<id:pk>/points/somewhere/": "critique",
    "e/<id:pk>/together/": "gathering",
    "e/<id:pk>/places/": "work",
    "e/<id:pk>/choices/": "collection",
    "e/<id:pk>/brief/": "brief",
    "e/<id:pk>/answer/": "brief",
    "e/<id:pk>/elsewhere/": "brief",
    "e/<id:pk>/resource/": "resource",
    "e/<id:pk>/learnt-from/": "work",
    "e/<id:pk>/gathering/": "gathering",
    "e/<id:pk>/gathering.ics": "gathering",
    "e/<id:pk>/card.png": "gathering",
    "e/<id:pk>/coming/": "gathering",
    "e/<id:pk>/reminders/": "gathering",
    "e/<id:pk>/guest/": "gathering",
    "e/<id:pk>/check-in/": "gathering",
    "e/<id:pk>/here/": "gathering",
    "e/<id:pk>/cancel/": "gathering",
    "e/<id:pk>/room/": "gathering",
    "e/<id:pk>/room/notes/": "gathering",
    "e/<id:pk>/room/notes/history/": "gathering",
    "e/<id:pk>/room/notes/history/compare/": "gathering",
    "e/<id:pk>/room/notes/history/<int:number>/": "gathering",
    "e/<id:pk>/room/agenda/": "gathering",
    "e/<id:pk>/room/people/": "gathering",
    "e/<id:pk>/room/recording/": "gathering",
    "e/<id:pk>/room/captions.vtt": "gathering",
    "e/<id:pk>/room/moments/<id:moment_pk>/delete/": "gathering",
    "e/<id:pk>/reflection/": "reflection",
    "e/<id:pk>/start/": "case study",
}
# Opened by a token or a name that only a real visit makes; their own tests look at them.
LEFT_OUT = ("token", "host/backups/<", "me/export/book.zip")


def _learners(person: Callable[..., Person], table: Community, number: int) -> list[Person]:
    learners = [person(f"learner{count}") for count in range(number)]
    for learner in learners:
        welcome_member(table, learner, agreed=True)
        set_interests(learner, [f"thing {count}" for count in range(number)], ["felt"])
    return learners


def _designed(keeper: Person, number: int, zone: str) -> Community:
    table = start(
        keeper, name="The Mending Table", purpose="To mend", audience=Audience.OPEN, form="workshop", zone=zone
    )
    design = table.design
    today = clock.now().date()
    write_design(
        design,
        keeper,
        based_on=design.entry.version,
        fields={"need": "Nine people", "starts_on": today, "ends_on": today + timedelta(days=9)},
        values=[("equity", "", ["Fares lie by the door."] * number), ("dignity", "", ["Nobody asks."])][:number]
        + [("", f"Value {count}", ["Seen"]) for count in range(max(number - 2, 0))],
        arc=[
            {"title": f"Day {count}", "words": "", "on": today, "starts": None, "minutes": 60}
            for count in range(number)
        ],
        predictions=[f"People stay {count}" for count in range(number)],
    )
    return table


def _gatherings(keeper: Person, table: Community, learners: list[Person], number: int) -> None:
    for count in range(number):
        soon = clock.now() + timedelta(days=1 + count)
        end = soon + timedelta(hours=2)
        gathering = plan_gathering(
            table, keeper, title=f"Evening {count}", starts_at=soon, ends_at=end, audience=Audience.OPEN
        )
        for learner in learners:
            say_coming(gathering, learner, "yes")
        _room(keeper, gathering, learners, number)
        if count == 0:
            _open_space(keeper, gathering, learners, number)


def _room(keeper: Person, gathering: Gathering, learners: list[Person], number: int) -> None:
    write_agenda(gathering, keeper, [Planned(f"Item {count}", 10) for count in range(number)])
    guests = [(f"Guest {count}", "") for count in range(number)]
    book = share_resource(
        keeper, title="A book", link="https://example.org/", community=gathering.community, audience=Audience.OPEN
    )
    name_voices(gathering, keeper, hosts=learners, guests=guests, resources=[book.entry])
    write_notes(gathering, keeper, "\n\n".join(["Noted"] * number), based_on=0)
    cues = [Cue(count * 9000, count * 9000 + 2000, f"Said {count}") for count in range(number)]
    recorded = prepare(SimpleUploadedFile("evening.m4a", sound()))
    keep_recording(gathering, keeper, recorded=recorded, captions=cues, only_adults=True)
    for learner in learners:
        keep_moment(gathering, learner, second=5, words="It hums.")


def _open_space(keeper: Person, gathering: Gathering, learners: list[Person], number: int) -> None:
    space = begin_open_space(gathering, keeper)
    venues = [VenueRow(None, f"Room {count}", 9) for count in range(number)]
    set_venues_and_times(space, keeper, venues, [SlotRow(None, 30 * count, 30) for count in range(number)])
    sessions = [propose(space, keeper, title=f"Session {count}", hosts=learners) for count in range(number)]
    for learner in [keeper, *learners]:
        want_to_go(space, learner, shown=[one.pk for one in sessions], wanted=[one.pk for one in sessions])
    for session, slot in zip(sessions, space.slots.all(), strict=True):
        put_on_board(session, keeper, slot, space.venues.first())


def _recruiting(keeper: Person, table: Community, person: Callable[..., Person], number: int) -> None:
    questions = [(f"Question {count}", False) for count in range(number)]
    call = open_call(table, keeper, words="Come", seats=9, questions=questions, asks_approval=True)
    for count in range(number):
        answers = {question.pk: "Yes" for question in call.questions.all()}
        answer_call(call, person(f"applicant{count}"), answers)


def _entries(keeper: Person, table: Community, learners: list[Person], number: int) -> None:
    for count in range(number):
        shared = {
            "community": table,
            "audience": Audience.OPEN,
            "interests": interests_named([f"thing {n}" for n in range(number)]),
        }
        post = write_entry(keeper, "post", title=f"Post {count}", body="Words", co_authors=learners, **shared)
        for turn in range(number):
            answered = comment_on(post, learners[0], f"A word {turn}")
            comment_on(post, keeper, "An answer", answers=answered)
            report(None, "Unkind", comment=answered)  # about a learner: nobody reads about themselves
        pictures = [
            (SimpleUploadedFile(f"{n}.png", small_picture(), "image/png"), "A kettle", "") for n in range(number)
        ]
        brief = pose_brief(keeper, title=f"Brief {count}", body="Words", licence="CC-BY-4.0", **shared)
        work = share_work(keeper, title=f"Work {count}", body="Words", pictures=pictures, licence="CC-BY-4.0", **shared)
        Work.objects.filter(pk=work.pk).update(answers=brief)
        share_resource(keeper, title=f"Resource {count}", link="https://example.org/", **shared)
        write_reflection(
            keeper, community=table, audience=Audience.OPEN, may_quote=True, surprised="The envelope", worked="Soup"
        )
        collection = begin_collection(keeper, title=f"Collection {count}", body="Words", **shared)
        for post in Entry.objects.filter(kind="post"):
            choose(collection, keeper, post, "Because")


def _teams(keeper: Person, table: Community, learners: list[Person]) -> None:
    """Teams that were proposed: each learner is alone in one."""
    closes = clock.now() + timedelta(days=2)
    forming = begin_forming(
        table, keeper, closes_at=closes, outcomes=["A film"], values=["Care"], groups=["Left-handed"]
    )
    for learner in learners:
        say(forming, learner, Told(hours=7, outcomes=[0], values=[1], wishes=[one.pk for one in learners]))
    lay(forming, Standing(forming), [[number] for number in range(len(learners))], is_best=True)
    forming.save()
    tell_everybody(forming, keeper, based_on=forming.version)


def _recognised(keeper: Person, table: Community, learners: list[Person], number: int) -> None:
    """Badges, each a step after those before; all ways in which they are given, and what the keeper has of them."""
    for _count in range(number):
        renew_seal(table, keeper)
    made: list[Badge] = []
    for count in range(number + 1):
        words = {"name": f"Badge {count}", "says": "Mends", "criteria": "Mend it", "given_by": "peers"}
        made.append(design_badge(table, keeper, drawn={}, comes_after=made[:number], **words))
        set_goal(made[-1], keeper, wants=True)
    for badge in made:
        offer(badge, keeper, f"somebody{len(badge.name)}@example.org")
        for learner in learners:
            say_yes(offer(badge, keeper, learner, "Well done"), learner)
    for badge in made[:number]:
        say_yes(offer(badge, keeper, keeper), keeper)
    offer(made[number], keeper, keeper)
    extra = [design_badge(table, keeper, drawn={}, name=f"Wanted {n}", says="S", criteria="C") for n in range(number)]
    for badge in extra[1:]:
        offer(badge, keeper, keeper)
    for learner in learners:
        show_for(extra[0], learner, words="I did it", entry=None)
    show_for(made[number], keeper, words="I did it", entry=None).readings.bulk_create(
        [Reading(evidence=Evidence.objects.latest("pk"), by=learner, sees_it=True, words="Yes") for learner in learners]
    )
    for _count in range(number):
        make_code(made[0], keeper, places=9)
        work_through(begin_bulk(made[0], keeper, [("nobody", "")] * number))
    Credential.objects.update(shown_to=Audience.OPEN)
    _frameworks(keeper, made, number)


def _frameworks(keeper: Person, badges: list[Badge], number: int) -> None:
    """Frameworks with something of each kind in them, which strangers read, and badges that stand for it."""
    for count in range(number):
        items = [{"identifier": f"item {count} {n}", "fullStatement": f"Mends {n}"} for n in range(number + 1)]
        above = {"identifier": f"item {count} 0"}
        below = [
            {
                "associationType": "isChildOf",
                "originNodeURI": {"identifier": one["identifier"]},
                "destinationNodeURI": above,
            }
            for one in items[1:]
        ]
        defined = [
            {"identifier": f"{count} {n}", "title": f"D {n}", "hierarchyCode": f"1.{n}" if n else "1"}
            for n in range(number + 1)
        ]
        said = {
            "CFDocument": {"identifier": f"framework {count}", "title": f"Mending {count}"},
            "CFItems": items,
            "CFAssociations": below,
            "CFDefinitions": dict.fromkeys(DEFINITIONS, defined),
            "CFRubrics": [{"identifier": f"rubric {count}", "title": "R"}],
        }
        put_framework_in(bring_framework(keeper, None, given=json.dumps(said).encode(), is_open=True))
    for badge in badges:
        for item in Item.objects.order_by("pk")[:number]:
            align(badge, keeper, item)


def _published(keeper: Person, table: Community, number: int) -> None:
    study = draft_case_study(table, keeper)
    source = Entry.objects.filter(kind="post").values_list("pk", flat=True)[0]
    statements = [("beginning", f"It began {count}", source) for count in range(number)]
    write_case_study(
        study, keeper, based_on=study.entry.version, title="Kettles", summary="How it went", statements=statements
    )
    publish_case_study(study, keeper, audience=Audience.OPEN)


def _programme(keeper: Person, learners: list[Person], number: int) -> None:
    programme = start_community(keeper, name="The Long Term", form="programme", audience=Audience.COMMONS)
    for learner in learners:
        welcome_member(programme, learner, agreed=True)
    Membership.objects.filter(community=programme).update(joined_at=clock.now() - timedelta(weeks=9))
    for count in range(number):
        start(keeper, name=f"Within {count}", parent=programme)
        confirm(programme, keeper, learners, minutes=60, what=f"Posters {count}", on=clock.now().date())
    put_on_roster(programme, keeper, "\n".join(f"Expected {count}, Paper" for count in range(number)))


def some_of_everything(person: Callable[..., Person], number: int, zone: str = "") -> tuple[Person, Community]:
    """So many of each thing that can stand in a commons; gives who keeps it, and the community that most of it is in.

    Its community is in `zone`, without one in that of the commons.
    """
    keeper = person("keeper", is_host=True)
    table = _designed(keeper, number, zone)
    learners = _learners(person, table, number)
    _gatherings(keeper, table, learners, number)
    _entries(keeper, table, learners, number)
    for count in range(number):
        form_team(table, keeper, f"Team {count}", learners)
    _teams(keeper, table, learners)
    _recognised(keeper, table, learners, number)
    _brought(keeper, table, number)
    _critique(keeper, learners, number)
    post = Entry.objects.filter(kind="post").first()
    for count in range(number):
        edit_entry(post, keeper, based_on=post.version, body=f"Words {count}")
        Revision.objects.update(at=clock.now() - timedelta(hours=2))  # each a sitting of its own
        post.refresh_from_db()
    move_stage(table, keeper, Stage.REFLECT)
    _published(keeper, table, number)
    _recruiting(keeper, table, person, number)  # last: publishing ends the call
    _programme(keeper, learners, number)
    return keeper, table


def _critique(keeper: Person, learners: list[Person], number: int) -> None:
    """The first work is asked about, and so is one of a learner. The keeper writes of the learner's, others of the keeper's."""
    warm, said = protocol_of("warm"), {"warm": "\n\n".join(f"It holds {count}" for count in range(number + 1))}
    work = Entry.objects.filter(kind="work").order_by("pk")[0]
    ask_for_critique(work, keeper, question="Does it hold?", protocol=warm.key)
    shared = {"community": work.community, "audience": Audience.COMMUNITY}
    theirs = [
        write_entry(learners[0], "question", title=f"Asked {count}", body="Words", **shared)
        for count in range(number + 1)
    ]
    for count, one in enumerate(theirs):
        ask_for_critique(one, learners[0], question="Does it hold?", protocol=warm.key)
        if count < number:
            write_critique(keeper, one, protocol=warm, said=said, share=count != 0)
    assert work.community is not None
    closes, rounds = clock.now() + timedelta(days=9), range(number)
    for count in rounds:
        opened = open_round(
            work.community, keeper, title=f"Round {count}", each=3, closes_at=closes, is_exchange=False, protocol="see"
        )
        for one in [work, *theirs]:
            put_in(opened, one.authors.all()[0], one, question="Does it hold?")
        give_one(opened, keeper)
    for count, learner in enumerate(learners):
        critique = write_critique(learner, work, protocol=warm, said=said)
        answer_points(critique, keeper, {critique.points.first().pk: (Answer.TAKE_UP, "Yes")})
        say_somewhere(critique, learner, part="cool", words="Here", somewhere=Spot(passage="Words"))
        Point.objects.filter(critique=critique, answer=Answer.TAKE_UP).update(taken_into=1)
        own = take_over(work.community, keeper, warm)
        written = write_protocol(work.community, keeper, words_in(as_protocol(own)) | {"name": f"Own {count}"}, own)
        ask_for_critique(theirs[0], learners[0], question="Does it hold?", protocol=key_of(written))
    gathering = Gathering.objects.filter(entry__community=work.community).order_by("pk")[0]
    begin_together(gathering, keeper, protocol=warm, of=work)


def _brought(keeper: Person, table: Community, number: int) -> None:
    """A folder of texts, brought in; and its first page beside a work."""
    pieces = [Piece(f"{count}", f"file:guide/{count}", f"Page {count}", "Words") for count in range(number + 2)]
    begun = begin(table, keeper, Source("Guide", pieces, hangs_together=True), audience=Audience.COMMUNITY)
    carry_out(begun)
    work = Entry.objects.filter(kind="work").order_by("pk")[0]
    for page in Entry.objects.filter(kind="page").order_by("pk")[:number]:
        say_learnt_from(work, keeper, page, "It helps")


def _address(route: str, table: Community) -> str:
    kind = "gathering" if route.startswith("e/<id:pk>/open-space/") else KIND_OF_ROUTE.get(route, "post")
    entry = Entry.objects.filter(kind=kind).order_by("pk").first()
    filled = {
        "<slug:slug>": "the-long-term" if "/programme/" in route else table.slug,
        "<str:slug>": "felt",
        "<id:pk>": ids.written(entry.pk),
        "<id:moment_pk>": ids.written(Moment.objects.values_list("pk", flat=True)[0]),
        "<id:comment_pk>": ids.written(
            Entry.objects.get(pk=entry.pk).comments.values_list("pk", flat=True).first() or 1
        ),
        "<id:session_pk>": ids.written(Proposal.objects.order_by("pk").values_list("pk", flat=True)[0]),
        "<id:report_id>": ids.written(table.reports.values_list("pk", flat=True)[0]),
        "<slug:whom>": "stranger",
        "<slug:name>": "learner0",
        "<int:number>": "1",
        "<int:team_id>": str(table.teams.values_list("pk", flat=True)[0]),
    }
    if route == "e/<id:pk>/critique/":
        filled["<id:pk>"] = ids.written(Entry.objects.filter(title__startswith="Asked").order_by("-pk")[0].pk)
    if route == "e/<id:pk>/became/":
        filled["<id:pk>"] = ids.written(Entry.objects.filter(as_critique__of__kind="work").order_by("pk")[0].pk)
    if "/critique/<int:number>/" in route:
        filled["<int:number>"] = str(Round.objects.order_by("pk").values_list("pk", flat=True)[0])
    if "/critique/ways/" in route:
        filled["<int:number>"] = str(OwnProtocol.objects.order_by("pk").values_list("pk", flat=True)[0])
    if "/team-up/" in route:
        filled["<int:number>"] = str(Seat.objects.values_list("person_id", flat=True)[0])
    if "/resources/brought/" in route:
        filled["<id:pk>"] = ids.written(table.bringings.values_list("pk", flat=True)[0])
    if route.startswith(("badges/", "me/badges/")):
        keeper = Credential.objects.filter(person__name="keeper").order_by("pk")[0]
        filled |= {
            "<id:badge_pk>": ids.written(Badge.objects.order_by("pk").values_list("pk", flat=True)[0]),
            "<id:credential_pk>": ids.written(keeper.pk),
            "<id:award_pk>": ids.written(Award.objects.filter(person__name="learner0").order_by("pk")[0].pk),
            "<id:evidence_pk>": ids.written(Evidence.objects.get(person__name="keeper").pk),
            "<slug:ending>": "svg",
        }
    if route.startswith(("frameworks/", "ims/case/")):
        item = Item.objects.order_by("pk")[0]
        kind = route.split("/")[3] if route.startswith("ims/case/") else ""
        part = Part.objects.filter(kind=kind).order_by("pk").first()
        filled |= {
            "<id:framework_pk>": ids.written(item.framework_id),
            "<id:incoming_pk>": ids.written(Incoming.objects.order_by("pk").values_list("pk", flat=True)[0]),
            "<int:number>": str(item.pk),
            "<str:identifier>": part.identifier
            if part
            else item.identifier
            if "Item" in kind
            else item.framework.identifier,
        }
    if route.startswith("@<slug:name>/badges/"):
        filled["<slug:name>"] = "learner0"
    if route.startswith("m/"):
        filled["<id:pk>"] = ids.written(Entry.objects.filter(kind="work").first().attachments.first().pk)
    for part, value in filled.items():
        route = route.replace(part, value)
    return "/" + route


def every_page(table: Community) -> dict[str, str]:
    """The address of each page by its route, for the community of `some_of_everything`."""
    visits = {route: _address(route, table) for route in all_routes() if not any(part in route for part in LEFT_OUT)}
    for kind in (
        "critique",
        "design",
        "gathering",
        "brief",
        "work",
        "resource",
        "page",
        "reflection",
        "case study",
        "collection",
    ):
        visits[f"e/<id:pk>/ of a {kind}"] = Entry.objects.filter(kind=kind).order_by("pk").first().address
    return visits | {"search/?q=": "/search/?q=nine", "library/?value=": "/library/?value=equity"}
