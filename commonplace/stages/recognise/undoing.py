"""Bringing back badges that were deleted or awarded no more, and what somebody took out of their backpack."""

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.recognise.models import Badge, Credential
from commonplace.stages.recognise.rules import may_design_badges


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
