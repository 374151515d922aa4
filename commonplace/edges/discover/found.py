"""How a community is found from outside: its call in the words of https://schema.org/Course, and its share card."""

from typing import Any

from django.conf import settings
from django.utils import translation
from markupsafe import Markup

from commonplace.commons.communities.languages import spoken
from commonplace.commons.communities.linked_data import data_script, organisation, place_called
from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Commons
from commonplace.commons.people.veil import veil
from commonplace.ground import moments
from commonplace.ground.cards import share_card
from commonplace.stages.recruit.models import Call


def course_of(community: Community, call: Call) -> Markup:
    """What strangers may know of an open community that looks for people."""
    address = settings.ADDRESS + community.address
    run: dict[str, Any] = {
        "@type": "CourseInstance",
        "startDate": community.starts_on and community.starts_on.isoformat(),
        "endDate": community.ends_on and community.ends_on.isoformat(),
        "location": place_called(community.place, community.point),
        "courseMode": "onsite" if community.place or community.point else "",
        "maximumAttendeeCapacity": call.seats,
    }
    return data_script(
        {
            "@type": "Course",
            "name": community.name,
            "description": community.purpose or community.form_words,
            "url": address,
            "image": f"{address}card.png",
            "inLanguage": community.language,
            "provider": organisation(community),
            "hasCourseInstance": run,
        }
    )


def card_of(community: Community, commons: Commons) -> bytes:
    """The card of a community that strangers may see: its form, name, dates and place, and the name of the commons."""
    shown = veil([community.name, community.form_words, community.place])
    with translation.override(spoken(community.language, commons.language)):
        first, last = community.starts_on, community.ends_on
        dates = moments.span(first, last or first) if first else ""
        return share_card(
            above=shown(community.form_words),
            title=shown(community.name),
            lines=[dates, shown(community.place)],
            house=commons.name,
            address=settings.ADDRESS + community.address,
            language=community.language,
        )
