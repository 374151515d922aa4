"""Whatever is sent to any address, by whomever: it is taken, refused or not found. It never breaks the page.

Each viewer opens each address, then sends its forms back with one field after another put wrong, and with all of them.
"""

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from commonplace.commons.communities.actions import form_team, start_community, welcome_member
from commonplace.commons.communities.invitations import invite
from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Attachment, Comment, Entry
from commonplace.commons.people.actions import ask_helper, interests_named, set_interests
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.actions import report
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.ground import clock, ids
from commonplace.stages.design.actions import begin_design, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.make.actions import share_resource, share_work
from commonplace.stages.make.briefs import pose_brief
from commonplace.stages.open_space.actions import (
    SlotRow,
    VenueRow,
    begin_open_space,
    propose,
    put_in,
    set_venues_and_times,
)
from commonplace.stages.open_space.models import Proposal
from commonplace.stages.publish.actions import draft_case_study, publish_case_study
from commonplace.stages.recognise.awarding import make_code, offer, say_yes, show_for
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.models import Award, Badge, Credential, Evidence
from commonplace.stages.recognise.sealing import renew_seal
from commonplace.stages.recruit.actions import answer_call
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.reflect.actions import write_reflection
from tests.pictures import small_picture
from tests.routes import Examples, all_routes, visits

pytestmark = pytest.mark.database

BAD = [
    "\0", "9" * 30, "9" * 5000, "-1", "٣", "²", "½", "\ufffd", "a" * 4000, "NaN", "1e400", "0001-01-01",
    "9999-12-31T23:59", "[]", "javascript:alert(1)", "http://[::1", "%s %(x)s {0}", "'\"><svg onload=1>", ",", "  ",
]  # fmt: skip
ASKED = [
    "page", "q", "form", "state", "value", "practice", "interest", "language", "kind", "gathering", "answers", "entry",
    "comment", "person", "community", "from", "in", "next", "call", "code", "invitation", "edit",
]  # fmt: skip
PATHS = {"int": ["0", "9" * 25], "str": ["%00", "%ff", "..%2f..", "é" * 200], "id": ["zzzzzzzzzzzzz"]}
_PLAIN = "application/x-www-form-urlencoded"
_FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
_FIELD = re.compile(r"<(?:input|textarea|select|button)\b[^>]*\bname=\"([^\"]+)\"[^>]*>")
_VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")


@pytest.fixture
def people(person: Callable[..., Person]) -> dict[str, Person | None]:
    """A commons with a little of everything, and those who look at it."""
    return little_of_everything(person)


def little_of_everything(person: Callable[..., Person], zone: str = "UTC") -> dict[str, Person | None]:
    """What the fixture above makes, of a community in `zone`."""
    carrier, member, host = person("carrier"), person("member"), person("host", is_host=True)
    place = start_community(carrier, name="The Mending Table", audience=Audience.OPEN, zone=zone)
    welcome_member(place, member, Role.LEARNER)
    Membership.objects.update(agreed_norms_at=clock.now())
    set_interests(member, [], ["mending"])
    design = begin_design(place, carrier)
    write_design(
        design,
        carrier,
        based_on=design.entry.version,
        values=[("dignity", "", ["Nobody asks why."])],
        arc=[{"title": "A day", "words": "", "on": None, "starts": None, "minutes": 60}],
        predictions=["Ten people come."],
    )
    soon, past = clock.now() + timedelta(days=1), clock.now() - timedelta(days=1)
    for begins in (past, soon):
        table = plan_gathering(place, carrier, title="A table", starts_at=begins, ends_at=begins + timedelta(hours=1))
    space = begin_open_space(table, carrier)
    set_venues_and_times(space, carrier, [VenueRow(None, "Hall", 9)], [SlotRow(None, 0, 30), SlotRow(None, 30, 30)])
    for title in ("Sockets", "Switches"):
        session = propose(space, member, title=title)
    put_in(session, carrier, space.slots.first(), space.venues.first())
    file = SimpleUploadedFile("a.png", small_picture(), "image/png")
    share_work(member, title="A kettle", body="", community=place, pictures=[(file, "A kettle", "")], licence="CC0-1.0")
    share_resource(member, title="Fuses", community=place)
    brief = pose_brief(member, title="What boils", body="", community=place)
    choose(begin_collection(member, title="Kettles", body="All."), member, brief.entry, "It asks.")
    write_reflection(member, community=place, body="It was loud.")
    post = write_entry(
        member, "post", title="Hello", body="@host", community=place, interests=interests_named(["mending"])
    )
    comment_on(post, carrier, "Welcome")
    call = open_call(place, carrier, words="Come", seats=2, questions=[("Why?", True)], asks_approval=True)
    answer_call(call, person("applicant"), {})
    form_team(place, carrier, "Kettles", [member])
    invite(carrier, place)
    invite(host, None)
    ask_helper(carrier, member, interests_named(["mending"])[0], "How?")
    report(carrier, "This is unkind", entry=post)
    publish_case_study(draft_case_study(place, carrier), carrier)
    renew_seal(place, carrier)
    badge = design_badge(place, carrier, drawn={}, name="Can mend", says="Mends", criteria="Mend it")
    say_yes(offer(badge, carrier, member), member)
    offer(badge, carrier, carrier)
    show_for(
        design_badge(place, carrier, drawn={}, name="Can sew", says="Sews", criteria="Sew"),
        member,
        words="I sew",
        entry=None,
    )
    make_code(badge, carrier, places=9)
    return {"stranger": None, "member": member, "carrier": carrier, "host": host}


