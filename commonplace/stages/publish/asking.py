"""What people do about being quoted and shown: writers ask and remind, those asked answer, and the page follows at once."""

from collections.abc import Iterable

from django.db import transaction

from commonplace.commons.entries.models import Attachment, Entry
from commonplace.commons.people.models import Person
from commonplace.ground import clock
from commonplace.ground.happenings import record
from commonplace.stages.publish.consents import Stands, may_be_cover, parts_of, standing_of
from commonplace.stages.publish.models import CaseStudy, Consent, Depiction


@transaction.atomic
def ask_people(case_study: CaseStudy, by: Person) -> int:
    """Ask everybody who is quoted or shown and was not asked yet. Each gets one letter, however much of it is theirs.

    Whoever asks agrees to what is their own, unless they said no before.
    """
    standing = standing_of(case_study)
    for one in standing:
        if one.person.pk == by.pk:
            _agrees(case_study, one)
    asked = [one.person.pk for one in standing if one.consent is None and one.person.pk != by.pk]
    Consent.objects.bulk_create(Consent(case_study=case_study, person_id=key) for key in asked)
    if asked:
        record("consent.asked", by=by, community=case_study.community, people=asked, case_study=case_study.pk)
    settle_cover(case_study)
    return len(asked)


def _agrees(case_study: CaseStudy, own: Stands) -> None:
    consent = own.consent or Consent(case_study=case_study, person=own.person)
    if consent.answer != Consent.Answer.NO:
        consent.answer = consent.answer or Consent.Answer.YES
        consent.agreed, consent.answered_at = [one.mark for one in own.parts], clock.now()
        consent.save()


def to_remind(standing: Iterable[Stands]) -> list[Stands]:
    """Those who were asked, have not answered, and were not reminded of it yet."""
    return [one for one in standing if one.waits and one.consent is not None and one.consent.reminded_at is None]


@transaction.atomic
def remind_people(case_study: CaseStudy, by: Person) -> int:
    """Remind those who have not answered: once, until they do. It comes with their other news, not as a second letter."""
    waiting = [one.person.pk for one in to_remind(standing_of(case_study))]
    rows = Consent.objects.filter(case_study=case_study, person__in=waiting, reminded_at=None)
    if rows.update(reminded_at=clock.now()):
        record("consent.reminded", by=by, community=case_study.community, people=waiting, case_study=case_study.pk)
    return len(waiting)


@transaction.atomic
def answer_consent(consent: Consent, answer: str, seen: Iterable[str]) -> Consent:
    """Say yes to what one saw, yes without a name, or no. It holds from now on, and can be said anew at any time."""
    consent = Consent.objects.select_for_update().select_related("case_study__community", "person").get(pk=consent.pk)
    case_study, person = consent.case_study, consent.person
    there = {one.mark for one in parts_of(case_study).get(person, [])}
    consent.answer = Consent.Answer(answer)
    consent.agreed = [] if consent.answer == Consent.Answer.NO else sorted(there & set(seen))
    consent.answered_at, consent.reminded_at = clock.now(), None
    consent.save(update_fields=["answer", "agreed", "answered_at", "reminded_at"])
    settle_cover(case_study)
    # With its entry, so that pages that are open follow; what was answered is said to nobody.
    entry = Entry.objects.get(pk=case_study.pk)
    record("consent.answered", by=person, entry=entry, community=case_study.community)
    return consent


@transaction.atomic
def depict(case_study: CaseStudy, picture: Attachment, by: Person, *, whom: str, people: Iterable[Person]) -> Depiction:
    """Say whom a picture shows. Those named are asked at once where the case study is read already."""
    said = {"whom": Depiction.Whom(whom), "by": by, "at": clock.now()}
    depiction, _is_new = Depiction.objects.update_or_create(picture=picture, defaults=said)
    depiction.people.set(people if whom in (Depiction.Whom.NAMED, Depiction.Whom.ASKED) else [])
    record("picture.depicted", by=by, community=case_study.community)
    if case_study.entry.is_draft:
        settle_cover(case_study)
    else:
        ask_people(case_study, by)
    return depiction


def settle_cover(case_study: CaseStudy) -> None:
    """Put the chosen picture above the case study, or take it away, as those whom it concerns have it now."""
    wished = case_study.wished_cover
    cover = wished if wished is not None and may_be_cover(case_study, wished) else None
    key = cover.pk if cover else None
    Entry.objects.filter(pk=case_study.pk).exclude(cover=key).update(cover=cover)
    if "entry" in case_study._state.fields_cache:
        case_study.entry.cover = cover


@transaction.atomic
def forget_consents(person_id: int) -> None:
    """Whoever leaves the commons agrees to nothing any more, and stands on no picture by name."""
    studies = CaseStudy.objects.filter(consents__person=person_id).select_related("wished_cover", "entry")
    for case_study in list(studies):
        Consent.objects.filter(case_study=case_study, person=person_id).delete()
        settle_cover(case_study)
