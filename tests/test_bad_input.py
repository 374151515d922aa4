"""Whatever is sent to any address, by whomever: it is taken, refused or not found. It never breaks the page.

Each viewer opens each address, then sends its forms back with one field after another put wrong, and with all of them.
"""

import re
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseForm, ModelMultipleChoiceField
from django.test import Client

from commonplace.commons.communities.actions import close_community, start_community, welcome_member
from commonplace.commons.communities.invitations import invite
from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on, delete_comment
from commonplace.commons.entries.models import Comment, Entry, KeptBack
from commonplace.commons.people.actions import ask_helper, interests_named, reset_link
from commonplace.commons.people.forms import TickedField
from commonplace.commons.people.models import Account, Person
from commonplace.commons.people.no_letters import stop_address
from commonplace.commons.people.signing.models import CodeApp
from commonplace.commons.safeguard.watching import accept_watch, ask_to_watch
from commonplace.edges.bridge.models import Program
from commonplace.edges.bridge.programs import agree
from commonplace.edges.bridge.registering import register
from commonplace.edges.bridge.scopes import KNOWN
from commonplace.edges.programmes.models import RosterLine
from commonplace.ground import clock
from commonplace.stages.critique.actions import ask_for_critique
from commonplace.stages.critique.rounds import open_round, put_in
from commonplace.stages.design.actions import start, write_design
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.following import follow
from commonplace.stages.gather.guest_letters import link_of
from commonplace.stages.gather.models import Gathering, Guest
from commonplace.stages.gather.repeating import plan_series
from commonplace.stages.gather.rhythms import Hours
from commonplace.stages.publish import consent_letters
from commonplace.stages.publish.models import Consent
from commonplace.stages.recognise.awarding import make_code, offer, say_yes
from commonplace.stages.recognise.backpack import hand_on, link_to
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.letters import token_of
from commonplace.stages.recognise.models import Award, ClaimCode, Credential
from commonplace.stages.recognise.sealing import renew_seal
from commonplace.stages.recruit import invitation_letters
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.recruit.inviting import invite_addresses
from commonplace.stages.recruit.models import InvitedAddress
from commonplace.stages.team.actions import begin_forming
from commonplace.stages.team.saying import Told, say
from tests.crawl import Links, route_of
from tests.everything import LEFT_OUT, every_page, some_of_everything
from tests.forms import Form, forms_on
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
_SOME = 3  # of each route are opened by links


@pytest.fixture
def people(person: Callable[..., Person], settings: Any) -> dict[str, Person | None]:
    """A commons with one of everything, and those who look at it."""
    settings.MAIL_IS_SENT = True  # else nobody could come without an account
    return people_of_everything(person)


def people_of_everything(person: Callable[..., Person], zone: str = "UTC") -> dict[str, Person | None]:
    """What the fixture above makes, of communities in `zone`."""
    carrier, table = some_of_everything(person, 1, zone=zone)
    host, member = person("host", is_host=True), Person.objects.get(name="learner0")
    for place in (table, None):
        invite(host if place is None else carrier, place)
    ask_helper(carrier, member, interests_named(["felt"])[0], "How?")
    _half_way(person, carrier, member, zone)
    close_community(start_community(host, name="The Closed Door"), host)
    return {
        "stranger": None,
        "member": member,
        "carrier": carrier,
        "host": host,
        "applicant": Person.objects.get(name="applicant0"),
    }


