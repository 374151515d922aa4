"""What an empty section of a case study lacks, and where to get it."""

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.stages.publish.models import Section


def missing(community: Community, filled: set[str]) -> dict[str, tuple[str, str, str]]:
    """For each section that is empty: what is missing, the words of a way to it, and its address."""
    asks = (_("Ask for reflections"), f"{community.address}reflect/")
    said: dict[str, tuple[str, str, str]] = {
        Section.BEGINNING: (
            _("The design says neither which need it began with nor its purpose."),
            _("Write them into the design"),
            f"{community.address}design/edit/",
        ),
        Section.PEOPLE: (
            _("There is nothing to say of who took part: people are counted only where they are five or more."),
            _("Say in the design who it is for"),
            f"{community.address}design/edit/",
        ),
        Section.ARC: (
            _("No gathering has taken place, or none was written down."),
            _("Write down the gatherings"),
            f"{community.address}gatherings/",
        ),
        Section.WORKS: (
            _("No work is open to this commons. Those who made something decide that; you could ask them."),
            _("Share a work"),
            f"{community.address}make/",
        ),
        Section.MATCHED: (_("The design predicts nothing, and no reflection that may be quoted speaks of it."), *asks),
        Section.SURPRISED: (_("No reflection that may be quoted says what surprised."), *asks),
        Section.WORKED: (_("No reflection that may be quoted says what worked and what did not."), *asks),
        Section.DIFFERENTLY: (_("No reflection that may be quoted says what people would do differently."), *asks),
        Section.NEEDED: (
            _("The design says neither who does what nor which place and tools it takes."),
            _("Write them into the design"),
            f"{community.address}design/edit/",
        ),
        Section.VOICES: (_("No reflection that may be quoted says anything beside the questions."), *asks),
    }
    return {section: words for section, words in said.items() if section not in filled}
