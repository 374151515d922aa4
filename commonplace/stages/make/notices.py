"""Who is told of works."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.make.models import Work

wording("brief.answered", _("%(by)s answered a brief of yours: “%(entry)s”."))
wording("work.co_authored", _("%(by)s named you among those who made “%(entry)s”."))


@hears("work.co_authored")
def tell_co_authors(happening: Happening) -> None:
    """Those newly named, once others can see it with their name, or while it is a draft that they now write too."""
    tell(happening.data["people"], happening)


@hears("work.shared")
def tell_those_who_made_it(happening: Happening) -> None:
    """Those who made it with whoever shared it."""
    entry = Entry.objects.filter(pk=happening.entry_id or 0).first()
    if entry:
        tell(entry.authorships.values_list("person_id", flat=True), happening, "work.co_authored")


@hears("work.shared")
def tell_who_posed_the_brief(happening: Happening) -> None:
    """Those who posed the brief that it answers, where they may see it."""
    work = Work.objects.filter(pk=happening.entry_id or 0, answers__isnull=False).first()
    if work is None:
        return
    posing = Person.objects.filter(entries=work.answers_id)
    seeing = [one for one in posing if Entry.objects.visible_to(one).filter(pk=work.pk).exists()]
    tell(seeing, happening, "brief.answered")
