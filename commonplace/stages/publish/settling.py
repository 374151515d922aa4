"""What becomes of statements when a case study is written: each keeps to its source, and what was taken back is left alone."""

from collections.abc import Iterable

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.stages.publish.models import MADE_ELSEWHERE, PEOPLES_OWN, CaseStudy, Section, Statement
from commonplace.stages.publish.reading import read_each, with_sources
from commonplace.stages.room.reading import moments_seen

Said = tuple[str, str, int | None]

# The sections that a source can stand in, by its kind; where it is put elsewhere, the first. One person's words stand
# among what goes with its source, whatever the kind.
_BELONGS: dict[str, tuple[Section, ...]] = {
    "design": (Section.BEGINNING, Section.PEOPLE, Section.MATCHED, Section.NEEDED),
    "gathering": (Section.ARC,),
    "work": (Section.WORKS,),
    **dict.fromkeys(MADE_ELSEWHERE, (Section.NEEDED,)),
}
_ONE_PERSONS = (Section.VOICES, Section.MATCHED, Section.SURPRISED, Section.WORKED, Section.DIFFERENTLY)


def section_of(kind: str, section: str) -> Section:
    """Where a statement stands whose source is of this kind."""
    sections = _BELONGS.get(kind, _ONE_PERSONS)
    return Section(section) if section in sections else sections[0]


def taken_back(case_study: CaseStudy, reader: Person) -> list[Statement]:
    """The statements whose authors do not let `reader` have them now."""
    rows = with_sources(case_study.statements.all())
    return [statement for statement, said in read_each(rows, reader, by_writers=True) if said is None]


def settled(case_study: CaseStudy, by: Person, statements: Iterable[Said]) -> list[Said]:
    """What is to be kept of what `by` wrote.

    What its author took back stays as it was, read by nobody, also where an older form still held it. What came from
    something that is gone goes with it, except for the community's own facts. Sources that `by` may not see are
    dropped from their statements, unless they stood there before.
    """
    statements = list(statements)
    back = taken_back(case_study, by)
    not_theirs = {one.source_key for one in back}
    standing = Entry.objects.filter(pk__in=case_study.statements.filter(source__isnull=False).values("source"))
    keys = [source for _section, _words, source in statements if source]
    seen = Entry.objects.visible_to(by).filter(pk__in=keys)
    kinds = dict([*standing.values_list("pk", "kind"), *seen.values_list("pk", "kind")])
    kinds |= dict.fromkeys(case_study.statements.exclude(moment=None).values_list("moment", flat=True), "moment")
    kinds |= dict.fromkeys(moments_seen(by).filter(pk__in=keys).values_list("pk", flat=True), "moment")
    kept: list[Said] = []
    for section, words, source in statements:
        if source is None:
            kept.append((section, words, None))
        elif source in kinds and source not in not_theirs:
            kept.append((section_of(kinds[source], section), words, source))
        elif source not in kinds and section not in PEOPLES_OWN:
            kept.append((section, words, None))
    return [*kept, *((one.section, one.words, one.source_key) for one in back)]
