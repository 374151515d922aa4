"""Everybody who is quoted or shown in a case study says yes."""

from commonplace.commons.people.models import Person
from commonplace.stages.publish.asking import answer_consent, ask_people
from commonplace.stages.publish.consents import standing_of
from commonplace.stages.publish.models import CaseStudy, Consent


def everybody_agrees(study: CaseStudy, by: str = "nkechi", answer: str = Consent.Answer.YES) -> None:
    """Ask those who were not asked, and have all of them answer the same."""
    ask_people(study, Person.objects.get(name=by))
    for one in standing_of(study):
        assert one.consent
        answer_consent(one.consent, answer, [part.mark for part in one.parts])