def _half_way(person: Callable[..., Person], carrier: Person, member: Person, zone: str) -> None:
    """A community in which everything is begun and nothing is over: its pages hold the forms that others do not."""
    here = start(carrier, name="The Kettle Clinic", purpose="To mend", audience=Audience.OPEN, zone=zone)
    pupil = Account.objects.create_user("pupil")
    for somebody in (
        member,
        Person.objects.create(account=pupil, name="pupil", display_name="Pupil", age_band="13-15"),
    ):
        welcome_member(here, somebody, agreed=True)
    soon, late = (clock.now() + timedelta(days=days) for days in (1, 2))
    day = {"title": "A day", "words": "", "on": soon.date(), "starts": None, "minutes": 60}
    write_design(here.design, carrier, based_on=here.design.entry.version, arc=[day])
    say(begin_forming(here, carrier, closes_at=late, outcomes=["A film"]), member, Told(outcomes=[0]))
    asked = write_entry(member, "question", title="Asked", body="Why?", community=here, audience=Audience.COMMUNITY)
    ask_for_critique(asked, member, question="Does it hold?", protocol="warm")
    reading = open_round(here, carrier, title="Read", each=1, closes_at=late, is_exchange=False, protocol="see")
    put_in(reading, member, asked, question="Does it hold?")
    write_entry(member, "post", title="Begun", body="Words", community=here, share=False)
    shown, going = (
        write_entry(member, "post", title=title, body="Words", community=here, audience=Audience.COMMUNITY)
        for title in ("Shown", "Going out")
    )
    ask_to_watch(going, member, carrier)
    accept_watch(ask_to_watch(shown, member, carrier))
    Comment.objects.filter(pk=comment_on(shown, carrier, "A word").pk).update(kept_back=KeptBack.WAITS)
    for somebody in (carrier, member):
        delete_comment(comment_on(shown, somebody, "Another"), somebody)
    evenings = [soon.date(), late.date()]
    plan_series(
        here, carrier, rhythm=None, days=evenings, hours=Hours(time(18), time(19), 0, here.zone), title="Evenings"
    )
    plan_gathering(here, carrier, title="Now", starts_at=clock.now(), ends_at=soon)
    follow(here, carrier, "https://example.org/calendar.ics", Audience.COMMUNITY)
    open_call(here, carrier, words="Come", seats=2, asks_approval=True)
    invite_addresses(here, carrier, ["somebody@example.org"], "answers")
    Guest.objects.create(
        gathering=Gathering.objects.earliest("pk"), name="Wen", email="wen@example.org", age_band="adult"
    )
    CodeApp.objects.create(account=member.login, secret="A" * 32, confirmed_at=clock.now())
    _recognised(here, carrier, member)


def _recognised(here: Community, carrier: Person, member: Person) -> None:
    """A badge that is handed on by code, letter and link, and a program that was let in."""
    renew_seal(here, carrier)
    mended = design_badge(here, carrier, drawn={}, name="Mended", says="It boils", criteria="Mend it")
    make_code(mended, carrier, places=9)
    offer(mended, carrier, "somebody@example.org")
    hand_on(say_yes(offer(mended, carrier, carrier), carrier), by_link=True)
    register(b'{"client_name": "Pocket", "redirect_uris": ["https://wallet.example/back"]}')
    agree(member, Program.objects.get(), " ".join(KNOWN))


def _handed_on() -> list[str]:
    """Pages for whoever has an address that was handed or written to them."""
    keeper, pupil = Person.objects.get(name="keeper"), Person.objects.get(name="pupil")
    links = [
        f"/invitation/{invite(keeper, Community.objects.get(slug='the-mending-table')).token}/",
        f"/card/{RosterLine.objects.earliest('pk').code}/",
        f"/sign-in/new-passphrase/{reset_link(pupil, keeper)}/",
        invitation_letters.page_of(invitation_letters.token_of(InvitedAddress.objects.get())),
        consent_letters.page_of(Consent.objects.latest("pk")),
        link_of(Guest.objects.latest("pk")),
        stop_address(keeper),
        f"/badges/claim/{ClaimCode.objects.latest('pk').code}/",
        letter := f"/badge/{token_of(Award.objects.filter(badge__name='Mended').exclude(email='').get())}/",
        f"{letter}stop/",
        shown := link_to(Credential.objects.exclude(shared_by="").get()),
        f"{shown}embed/",
    ]
    return [urllib.parse.urlsplit(link).path for link in links]


def _addresses() -> Iterator[tuple[str, str]]:
    """Each address of that commons, after its route. Of what only a real visit opens, one that leads nowhere."""
    nowhere = Examples(*([["nothing"]] * 6))
    for name, address in sorted(every_page(Community.objects.get(slug="the-mending-table")).items()):
        yield re.split(r" of |\?", name)[0], address if "<" not in address else visits(name, nowhere)[0]
    yield "c/<slug:slug>/close/", "/c/the-closed-door/close/"
    yield from ((str(route_of(address)), address) for address in _handed_on())
    of_begun = {
        "c/<slug:slug>/": ["/c/the-kettle-clinic/"],
        "e/<id:pk>/": [entry.address for entry in Entry.objects.filter(community__slug="the-kettle-clinic")],
    }
    for route in sorted(set(all_routes())):
        if any(part in route for part in LEFT_OUT):
            yield route, visits(route, nowhere)[0]
        for begins, places in of_begun.items():
            if route.startswith(begins) and "<" not in route.removeprefix(begins):
                yield from ((route, place + route.removeprefix(begins)) for place in places)


class Opened(NamedTuple):
    """What somebody finds at an address."""

    route: str
    address: str
    status: int
    page: str


