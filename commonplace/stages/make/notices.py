"""Who is told of works."""

from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.wordings import wording
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening

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
