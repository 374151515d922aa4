"""Looks for the names of people under 18 in what is about to be published."""

import re
from collections.abc import Iterable

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import AgeBand, Person


def names_found(community: Community, texts: Iterable[str]) -> list[str]:
    """The names of minors who are or were in the community that stand in these texts, each once."""
    minors = Person.objects.filter(memberships__community=community).exclude(age_band=AgeBand.ADULT)
    everything = "\n".join(texts)
    names = {
        part
        for person in minors.distinct()
        for part in (person.display_name, *person.display_name.split(), f"@{person.name}")
    }
    return sorted(name for name in names if len(name) > 2 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", everything))
