"""Every form of every page, filled with whatever comes: it is taken or refused, and never breaks.

A crash found here becomes a plain test beside the code that crashed, or a line of BAD in `tests/test_bad_input.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings, strategies

from commonplace.commons.people.models import Person
from tests.bad_pictures import png, with_place
from tests.routes import all_routes, visits
from tests.test_bad_input import BAD, _examples, _fields, _send, people  # noqa: F401 - a fixture

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


@dataclass(frozen=True)
class Form:
    """The fields of a page's forms, as they stand there for somebody."""

    client: Client
    address: str
    fields: dict[str, str]


def _forms(viewers: dict[str, Person | None], sign_in: Callable[..., Client]) -> list[Form]:
    found, examples = [], _examples()
    for somebody in viewers.values():
        client = sign_in(somebody)
        client.raise_request_exception = False
        for route in sorted(set(all_routes())):
            for address in visits(route, examples):
                status, page = _send(client, "get", address)
                if status == 200 and (fields := _fields(page)):
                    found.append(Form(client, address, fields))
    return found


@strategies.composite
def _filled(draw: Any, forms: list[Form]) -> tuple[Form, dict[str, Any]]:
    """A form, some of whose fields hold something else, are there twice, or not at all."""
    form = draw(strategies.sampled_from(forms))
    sent: dict[str, Any] = dict(form.fields)
    for name in draw(strategies.lists(strategies.sampled_from(sorted(sent)), unique=True, max_size=5)):
        if draw(strategies.booleans()) and draw(strategies.booleans()):
            del sent[name]
        elif "picture" in name or "file" in name:
            sent[name] = draw(_FILES)
        else:
            sent[name] = draw(strategies.one_of(_VALUES, strategies.lists(_VALUES, max_size=3)))
    return form, sent


def test_whatever_is_sent_with_a_form_breaks_nothing(
    people: dict[str, Person | None],  # noqa: F811
    sign_in: Callable[..., Client],
) -> None:
    forms = _forms(people, sign_in)
    assert len(forms) > 60

    @settings(
        max_examples=1_500, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(_filled(forms))
    def sends(filled: tuple[Form, dict[str, Any]]) -> None:
        form, sent = filled
        status, _page = _send(form.client, "post", form.address, sent)
        assert status < 500, f"{form.address}: {sent!r}"

    sends()
