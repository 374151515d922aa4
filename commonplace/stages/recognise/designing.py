"""Badges of a community: designed, changed, awarded no more; and what somebody sets themselves."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.pictures import Prepared
from commonplace.ground.put_away import let_go, put_away
from commonplace.stages.recognise import drawing
from commonplace.stages.recognise.models import Badge, Goal

# What of a badge its form changes as it stands there.
WORDS = ("name", "says", "criteria", "evidence", "given_by", "readers", "lasts_months")


class ChangedMeanwhile(Exception):
    """Somebody changed the badge since its form was opened. Nothing was done; `badge` is how it stands."""

    def __init__(self, badge: Badge) -> None:
        super().__init__(badge.name)
        self.badge = badge


@transaction.atomic
def design_badge(
    community: Community,
    by: Person,
    *,
    drawn: dict[str, str],
    picture: Prepared | None = None,
    comes_after: Iterable[Badge] = (),
    **words: Any,
) -> Badge:
    """Design a badge. `words` are those of `WORDS`; a picture that was brought along stands in place of one that is drawn."""
    refuse_closed(community)
    badge = Badge(community=community, by=by, **words)
    _draw(badge, drawn, picture, keeps=False)
    badge.save()
    badge.comes_after.set(comes_after)
    record("badge.designed", by=by, community=community, badge=badge.pk)
    return badge


@transaction.atomic
def change_badge(
    badge: Badge,
    by: Person,
    *,
    based_on: int,
    drawn: dict[str, str],
    picture: Prepared | None = None,
    keeps_picture: bool = False,
    comes_after: Iterable[Badge] = (),
    **words: Any,
) -> Badge:
    """Change a badge; what was given already says what it said. Raises ChangedMeanwhile."""
    badge = Badge.objects.select_for_update(of=("self",)).select_related("community").get(pk=badge.pk)
    refuse_closed(badge.community)
    if badge.version != based_on:
        raise ChangedMeanwhile(badge)
    for name, value in words.items():
        setattr(badge, name, value)
    _draw(badge, drawn, picture, keeps=keeps_picture)
    badge.version += 1
    badge.save()
    badge.comes_after.set(one for one in comes_after if one.pk != badge.pk)
    record("badge.changed", by=by, community=badge.community, badge=badge.pk)
    return badge


def _draw(badge: Badge, drawn: dict[str, str], picture: Prepared | None, *, keeps: bool) -> None:
    badge.drawn = drawing.proper(drawn)
    before = badge.picture.name
    if picture is not None:
        made = drawing.brought(picture.small)
        badge.picture.save(f"{clock.now():%Y%m%d%H%M%S}.png", ContentFile(made), save=False)
        badge.picture_within = drawing.data_address(made, "image/png")
    elif not (keeps and badge.picture):
        badge.picture = ""
        badge.picture_within = drawing.data_address(badge.svg.encode(), "image/svg+xml")
    if before and badge.picture.name != before:
        # What was given holds its picture itself, so nobody asks for the file any more.
        transaction.on_commit(lambda: badge.picture.storage.delete(before), robust=True)


@transaction.atomic
def close_badge(badge: Badge, by: Person) -> PutAway | None:
    """Award a badge no more. What was given stays. Within an hour it can be awarded again."""
    changes = let_go(Badge.objects.filter(pk=badge.pk, closed_at=None), "closed_at", clock.now())
    if not changes:
        return None
    record("badge.closed", by=by, community=badge.community, badge=badge.pk)
    words = _("“%(name)s” is awarded no more.") % {"name": badge.name}
    return put_away("badge no more", by, words, badge.address, changes=changes)


@transaction.atomic
def delete_badge(badge: Badge, by: Person) -> PutAway:
    """Delete a badge that nobody was offered, and for which nobody shows anything. Raises PermissionDenied for others."""
    if badge.awards.exists():
        raise PermissionDenied(_("Somebody was offered this badge. It can be awarded no more, and stays what it is."))
    if badge.shown_for_it.exists():
        raise PermissionDenied(_("Somebody shows what they did for this badge. It can be awarded no more."))
    record("badge.deleted", by=by, community=badge.community, badge=badge.pk)
    words = _("“%(name)s” is deleted.") % {"name": badge.name}
    return put_away("badge", by, words, f"{badge.community.address}badges/", gone=[badge])


@transaction.atomic
def set_goal(badge: Badge, person: Person, *, wants: bool) -> None:
    """Set oneself a badge as a goal, or no more."""
    if wants:
        Goal.objects.get_or_create(badge=badge, person=person)
    else:
        Goal.objects.filter(badge=badge, person=person).delete()
