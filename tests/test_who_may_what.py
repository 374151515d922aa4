"""The page of who may do what is made from the rules, by asking each of them for everybody, and kept true here.

After changing a rule: `WRITE_DOCS=1 .venv/bin/pytest tests/test_who_may_what.py`, and read the difference.
"""

import inspect
import os
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from django.urls import get_resolver

from commonplace.commons.communities.actions import start_community
from commonplace.commons.communities.models import Audience, Community, Membership, Role
from commonplace.commons.entries.actions import write_entry
from commonplace.commons.entries.commenting import comment_on
from commonplace.commons.entries.models import Comment, Entry
from commonplace.commons.people.models import Commons, Person
from commonplace.commons.safeguard.actions import report
from commonplace.commons.safeguard.models import Report, Watch
from commonplace.ground import clock
from commonplace.ground.rules import all_rules
from commonplace.stages.critique.actions import ask_for_critique, write_critique
from commonplace.stages.critique.models import Asking, Critique, Round
from commonplace.stages.critique.own_protocols import protocol_of
from commonplace.stages.critique.rounds import open_round
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.open_space.actions import begin_open_space, propose
from commonplace.stages.open_space.models import OpenSpace, Proposal
from commonplace.stages.publish.actions import draft_case_study
from commonplace.stages.publish.models import Consent
from commonplace.stages.recognise.awarding import offer
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.models import Award, Badge, Evidence, Framework
from commonplace.stages.recruit.calling import open_call
from commonplace.stages.recruit.models import Application, Call
from commonplace.stages.room.actions import keep_moment, locked_room
from commonplace.stages.room.models import Moment, Room
from commonplace.stages.team.actions import begin_forming
from commonplace.stages.team.models import Forming

PAGE = Path(__file__).resolve().parent.parent / "docs" / "who-may-what.md"
CAST = {
    "stranger": "a stranger, not signed in",
    "visitor": "somebody signed in who does not belong to the community",
    "guest": "a guest of the community",
    "learner": "a learner",
    "mentor": "a mentor",
    "facilitator": "a facilitator",
    "staff": "staff",
    "author": "a learner who wrote the entry, comment or moment in question",
    "paused": "a facilitator who is paused",
    "host": "the host, who does not belong to the community",
}


@pytest.fixture
def stage(
    person: Callable[..., Person], member: Callable[..., Person]
) -> tuple[dict[str, Person | None], dict[type, Any]]:
    """The cast, and one thing of each type that rules are about."""
    keeper = person("keeper")
    community = start_community(keeper, name="The Mending Table", audience=Audience.OPEN)
    cast: dict[str, Person | None] = {
        "stranger": None,
        "visitor": person("visitor"),
        "host": person("host", is_host=True),
    }
    roles = {"author": Role.LEARNER, "paused": Role.FACILITATOR, **{role.value: role for role in Role}}
    for name, role in roles.items():
        cast[name] = member(community, name, role=role)
    Person.objects.filter(name="paused").update(paused_at=clock.now())
    cast["paused"] = Person.objects.get(name="paused")
    author = cast["author"]
    assert author is not None
    entry = write_entry(author, "work", title="A kettle", body="How to open it", community=community)
    soon = clock.now() + timedelta(days=1)
    call = open_call(community, keeper, words="Come", seats=3, questions=[])
    gathering = plan_gathering(
        community,
        keeper,
        title="Open table",
        starts_at=clock.now() + timedelta(minutes=30),
        ends_at=soon,
        audience=Audience.OPEN,
    )
    things: dict[type, Any] = {
        Commons: Commons.current(),
        Community: community,
        Entry: entry,
        Comment: comment_on(entry, author, "Look at the switch"),
        Membership: community.memberships.get(person=author),
        Person: author,
        Call: call,
        Application: call.applications.create(
            person=cast["visitor"], state=Application.State.OFFERED, offered_until=soon
        ),
        Gathering: gathering,
        Room: locked_room(gathering),
        Moment: keep_moment(gathering, author, second=5, words="It hums."),
        Report: report(author, "This is unkind", entry=entry),
        Watch: Watch.objects.create(entry=entry, asked_by=author, watcher=keeper, community=community),
    }
    things[Asking] = ask_for_critique(entry, author, question="Does it boil?", protocol="warm")
    things[Critique] = write_critique(keeper, entry, protocol=protocol_of("warm"), said={"warm": "It does."})
    things[Round] = open_round(
        community, keeper, title="Drafts", each=3, closes_at=soon, is_exchange=False, protocol="warm"
    )
    things[OpenSpace] = begin_open_space(things[Gathering], keeper)
    things[Consent] = draft_case_study(community, keeper).consents.create(person=author)
    things[Proposal] = propose(things[OpenSpace], author, title="Kettles")
    badge = design_badge(
        community, keeper, drawn={}, name="Can mend", says="Mends", criteria="Mend", given_by="mentors"
    )
    things[Badge], things[Award] = badge, offer(badge, keeper, author)
    things[Evidence] = badge.shown_for_it.create(person=author, words="I mended it")
    things[Framework] = Framework.objects.create(community=community, identifier="f", title="Mending", said={})
    things[Forming] = begin_forming(community, keeper, closes_at=clock.now() + timedelta(days=1))
    return cast, things


