"""A badge that somebody handed on can be reported by itself, and hidden: then its owner and those who rule see it alone."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.commons.safeguard.sayings import SayingKind, register
from commonplace.commons.safeguard.undoing import look_at_reports_of_saying
from commonplace.ground.put_away import before
from commonplace.stages.recognise.backpack import handed_on, link_to, said_by
from commonplace.stages.recognise.models import Credential


def _rows() -> QuerySet[Credential]:
    return Credential.objects.select_related("person", "award__badge__community")


def _seen_by(viewer: Person | None) -> QuerySet[Credential]:
    """By its number, those who rule alone: others see it by its link."""
    return Credential.objects.ruled_by(viewer).select_related("person", "award__badge__community")


def _community(credential: Credential) -> Community | None:
    return credential.award.badge.community if credential.award else None


def _people(credential: Credential) -> Iterable[Person]:
    return [credential.person] if credential.person else []


def _words(credential: Credential) -> str:
    said = said_by(credential)
    parts = (said.name, said.issuer or said.issuer_address, said.description, said.narrative, said.criteria)
    return "\n\n".join(part for part in parts if part)


def _hide(credential: Credential, since: datetime | None) -> None:
    credential.hidden_at = since
    credential.save(update_fields=["hidden_at"])


register(
    SayingKind(
        name="credential",
        called=_("a badge that was handed on"),
        hidden=_("A badge of yours was hidden from others. Here is why."),
        shown=_("A badge of yours can be seen again."),
        rows=_rows,
        seen_by=_seen_by,
        entry=lambda credential: None,
        community=_community,
        by_link=handed_on,
        people=_people,
        words=_words,
        address=link_to,
        hide=_hide,
    )
)
before("credential")(look_at_reports_of_saying)
