"""What follows when a community changes: its case study is found under its form as it is by now."""

from commonplace.commons.communities.models import Community
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.publish.models import CaseStudy


@hears("community.changed")
def stand_under_its_form(happening: Happening) -> None:
    """The record goes on standing where the library's list of forms has its community."""
    community = Community.objects.filter(pk=happening.community_id or 0).first()
    if community is not None:
        CaseStudy.objects.filter(community=community).update(form=community.form_in_lists)
