"""Every form of every page, filled with whatever comes: it is taken or refused, and never breaks.

A crash found here becomes a plain test beside the code that crashed, or a line of BAD in `tests/test_bad_input.py`.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings, strategies

from commonplace.commons.people.models import Person
from tests.bad_pictures import png, with_place
from tests.crawl import route_of
from tests.forms import Form, forms_on
from tests.routes import all_routes
from tests.test_bad_input import BAD, opened, people, send  # noqa: F401 - a fixture

pytestmark = [pytest.mark.long, pytest.mark.django_db]

_NUMBERS = strategies.one_of(strategies.integers(), strategies.floats(), strategies.decimals()).map(str)
_TIMES = strategies.one_of(strategies.datetimes(), strategies.dates(), strategies.times()).map(str)
_WORDS = strategies.one_of(
    strategies.text(max_size=60),
    strategies.text("@[]()*_`#>|-~\n !<&\\", max_size=60),
    strategies.text(max_size=4).map(lambda words: words * 3_000),
    strategies.sampled_from(BAD),
)
_FILES = strategies.one_of(
    strategies.binary(max_size=200),
    strategies.sampled_from([with_place(), with_place("PNG"), with_place("HEIF"), png(9, 9, (b"IDAT", b"x"))]),
    strategies.tuples(strategies.integers(0, 600), strategies.binary(max_size=8)).map(
        lambda cut: with_place()[: cut[0]] + cut[1] + with_place()[cut[0] :]
    ),
).map(lambda data: SimpleUploadedFile("a.jpg", data))
_VALUES = strategies.one_of(_WORDS, _NUMBERS, _TIMES, strategies.sampled_from(["", "1", "on", "0"]))


_BUTTON, _FILE, _SCRIPT = "a button without fields", "a file, and no page", "scripts send to it, and no form"
_STREAM, _PROGRAM = "a stream, which never ends by itself", "programs send to it, and no form; bridge/tests do"
# Routes of which nobody in that commons opens a page or finds a form, and why.
NOT_MET = {
    "badge/<str:token>/badge.<slug:ending>": _FILE,
    "badges/<id:badge_pk>/delete/": _BUTTON,
    "begin/<str:token>/": "only before a commons has a host; a journey fills it in",
    "c/<slug:slug>/case-study/asking/<id:pk>/": "only where a picture waits for whom it shows: a list of members",
    "c/<slug:slug>/gatherings/from-design/": _BUTTON,
    "c/<slug:slug>/gatherings/move/tell/": _BUTTON,
    "c/<slug:slug>/join/offer/": "two buttons",
    "c/<slug:slug>/people/<slug:name>/passphrase/": _BUTTON,
    "c/<slug:slug>/team-up/live/": _STREAM,
    "c/<slug:slug>/team-up/take-now/": _BUTTON,
    "c/<slug:slug>/team-up/tell/": _BUTTON,
    "c/<slug:slug>/team-up/welcome/<int:number>/": _BUTTON,
    "calendar/<str:token>.ics": _FILE,
    "e/<id:pk>/points/<int:number>/away/": _BUTTON,
    "e/<id:pk>/beside/<id:other>/": "nothing is sent from it",
    "host/backups/<str:name>/": _FILE,
    "host/backups/<str:name>/delete/": _BUTTON,
    "ims/ob/v3p0/credentials": _PROGRAM,
    "ims/ob/v3p0/profile": _PROGRAM,
    "live/<id:pk>/": _STREAM,
    "m/<id:pk>/<int:width>.<slug:ending>": _FILE,
    "m/<id:pk>/captions.vtt": _FILE,
    "me/sign-in/passkeys/<int:number>/": "needs a device that signs; test_second_step has one",
    "me/sign-in/passkeys/options/": _SCRIPT,
    "notices/<int:pk>/": "turns to what it is about",
    "notices/read/": _BUTTON,
    "oauth/authorize/": "only with what a program asks for; test_dance fills it in",
    "oauth/register/": _PROGRAM,
    "oauth/revoke/": _PROGRAM,
    "oauth/token/": _PROGRAM,
    "report/of/<int:happening_id>/": "turns to a report",
    "ruling/of/<int:happening_id>/": "nothing is sent from it",
    "sign-in/address/<str:token>/": _BUTTON,
    "sign-in/code/": "only between a passphrase and a code; test_second_step fills it in",
    "sign-in/link/<str:token>/": _BUTTON,
    "sign-in/passkey/options/": _SCRIPT,
    "uploads/": _SCRIPT,
    "uploads/<id:pk>/": _SCRIPT,
}


def _forms(viewers: dict[str, Person | None], sign_in: Callable[..., Client]) -> list[tuple[Client, Form]]:
    """Each form that somebody finds on some page, once."""
    found: dict[tuple[str, ...], tuple[Client, Form]] = {}
    met = set[str]()
    for somebody in viewers.values():
        client = sign_in(somebody)
        client.raise_request_exception = False
        for there in opened(client):
            if there.status != 200:
                continue
            met.add(there.route)
            for form in forms_on(there.page, there.address):
                found.setdefault((str(route_of(form.address)), *sorted(form.fields)), (client, form))
    met |= {route for route, *_fields in found}
    assert set(all_routes()) - met == set(NOT_MET), "every form is tried"
    return list(found.values())


@strategies.composite
def _filled(draw: Any, forms: list[tuple[Client, Form]]) -> tuple[Client, str, dict[str, Any]]:
    """A form, some of whose fields hold something else, are there twice, or not at all."""
    client, form = draw(strategies.sampled_from(forms))
    sent: dict[str, Any] = dict(form.fields)
    for name in draw(strategies.lists(strategies.sampled_from(sorted(sent)), unique=True, max_size=5)) if sent else ():
        if draw(strategies.booleans()) and draw(strategies.booleans()):
            del sent[name]
        elif name in form.files:
            sent[name] = draw(_FILES)
        else:
            sent[name] = draw(strategies.one_of(_VALUES, strategies.lists(_VALUES, max_size=3)))
    return client, form.address, sent


def test_whatever_is_sent_with_a_form_breaks_nothing(
    people: dict[str, Person | None],  # noqa: F811
    sign_in: Callable[..., Client],
) -> None:
    forms = _forms(people, sign_in)
    assert len(forms) > 160

    @settings(
        max_examples=4_000, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(_filled(forms))
    def sends(filled: tuple[Client, str, dict[str, Any]]) -> None:
        client, address, sent = filled
        status, _page = send(client, "post", address, sent)
        assert status < 500, f"{address}: {sent!r}"

    sends()