def _examples() -> Examples:
    by_kind = {entry.kind: ids.written(entry.pk) for entry in Entry.objects.order_by("pk")}
    return Examples(
        communities=[Community.objects.get().slug],
        people=["member"],
        entries=list(by_kind.values()),
        attachments=[ids.written(Attachment.objects.values_list("pk", flat=True)[0])],
        comments=[ids.written(Comment.objects.values_list("pk", flat=True)[0])],
        interests=["mending"],
        sessions=[ids.written(key) for key in Proposal.objects.order_by("pk").values_list("pk", flat=True)],
        recognised={
            "badge_pk": ids.written(Badge.objects.order_by("pk").values_list("pk", flat=True)[0]),
            "award_pk": ids.written(Award.objects.order_by("-pk").values_list("pk", flat=True)[0]),
            "evidence_pk": ids.written(Evidence.objects.values_list("pk", flat=True)[0]),
            "credential_pk": ids.written(Credential.objects.values_list("pk", flat=True)[0]),
        },
    )


def _bad_paths(route: str, address: str) -> list[str]:
    """The address with each part that has a bad example replaced by it."""
    found = []
    for place, part in enumerate(route.split("/"), start=1):
        converter = next((name for name in PATHS if part.startswith(f"<{name}:")), None)
        for bad in PATHS.get(converter or "", []):
            parts = address.split("/")
            parts[place] = bad
            found.append("/".join(parts))
    return found


def _fields(page: bytes) -> dict[str, str]:
    """The fields of the page's forms, with what stands in them."""
    fields: dict[str, str] = {}
    for form in _FORM.findall(page.decode("utf-8", "replace")):
        for field in _FIELD.finditer(form):
            value = _VALUE.search(field[0])
            fields.setdefault(field[1], html.unescape(value[1]) if value else "words")
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def _send(client: Client, way: str, address: str, *data: Any, **more: Any) -> tuple[int, bytes]:
    """Ask, and take back whatever it did, signing out and in included."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, way)(address, *data, **more)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, body


def _tries(client: Client, address: str, number: int) -> Iterator[tuple[str, int]]:
    """What was sent to one address, and the status of each answer. What is not there is not tried further."""
    status, page = _send(client, "get", address)
    fields = _fields(page) if status == 200 else {}
    yield "get", status
    yield "post", _send(client, "post", address, fields)[0]
    if status == 404:
        return
    bad = BAD[number % len(BAD)]
    yield f"get {bad[:20]!r}", _send(client, "get", address, dict.fromkeys(ASKED, bad))[0]
    yield "post rubbish", _send(client, "post", address, b"\xff=\x00&", content_type=_PLAIN)[0]
    if not fields:
        return
    for turn in (1, 2):
        bad = BAD[(number + turn * 5) % len(BAD)]
        yield f"post all {bad[:20]!r}", _send(client, "post", address, dict.fromkeys(fields, bad))[0]
    for place, name in enumerate(list(fields)[number % 3 :: len(fields) // 6 + 1]):
        bad = BAD[(number + place) % len(BAD)]
        yield f"post {name}={bad[:20]!r}", _send(client, "post", address, {**fields, name: bad})[0]


@pytest.mark.parametrize(
    "who", ["stranger", "member", *(pytest.param(who, marks=pytest.mark.long) for who in ("carrier", "host"))]
)
def test_no_page_breaks(who: str, people: dict[str, Person | None], sign_in: Callable[..., Client]) -> None:
    client = sign_in(people[who])
    client.raise_request_exception = False
    examples, broken = _examples(), []
    for number, route in enumerate(sorted(set(all_routes()))):
        if who == "host" and not route.startswith(("host/", "report", "me/")):
            continue  # elsewhere a host is somebody who does not belong
        addresses = visits(route, examples)
        for place, address in enumerate(addresses):
            broken += [
                f"{address}: {sent}" for sent, status in _tries(client, address, number + place) if status >= 500
            ]
        for address in _bad_paths(route, addresses[0]):
            broken += [f"{way} {address}" for way in ("get", "post") if _send(client, way, address)[0] >= 500]
    assert not broken, "\n".join(broken[:40])


def test_a_flood_is_refused(people: dict[str, Person | None], sign_in: Callable[..., Client]) -> None:
    client = sign_in(people["carrier"])
    client.raise_request_exception = False
    flood = b"words=" + b"a" * 10_000_000
    for route in sorted(set(all_routes())):
        for address in visits(route, _examples())[:1]:
            status, _page = _send(client, "post", address, flood, content_type=_PLAIN)
            assert status < 500, address