def opened(client: Client, begins: str | tuple[str, ...] = "") -> Iterator[Opened]:
    """What somebody finds at each address of that commons, and then where its links lead, some of each route.

    With `begins` only where routes begin so.
    """
    waiting, known, led_to = list(_addresses()), set[str](), Counter[str]()
    while waiting:
        route, address = waiting.pop(0)
        if address in known or not route.startswith(begins):
            continue
        known.add(address)
        status, body = send(client, "get", address)
        page = body.decode("utf-8", "replace")
        yield Opened(route, address, status, page)
        for link in Links(page).met if status == 200 else ():
            there, _mark, _place = urllib.parse.urljoin(address, link).partition("#")
            leads = route_of(there) if there.startswith("/") else None
            if leads and there not in known and led_to[leads] < _SOME:
                led_to[leads] += 1
                waiting.append((leads, there))


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


def send(client: Client, way: str, address: str, *data: Any, **more: Any) -> tuple[int, bytes]:
    """Ask, and take back whatever it did, signing out and in included."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, way)(address, *data, **more)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, body


def _tries(client: Client, found: Opened, number: int, tried: set[tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    """What was sent to one address and by its forms, and the status of each answer. What is not there is not tried further.

    A form that stands on several pages is tried once.
    """
    address = found.address
    yield f"get {address}", found.status
    yield f"post {address}", send(client, "post", address)[0]
    if found.status == 404:
        return
    bad = BAD[number % len(BAD)]
    yield f"get {address} {bad[:20]!r}", send(client, "get", address, dict.fromkeys(ASKED, bad))[0]
    yield f"post rubbish {address}", send(client, "post", address, b"\xff=\x00&", content_type=_PLAIN)[0]
    for form in forms_on(found.page, address) if found.status == 200 else ():
        key = (str(route_of(form.address)), *sorted(form.fields))
        if key not in tried:
            tried.add(key)
            yield from _sent_with(client, form, number)


def _sent_with(client: Client, form: Form, number: int) -> Iterator[tuple[str, int]]:
    """The form as it stands there, with one field after another put wrong, and with all of them."""
    yield f"form to {form.address}", send(client, "post", form.address, form.fields)[0]
    for turn in (1, 2) if form.fields else ():
        bad = BAD[(number + turn * 5) % len(BAD)]
        sent = dict.fromkeys(form.fields, bad)
        yield f"form to {form.address}, all {bad[:20]!r}", send(client, "post", form.address, sent)[0]
    for place, name in enumerate(list(form.fields)[number % 3 :: len(form.fields) // 6 + 1]):
        bad = BAD[(number + place) % len(BAD)]
        sent = {**form.fields, name: bad}
        yield f"form to {form.address}, {name}={bad[:20]!r}", send(client, "post", form.address, sent)[0]


@pytest.mark.parametrize(
    "who", ["stranger", "member", *(pytest.param(who, marks=pytest.mark.long) for who in ("carrier", "host"))]
)
def test_no_page_breaks(who: str, people: dict[str, Person | None], sign_in: Callable[..., Client]) -> None:
    client = sign_in(people[who])
    client.raise_request_exception = False
    broken, tried, routes = [], set[tuple[str, ...]](), set[str]()
    # Elsewhere a host is somebody who does not belong.
    begins = ("host/", "report", "me/") if who == "host" else ""
    for number, found in enumerate(opened(client, begins)):
        if found.status in {302, 403, 404, 405} and found.route in routes:
            continue
        broken += [sent for sent, status in _tries(client, found, number, tried) if status >= 500]
        if found.route not in routes:
            routes.add(found.route)
            for bad in _bad_paths(found.route, found.address):
                broken += [f"{way} {bad}" for way in ("get", "post") if send(client, way, bad)[0] >= 500]
    assert not broken, "\n".join(broken[:40])


def test_a_flood_is_refused(people: dict[str, Person | None], sign_in: Callable[..., Client]) -> None:
    client = sign_in(people["carrier"])
    client.raise_request_exception = False
    flood = b"words=" + b"a" * 10_000_000
    for address in dict(_addresses()).values():
        status, _page = send(client, "post", address, flood, content_type=_PLAIN)
        assert status < 500, address


def _all_forms(of: type = BaseForm) -> Iterator[type]:
    for form in of.__subclasses__():
        yield form
        yield from _all_forms(form)


def test_a_number_that_no_row_has_is_refused_before_it_reaches_the_database() -> None:
    import_module("commonplace.project.urls")
    ours = [form for form in _all_forms() if form.__module__.startswith("commonplace.")]
    fields = {f"{form.__qualname__}.{name}": field for form in ours for name, field in form.base_fields.items()}
    ticked = {name: field for name, field in fields.items() if isinstance(field, ModelMultipleChoiceField)}
    assert {name for name, field in ticked.items() if not isinstance(field, TickedField)} == set()
    assert len(ticked) > 5
    for bad in ("9" * 19, "9" * 30, "-1", "²"):
        with pytest.raises(ValidationError, match="valid choice"):
            TickedField(Person.objects.all()).clean([bad])
