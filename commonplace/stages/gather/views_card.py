"""The share card of a gathering that is open to the web."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonplace.commons.communities.languages import spoken
from commonplace.commons.entries.kept import kept
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.doors import Request
from commonplace.commons.people.veil import veil
from commonplace.ground import moments
from commonplace.ground.cards import card_answer, share_card


@require_safe
@kept()
def card(request: Request, pk: int) -> HttpResponse:
    """Its community, title, day, time and place, as strangers may read them, whoever asks."""
    shared = Entry.objects.visible_to(None).of_kind("gathering").filter(pk=pk, shared_at__isnull=False)
    entry = shared.select_related("community", "as_gathering").first()
    if entry is None or entry.community is None:
        raise Http404
    gathering, community = entry.as_gathering, entry.community
    shown = veil([entry.title, gathering.place, community.name])
    with translation.override(spoken(community.language, request.commons.language)):
        begins, zone = gathering.starts_at, gathering.zone
        lines = [
            _("Cancelled") if gathering.cancelled_at else "",
            f"{moments.day(begins, zone)}, {moments.time(begins, zone)}",
            moments.zone_name(begins, zone),
            shown(gathering.place),
        ]
        picture = share_card(
            above=shown(community.name),
            title=shown(entry.title),
            lines=lines,
            house=request.commons.name,
            address=settings.ADDRESS + entry.address,
            language=community.language,
        )
    return card_answer(picture)
