"""A collection that somebody put together from several communities."""

from commonplace.commons.communities.models import Audience
from commonplace.commons.people.actions import interests_named
from commonplace.edges.collections.actions import begin_collection, choose
from commonplace.project.demo.telling import Telling

CHOSEN = {
    "six loaves": "Look at the last line first. Then look at how long it took them to write it.",
    "thermometer": "The only leaflet I know that tells you to wait three times.",
    "bench two": "It was built for those who have to wait, and measured by them.",
}


def tell(telling: Telling) -> None:
    """Greta on waiting."""
    with telling.at(-1, "19:10"):
        made = begin_collection(
            telling["greta"], title="On waiting", audience=Audience.OPEN, interests=interests_named(["joinery", "baking"]),
            body="Glue taught me. These taught me again. I put them side by side for whoever is in a hurry.", licence="CC-BY-4.0",
        )  # fmt: skip
        for name, reason in CHOSEN.items():
            choose(made, telling["greta"], telling.entries[name], reason)
    telling.entries["on waiting"] = made.entry
