"""What people do with case studies: draft, write, publish."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from commonplace.commons.communities.actions import move_stage
from commonplace.commons.communities.models import Audience, Community, Role, Stage
from commonplace.commons.entries import search
from commonplace.commons.entries.actions import edit_entry, share_entry, widest_audience, write_entry
from commonplace.commons.entries.models import Attachment, Authorship, Licence
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.commons.people.veil import without_calls
from commonplace.ground.text import clean, plain
from commonplace.stages.design.models import Design, ValueChoice
from commonplace.stages.design.values import name_of
from commonplace.stages.publish.asking import ask_people, settle_cover
from commonplace.stages.publish.drafting import days_of, draft
from commonplace.stages.publish.models import PEOPLES_OWN, CaseStudy, HeldValue, Section, Statement
from commonplace.stages.publish.record import record_of
from commonplace.stages.publish.settling import Said, settled
from commonplace.stages.recruit.calling import end_call
from commonplace.stages.recruit.rules import call_in_hand_of
from commonplace.stages.room.models import Moment


@transaction.atomic
def draft_case_study(community: Community, by: Person) -> CaseStudy:
    """Begin a community's case study with what its record says. Where there is one already, that one, untouched."""
    begun = CaseStudy.objects.filter(community=community).select_related("entry", "community").first()
    if begun:
        return begun
    record = record_of(community, by)
    drafted = [(one.section, one.words, one.source_id) for one in draft(record)]
    entry = write_entry(
        by,
        "case study",
        title=community.name,
        summary=plain(community.purpose or record.need, 300),
        community=community,
        audience=_as_far_as(community, by),
        language=community.language,
        interests=community.interests.all(),
        share=False,
        licence=Licence.BY_SA,  # a record is there to be started from
        words=_words(community, drafted, []),
    )
    case_study = CaseStudy.objects.create(
        entry=entry, community=community, form=community.form_in_lists, language=entry.language
    )
    _say(case_study, drafted)
    return case_study


@transaction.atomic
def write_case_study(
    case_study: CaseStudy,
    by: Person,
    *,
    based_on: int,
    title: str,
    summary: str,
    statements: Iterable[Said],
    cover: Attachment | None = None,
    licence: str | None = None,
) -> CaseStudy:
    """Replace what a case study says; without `licence` that stays as it was. Raises EditedMeanwhile, having changed nothing.

    What becomes of statements with a source is in `settling.py`.
    """
    statements = settled(case_study, by, statements)
    fields: dict[str, Any] = {"title": title, "summary": summary}
    if licence is not None:
        fields["licence"] = licence
    words = _words(case_study.community, statements, list(case_study.values.all()))
    case_study.entry = edit_entry(case_study.entry, by, based_on=based_on, words=words, **fields)
    case_study.wished_cover = cover
    case_study.save(update_fields=["wished_cover"])
    _say(case_study, statements)
    if case_study.entry.is_draft:
        settle_cover(case_study)
    else:
        ask_people(case_study, by)
    Authorship.objects.get_or_create(
        entry=case_study.entry, person=by, defaults={"place": case_study.entry.authorships.count()}
    )
    return case_study


@transaction.atomic
def publish_case_study(case_study: CaseStudy, by: Person, *, audience: int | None = None) -> CaseStudy:
    """Put a case study into the library, with the design's values as they stand now; the community has walked the road.

    Who is quoted or shown in it and was not asked yet is asked now, and read once they have said yes.

    It is seen by the commons or by everybody; unless told, as far as the community's own page is.
    """
    community = case_study.community
    gatherings = record_of(community, by).gatherings
    # Guests are left out, as in the draft: from two numbers one could tell how many they were.
    people = community.memberships.exclude(role=Role.GUEST).values("person").distinct().count()
    case_study.people = people if people >= FEWEST_COUNTED else None
    case_study.days = days_of(gatherings) or None
    case_study.save(update_fields=["people", "days"])
    values = _hold_values(case_study)
    said = [(one.section, one.words, one.source_key) for one in case_study.statements.all()]
    search.index(case_study.entry, *_words(community, said, values).values())
    chosen = _as_far_as(community, by) if audience is None else max(Audience(audience), Audience.COMMONS)
    share_entry(case_study.entry, by, audience=min(chosen, widest_audience(by)))
    ask_people(case_study, by)
    move_stage(community, by, Stage.PUBLISHED)
    if (call := call_in_hand_of(community)) is not None:
        end_call(call, by)  # whoever has walked the road looks for nobody any more
    return case_study


def _as_far_as(community: Community, by: Person) -> Audience:
    return Audience(max(min(Audience(community.audience), widest_audience(by)), Audience.COMMONS))


def _say(case_study: CaseStudy, statements: list[Said]) -> None:
    case_study.statements.all().delete()
    keys = [source for _section, _words, source in statements if source]
    # Statements name a moment by its key, and its gathering is their source.
    gatherings = dict(Moment.objects.filter(pk__in=keys).values_list("pk", "gathering"))
    Statement.objects.bulk_create(
        Statement(
            case_study=case_study,
            section=Section(section),
            words=clean(words).strip(),
            source_id=gatherings.get(source or 0, source),
            moment_id=source if source in gatherings else None,
            place=place,
        )
        for place, (section, words, source) in enumerate(statements)
        if words.strip()
    )


def _words(community: Community, statements: Iterable[Said], values: Iterable[HeldValue]) -> dict[str, Any]:
    """What revisions keep and searches find: nothing that came from one person's entry, since they may take it back."""
    all_write = {None, Design.objects.filter(community=community).values_list("pk", flat=True).first()}
    return {
        "statements": [
            words for section, words, source in statements if source in all_write or section not in PEOPLES_OWN
        ],
        "values": [line for value in values for line in (value.name, *value.practice_lines)],
    }


def _hold_values(case_study: CaseStudy) -> list[HeldValue]:
    case_study.values.all().delete()
    choices = ValueChoice.objects.filter(design__community=case_study.community).prefetch_related("practices")
    held = []
    for place, choice in enumerate(choices):
        name = str(name_of(choice))
        practices = "\n".join(" ".join(practice.words.split()) for practice in choice.practices.all())
        held.append(
            HeldValue(
                case_study=case_study,
                key=choice.key,
                name=name,
                slug=choice.key or slugify(without_calls(name), allow_unicode=True) or f"value-{place + 1}",
                practices=practices,
                folded=without_calls(f"{name}\n{practices}").casefold(),
                place=place,
            )
        )
    return HeldValue.objects.bulk_create(held)
