"""A community with a seal and a badge, and people in it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.stages.recognise.awarding import offer, say_yes
from commonplace.stages.recognise.designing import design_badge
from commonplace.stages.recognise.drawing import PLAIN
from commonplace.stages.recognise.models import Award, Badge, Credential
from commonplace.stages.recognise.sealing import renew_seal

# Published frameworks are found through COMMONPLACE_VECTORS; `frameworks/tests/conftest.py` says where they are not.
_is_there = (Path(os.environ.get("COMMONPLACE_VECTORS") or "/nowhere") / "vectors" / "case").is_dir()
collect_ignore = [] if _is_there else ["test_published_frameworks.py"]


class Table:
    """The community, whoever carries it, two learners, a mentor; a badge, and giving it."""

    def __init__(self, community: Community, carrier: Person, ada: Person, bo: Person, mentor: Person) -> None:
        self.community, self.carrier, self.ada, self.bo, self.mentor = community, carrier, ada, bo, mentor
        self.seal = renew_seal(community)
        self.badge = self.designed("Can mend")

    def designed(self, name: str, **more: Any) -> Badge:
        words = {"says": "Mends things with a plug.", "criteria": "Mend a kettle.\nMend a lamp."}
        return design_badge(self.community, self.carrier, drawn=PLAIN, name=name, **{**words, **more})

    def offered(self, whom: Person | str, words: str = "Three kettles") -> Award:
        return offer(self.badge, self.carrier, whom, words)

    def given(self, whom: Person | None = None) -> Credential:
        whom = whom or self.ada
        return say_yes(self.offered(whom), whom)


@pytest.fixture
def table(community: Callable[..., Community], person: Callable[..., Person], member: Callable[..., Person]) -> Table:
    carrier = person("nkechi")
    here = community(carrier, audience=Audience.OPEN)
    return Table(here, carrier, member(here, "ada"), member(here, "bo"), member(here, "mo", role="mentor"))
