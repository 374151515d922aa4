"""What a badge stands for in frameworks: aligned, and no more; and as its credentials say it (Open Badges 3.0, section B.1.2)."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.communities.rules import refuse_closed
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away
from commonplace.stages.recognise import finding_items
from commonplace.stages.recognise.frameworks.framework import Item as Read
from commonplace.stages.recognise.frameworks.framework import alignment
from commonplace.stages.recognise.models import Alignment, Badge, Framework, Item

# So many stand in each of its credentials, with their words.
MOST = 20


@transaction.atomic
def align(badge: Badge, by: Person, item: Item) -> Alignment:
    """Say that a badge stands for an item. Twice is as once. What was given already says what it said."""
    refuse_closed(badge.community)
    if badge.alignments.count() >= MOST:
        raise PermissionDenied(_("A badge stands for %(count)s items at most. Take one away first.") % {"count": MOST})
    made, is_new = Alignment.objects.get_or_create(badge=badge, item=item)
    if is_new:
        record("badge.aligned", by=by, community=badge.community, badge=badge.pk, item=item.pk)
    return made


@transaction.atomic
def align_no_more(made: Alignment, by: Person) -> PutAway:
    """Say no more that a badge stands for an item."""
    badge = made.badge
    record("badge.aligned_no_more", by=by, community=badge.community, badge=badge.pk, item=made.item_id)
    words = _("“%(badge)s” does not stand for “%(item)s” any more.") % {"badge": badge.name, "item": made.item.name}
    return put_away("alignment", by, words, f"{badge.address}alignments/", gone=[made])


@transaction.atomic
def show_framework(framework: Framework, by: Person, *, openly: bool) -> None:
    """Let strangers and programs read a framework, or those here alone."""
    Framework.objects.filter(pk=framework.pk).update(is_open=openly)
    kind = "framework.shown_openly" if openly else "framework.shown_no_more"
    record(kind, by=by, community=framework.community, framework=framework.pk)


@transaction.atomic
def delete_framework(framework: Framework, by: Person) -> PutAway:
    """Delete a framework that no badge stands for. Raises PermissionDenied for others."""
    if Alignment.objects.filter(item__framework=framework).exists():
        raise PermissionDenied(_("Badges stand for items of this framework, so it stays."))
    finding_items.take_out(framework.items.values_list("pk", flat=True))
    record("framework.deleted", by=by, community=framework.community, framework=framework.pk)
    words = _("“%(name)s” is deleted.") % {"name": framework.title}
    return put_away("framework", by, words, "/frameworks/", gone=[framework])


def alignments_said(badge: Badge) -> list[dict[str, Any]]:
    """What a badge stands for, as its credentials say it."""
    rows = badge.alignments.select_related("item__framework").only(
        "item__identifier", "item__said", "item__framework__title"
    )
    return [alignment(one.item.framework.title, _as_read(one.item)) for one in rows]


def _as_read(item: Item) -> Read:
    said = item.said
    changed = datetime.fromisoformat(said["lastChangeDateTime"])
    return Read(item.identifier, said["uri"], said["fullStatement"], changed, more=said)
