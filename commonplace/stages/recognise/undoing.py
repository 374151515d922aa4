"""Bringing back badges that were deleted or awarded no more, and what somebody took out of their backpack."""

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.recognise import finding_items
from commonplace.stages.recognise.models import Alignment, Badge, Credential, Framework, Item
from commonplace.stages.recognise.rules import may_design_badges, may_keep_framework


@before("badge", "badge no more")
def look_whose_it_is(kept: PutAway, by: Person) -> None:
    """Whoever brings a badge back has to be able to design one."""
    keys = [row["community_id"] for label, row in kept.rows if label == "recognise.badge"]
    keys += Badge.objects.filter(pk__in=[pk for _label, pk, *_rest in kept.changes]).values_list(
        "community_id", flat=True
    )
    community = Community.objects.filter(pk__in=keys).first()
    if community is None or not may_design_badges(by, community):
        raise CannotComeBack(_("You do not design the badges of this community any more."))


@after("badge")
def say_that_it_is_back(kept: PutAway, by: Person) -> None:
    for label, row in kept.rows:
        if label == "recognise.badge":
            badge = Badge.objects.select_related("community").get(pk=row["id"])
            record("badge.brought_back", by=by, community=badge.community, badge=badge.pk)


@before("credential")
def look_whether_it_is_there(kept: PutAway, by: Person) -> None:
    """Somebody may have put the same one in again."""
    for _label, row in kept.rows:
        if Credential.objects.filter(person=by.pk, digest=row["digest"]).exists():
            raise CannotComeBack(_("It is in your backpack already."))


@after("credential")
def say_that_it_is_in_again(kept: PutAway, by: Person) -> None:
    for _label, row in kept.rows:
        record("credential.brought_back", by=by, credential=row["id"])


@before("alignment")
def look_whether_it_can_be_aligned(kept: PutAway, by: Person) -> None:
    """Its badge and its item have to be there, and nobody may have aligned them again."""
    for _label, row in kept.rows:
        badge = Badge.objects.filter(pk=row["badge_id"]).select_related("community").first()
        if badge is None or not may_design_badges(by, badge.community):
            raise CannotComeBack(_("You do not design the badges of this community any more."))
        if not Item.objects.filter(pk=row["item_id"]).exists():
            raise CannotComeBack(_("What it stood for is not in any framework here any more."))
        if Alignment.objects.filter(badge=badge, item=row["item_id"]).exists():
            raise CannotComeBack(_("The badge stands for it already."))


@after("alignment")
def say_that_it_is_aligned_again(kept: PutAway, by: Person) -> None:
    for _label, row in kept.rows:
        badge = Badge.objects.select_related("community").get(pk=row["badge_id"])
        record("badge.aligned", by=by, community=badge.community, badge=badge.pk, item=row["item_id"])


@before("framework")
def look_whether_it_was_brought_in_again(kept: PutAway, by: Person) -> None:
    """Somebody may have brought the same one in, or whoever deleted it may not keep it any more."""
    for label, row in kept.rows:
        if label != "recognise.framework":
            continue
        community = Community.objects.filter(pk=row["community_id"]).first()
        if (community is None) != (row["community_id"] is None):
            raise CannotComeBack(_("Its community is not here any more."))
        if not may_keep_framework(by, Framework(community=community)):
            raise CannotComeBack(_("You do not bring frameworks in there any more."))
        if Framework.objects.filter(community=community, identifier=row["identifier"]).exists():
            raise CannotComeBack(_("It was brought in again already."))


@after("framework")
def make_it_findable_again(kept: PutAway, by: Person) -> None:
    for label, row in kept.rows:
        if label == "recognise.framework":
            framework = Framework.objects.select_related("community").get(pk=row["id"])
            finding_items.put_in(framework.items.filter(withdrawn_at=None))
            record("framework.brought_back", by=by, community=framework.community, framework=framework.pk)
