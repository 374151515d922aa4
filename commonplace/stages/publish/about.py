"""The few facts that stand at the head of a case study, on its page's copies and beside another."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonplace.commons.entries.models import Entry, Licence
from commonplace.ground import moments
from commonplace.stages.publish.models import CaseStudy
from commonplace.stages.publish.narrowing import words_of_language
from commonplace.stages.publish.telling import Telling


def facts_of(entry: Entry, study: CaseStudy) -> list[tuple[str, str]]:
    """Each fact's name and what it says, empty where it is not known."""
    community = entry.community
    first = community.starts_on if community else None
    days, people = study.days, study.people
    return [
        (_("What it was"), community.form_words if community else ""),
        (_("When"), moments.span(first, (community and community.ends_on) or first) if first else ""),
        (_("How long"), ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else ""),
        (_("How many"), ngettext("%(count)d person", "%(count)d people", people) % {"count": people} if people else ""),
        (_("Where"), community.place if community else ""),
        (_("Language"), words_of_language(entry.language) if entry.language else ""),
    ]


def facts_about(told: Telling) -> list[tuple[str, str]]:
    """Those that are known, and what others may do with it."""
    licence = (_("Licence"), str(Licence(told.entry.licence).label) if told.entry.licence else "")
    return [fact for fact in (*facts_of(told.entry, told.study), licence) if fact[1]]
