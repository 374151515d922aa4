"""Records near to one in what they held to, and, among those, the ones that did it quite differently: with why, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonplace.commons.communities.models import Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.points import distance_words
from commonplace.stages.publish.library import LENGTHS, SCALES, published
from commonplace.stages.publish.models import CaseStudy, HeldValue
from commonplace.stages.publish.narrowing import band_of, words_of_language, words_of_value

MOST = 3
# So many of the newest that share a value are looked at.
_LOOKED_AT = 600
_MOST_CANDIDATES = 60
_FAR = 100


@dataclass(frozen=True)
class Neighbour:
    """A record nearby, and why it is one: what both hold to, and what is different."""

    entry: Entry
    shared: list[str]
    different: list[str]


@dataclass(frozen=True)
class Neighbours:
    by_value: list[Neighbour]
    by_difference: list[Neighbour]

    def __bool__(self) -> bool:
        return bool(self.by_value or self.by_difference)


def neighbours_of(study: CaseStudy, reader: Person | None) -> Neighbours:
    """Those that share most with a record, and those that share a value and differ most; three queries."""
    mine = {value.slug: value.name for value in study.values.all()}
    rows = HeldValue.objects.filter(slug__in=mine).exclude(case_study=study.pk).order_by("-case_study")
    shared: dict[int, set[str]] = {}
    for key, slug in rows.values_list("case_study", "slug")[:_LOOKED_AT]:
        shared.setdefault(key, set()).add(slug)
    candidates = sorted(shared, key=lambda key: (len(shared[key]), key), reverse=True)[:_MOST_CANDIDATES]
    seen = published(reader).filter(pk__in=candidates).select_related("community", "as_case_study")
    found = [
        Neighbour(
            entry,
            [words_of_value(slug, name) for slug, name in mine.items() if slug in shared[entry.pk]],
            differences(study, entry.as_case_study, entry),
        )
        for entry in seen.defer("body", "body_html")
    ]
    near = sorted(found, key=lambda one: (-len(one.shared), len(one.different), -one.entry.pk))[:MOST]
    taken = {one.entry.pk for one in near}
    others = [one for one in found if one.entry.pk not in taken and len(one.different) > 1]
    return Neighbours(near, sorted(others, key=lambda one: (-len(one.different), -one.entry.pk))[:MOST])


def differences(study: CaseStudy, other: CaseStudy, entry: Entry) -> list[str]:
    """In what the other one differs: its form, scale, length, language and place, in words."""
    here, there = study.entry.community, entry.community
    if here is None or there is None:
        return []
    said = [
        _("another form (%(form)s)") % {"form": there.form_words} if here.form_words != there.form_words else "",
        _sized(SCALES, study.people, other.people, _("with more people"), _("with fewer people")),
        _sized(LENGTHS, study.days, other.days, _("over more days"), _("over fewer days")),
        _in_language(study.entry.language, entry.language),
        _elsewhere(here, there),
    ]
    return [words for words in said if words]


def _sized(bands: dict[str, tuple[int, int | None]], here: int | None, there: int | None, more: str, fewer: str) -> str:
    if not here or not there or band_of(bands, here) == band_of(bands, there):
        return ""
    return more if there > here else fewer


def _in_language(here: str, there: str) -> str:
    if not there or here == there:
        return ""
    return _("in %(language)s") % {"language": words_of_language(there)}


def _elsewhere(here: Community, there: Community) -> str:
    if here.point is None or there.point is None:
        return ""
    away = here.point.kilometres_to(there.point)
    return distance_words(away) if away > _FAR else ""
