"""A law over all that a learner reads: nothing changes with whom another wishes for or refuses, or what they count themselves to."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from commonplace.commons.people.models import Person
from commonplace.stages.team import actions, saying
from commonplace.stages.team.models import Forming, Seat, Statement
from commonplace.stages.team.tests.conftest import NAMES, Forms

pytestmark = [pytest.mark.django_db, pytest.mark.database]

OTHERS = NAMES[1:]
# What somebody keeps to themselves: whom they wish for, whom they refuse, and whether they count themselves to the group.
_names = some.frozensets(some.sampled_from(NAMES), max_size=3)
_private = some.tuples(_names, _names, some.booleans())
_open = some.fixed_dictionaries(
    {
        "hours": some.none() | some.integers(0, 7),
        "outcomes": some.lists(some.integers(0, 1), max_size=2),
        "values": some.lists(some.integers(0, 3), min_size=2, max_size=2),
        "background": some.sampled_from(["", "Nurse", "Baker"]),
    }
)
_everybody = some.tuples(*[_private] * len(OTHERS))


def _read(reader: Client, here: str, *more: str) -> list[str]:
    """The page of the forming, and other pages of the community, without what is another number each time."""
    found = []
    for address in (here, *more):
        answer = reader.get(address)
        assert answer.status_code == 200, address
        found.append(re.sub(r'value="\w{64}"|teams/\d+|team-\d+', "", answer.content.decode()))
    return found


def _as_it_goes(forms: Forms, reader: Client, here: str, said: dict[str, Any], kept: Any) -> list[str]:
    """All that a learner can read while teams are asked about, told, changed and settled, where others keep this to themselves."""
    teams, people = here.replace("team-up", "teams"), here.replace("team-up", "people")
    for name, (wishes, refusals, is_counted) in zip(OTHERS, kept, strict=True):
        forms.say(
            name,
            **said[name],
            wishes={forms.key(one) for one in wishes},
            refusals={forms.key(one) for one in refusals},
            groups=[0] if is_counted else [],
        )
    forms.lay("ada bo", "cy di ed")
    read = _read(reader, here)
    forms.tell()
    read += _read(reader, here, teams, people, "/notices/")
    forms.move("ada", 2, "cy")
    read += _read(reader, here)
    read.append(str([{**row, "at": ""} for row in saying.in_ones_book(forms.people["ada"])]))
    actions.settle(forms.forming, forms.carrier, based_on=forms.now().version)
    return read + _read(reader, here, teams)


def _begin_anew(forms: Forms) -> None:
    forms.table.teams.all().delete()
    Seat.objects.all().delete()
    Statement.objects.exclude(person=forms.people["ada"]).delete()
    Forming.objects.update(settled_at=None, told_at=None, version=1)


@given(some.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_page_changes_with_what_another_keeps_to_themselves(
    forms: Forms, sign_in: Callable[[Person | None], Client], data: some.DataObject
) -> None:
    _begin_anew(forms)
    here, reader = f"{forms.table.address}team-up/", sign_in(forms.people["ada"])
    said = {name: data.draw(_open, label=name) for name in OTHERS}
    own = {"wishes": {forms.key("bo")}, "refusals": {forms.key("cy")}, "groups": [0], "keeps": True}
    read = []
    for kept in (data.draw(_everybody, label="kept"), data.draw(_everybody, label="kept otherwise")):
        _begin_anew(forms)
        forms.say("ada", hours=0b111, outcomes=[0, 1], values=[3, 1], background="Nurse", **own)
        read.append(_as_it_goes(forms, reader, here, said, kept))
    for first, second in zip(*read, strict=True):
        assert first == second


def test_the_law_would_notice(forms: Forms, sign_in: Callable[[Person | None], Client]) -> None:
    """What a learner says openly to their team does change what others read: the comparison is not of nothing."""
    here, reader = f"{forms.table.address}team-up/", sign_in(forms.people["ada"])
    read = []
    for outcomes in ([0], [1]):
        _begin_anew(forms)
        forms.say("ada", outcomes=[0, 1])
        said = {name: {"outcomes": outcomes} for name in OTHERS}
        read.append(_as_it_goes(forms, reader, here, said, [((), (), False)] * len(OTHERS)))
    assert [first == second for first, second in zip(*read, strict=True)].count(False) >= 2