def _allowed(function: Callable[..., bool], somebody: Person | None, things: dict[type, Any]) -> bool:
    hints = get_type_hints(function)
    arguments: list[Any] = []
    for number, parameter in enumerate(inspect.signature(function).parameters.values()):
        wanted = hints[parameter.name]
        if number == 0 and wanted is not Commons:
            arguments.append(somebody)
        elif parameter.default is not inspect.Parameter.empty:
            break
        elif wanted in things:
            arguments.append(type(things[wanted]).objects.get(pk=things[wanted].pk))  # fresh: rules keep answers on it
        elif wanted is object:
            arguments.append(Community.objects.get(pk=things[Community].pk))
        else:
            arguments.append(None)  # an answer that was not given
    return bool(function(*arguments))


def _page(cast: dict[str, Person | None], things: dict[type, Any]) -> str:
    assert get_resolver().url_patterns  # loads every package's views, and with them every rule
    lines = [
        "# Who may do what",
        "",
        "Made from the rules (`rules.py` of each package) by asking each of them for everybody; a test keeps it true. Seeing is not",
        "here: who sees an entry is decided by its audience, in `entries/audience.py`. “Yes” means: in an open community, for an entry",
        "that one can see.",
        "",
        *[f"- **{name}**: {words}" for name, words in CAST.items()],
    ]
    for package, rules in groupby(all_rules().items(), key=lambda rule: rule[0].split(".")[2]):
        lines += [
            "",
            f"## {package.replace('_', ' ').capitalize()}",
            "",
            "| what | " + " | ".join(CAST) + " |",
            "| --- |" + " --- |" * len(CAST),
        ]
        for _name, function in rules:
            words = (function.__doc__ or "").splitlines()[0].rstrip(".")
            answers = ["yes" if _allowed(function, cast[name], things) else "" for name in CAST]
            lines.append(f"| {words} | " + " | ".join(answers) + " |")
    return "\n".join(lines) + "\n"


def test_the_page_of_who_may_do_what_is_true(stage: tuple[dict[str, Person | None], dict[type, Any]]) -> None:
    made = _page(*stage)
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(made, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == made


def test_every_rule_says_what_it_allows() -> None:
    for name, function in all_rules().items():
        assert function.__doc__, name
        assert function.__name__.startswith("may_"), name


def test_every_rule_is_asked_by_the_site() -> None:
    """A rule that nothing asks would stand on the page and hold nobody."""
    assert get_resolver().url_patterns
    package = PAGE.parent.parent / "commonplace"
    lines = [
        line
        for file in package.rglob("*.py")
        if "tests" not in file.parts
        for line in file.read_text(encoding="utf-8").splitlines()
        if "import" not in line and not line.startswith("def ")
    ]
    for name, function in all_rules().items():
        assert any(f"{function.__name__}(" in line for line in lines), f"nothing asks {name}"
