"""An open space with a few sessions, in an open community."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.stages.gather.actions import plan_gathering
from commonplace.stages.gather.models import Gathering
from commonplace.stages.open_space import actions
from commonplace.stages.open_space.models import OpenSpace, Proposal

VENUES = [actions.VenueRow(None, "Hall", 40), actions.VenueRow(None, "Kitchen", 2)]
TIMES = [actions.SlotRow(None, 0, 45), actions.SlotRow(None, 60, 45)]


@dataclass
class Told:
    """Nkechi carries The Mending Table; ines, dov and leila, who is 14, are in it. Each of the four proposes a session."""

    community: Community
    gathering: Gathering
    space: OpenSpace
    people: dict[str, Person]
    sessions: dict[str, Proposal]

    def now(self) -> OpenSpace:
        """The open space as it stands in the database."""
        return OpenSpace.objects.select_related("gathering__entry__community").get(pk=self.space.pk)

    def wish(self, name: str, *sessions: str) -> None:
        keys = [proposal.pk for proposal in self.sessions.values()]
        wanted = [self.sessions[one].pk for one in sessions]
        actions.want_to_go(self.space, self.people[name], shown=keys, wanted=wanted)


@pytest.fixture
def told(community: Callable[..., Community], member: Any, person: Any) -> Told:
    carrier = person("nkechi")
    here = community(carrier, audience=Audience.OPEN, zone="Europe/London")
    people = {"nkechi": carrier, "ines": member(here, "ines"), "dov": member(here, "dov")}
    people["leila"] = member(here, "leila", age_band="13-15")
    begins = clock.now().replace(second=0, microsecond=0) + timedelta(days=1)
    gathering = plan_gathering(
        here,
        carrier,
        title="A day of it",
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        audience=Audience.OPEN,
    )
    space = actions.begin_open_space(gathering, carrier)
    actions.set_venues_and_times(space, carrier, VENUES, TIMES)
    titles = {"nkechi": "Kettles", "ines": "Lamps", "dov": "Radios", "leila": "Zyxbikes"}
    sessions = {name: actions.propose(space, people[name], title=title) for name, title in titles.items()}
    return Told(here, gathering, space, people, sessions)
