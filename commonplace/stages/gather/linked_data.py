"""A gathering in the words of https://schema.org/Event."""

from typing import Any

from django.conf import settings
from markupsafe import Markup

from commonplace.commons.communities.linked_data import data_script, organisation, place_called
from commonplace.commons.entries.models import Entry
from commonplace.ground.local_time import zone_called
from commonplace.stages.gather.models import Gathering


def event_of(entry: Entry, gathering: Gathering) -> Markup:
    """What strangers may know of an open gathering. The link to its room is for those who come, so that its page stands there."""
    zone = zone_called(gathering.zone)
    address = settings.ADDRESS + entry.address
    room = {"@type": "VirtualLocation", "url": address} if gathering.link else None
    community = entry.community
    # At the community's own place, its point; where another is, nobody said.
    point = community.point if community and gathering.place and gathering.place == community.place else None
    where = [one for one in (place_called(gathering.place, point), room) if one]
    data: dict[str, Any] = {
        "@type": "Event",
        "name": entry.title,
        "description": entry.summary,
        "url": address,
        "image": f"{address}card.png",
        "startDate": gathering.starts_at.astimezone(zone).isoformat(timespec="seconds"),
        "endDate": gathering.ends_at.astimezone(zone).isoformat(timespec="seconds"),
        "eventStatus": "https://schema.org/" + ("EventCancelled" if gathering.cancelled_at else "EventScheduled"),
        "location": where[0] if len(where) == 1 else where,
        "organizer": organisation(entry.community) if entry.community else None,
    }
    if where:
        mode = "Mixed" if len(where) > 1 else "Online" if room else "Offline"
        data["eventAttendanceMode"] = f"https://schema.org/{mode}EventAttendanceMode"
    return data_script(data)
