"""Who can read a design, in words; and opening it along with its community's page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.communities.opening import Companion, register
from commonplace.commons.entries.actions import widest_audience
from commonplace.commons.entries.open_words import words_of
from commonplace.commons.people.models import Person
from commonplace.stages.design.actions import open_design
from commonplace.stages.design.models import Design


def readers_words(design: Design) -> str:
    """Who can read the design, in a sentence. Nobody reads it who may not open the community's page."""
    reach = min(design.entry.audience, design.community.audience)
    if reach >= Audience.OPEN:
        return _("Everybody can read this design, also without an account.")
    if reach >= Audience.COMMONS:
        return _("Everybody who has an account here can read this design.")
    outer = design.entry.opened_to
    if reach >= Audience.COMMUNITY:
        words = _("Only members of this community can read its design.")
        also = _("Members of this community, and of “%(name)s” around it, can read its design.")
    else:
        words = _("Only those who carry this community can read its design.")
        also = _("Those who carry this community, and members of “%(name)s” around it, can read its design.")
    return also % {"name": outer.name} if outer else words


def lags_behind(design: Design) -> bool:
    """Whether more people can open the community's page than can read its design."""
    return design.entry.audience < design.community.audience


def _design_of(community: Community) -> Design | None:
    design = Design.objects.filter(community=community).select_related("entry__opened_to").first()
    if design is not None:
        design.community = community
    return design


def _reach(community: Community, by: Person) -> str:
    design = _design_of(community)
    return readers_words(design) if design and design.entry.audience < widest_audience(by) else ""


def _open(community: Community, by: Person) -> None:
    design = _design_of(community)
    audience = min(community.audience, widest_audience(by))
    if design and design.entry.audience < audience:
        open_design(design, by, audience, to_outer=design.entry.opened_to_id is not None)


register(
    Companion(
        "open_design",
        gettext_lazy("Open its design just as far, so that others can learn from it"),
        _reach,
        _open,
        lambda community: words_of(Design.objects.filter(community=community).values_list("pk", flat=True)),
    )
)
