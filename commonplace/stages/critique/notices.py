"""Who is told of critique: whoever made what was read, and then whoever read it, of what became of their words."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.open_words import stands_beside
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening
from commonplace.stages.critique.models import Critique, Point

wording("critique.shared", _("%(by)s read something of yours, and wrote to you about it."))
wording("critique.answered", _("%(by)s said what becomes of your words."))


def _rounds(notice: Notice) -> str:
    return f"{notice.community.address}critique/" if notice.community else "/me/critique/"


wording(
    "critique.lease_ends",
    _("“%(entry)s” is kept for you to read for some hours more. Then others may be given it, too."),
    lambda notice: f"{notice.entry.address}critique/" if notice.entry else "/me/critique/",
)
wording("critique.one_more", _("Nobody has read something in “%(community)s” yet. Would you read one more?"), _rounds)


@hears("critique.shared")
def tell_whoever_made_it(happening: Happening) -> None:
    """Those who made what was read, where they may see the critique."""
    critique = Critique.objects.filter(pk=happening.entry_id or 0, of__isnull=False).first()
    if critique is not None:
        seen = Entry.objects.visible_to
        makers = Person.objects.filter(entries=critique.of_id)
        tell([one for one in makers if seen(one).filter(pk=critique.pk).exists()], happening)


@hears("critique.answered")
def tell_whoever_read_it(happening: Happening) -> None:
    """Whoever wrote the critique: that is their thanks."""
    tell(Person.objects.filter(entries=happening.entry_id or 0), happening)


wording("critique.dealt", _("In “%(community)s” there is something for you to read."), _rounds)


@hears("critique.dealt")
def tell_the_readers(happening: Happening) -> None:
    """Those among whom works were dealt."""
    tell(happening.data["people"], happening)


@hears("critique.lease_ends", "critique.one_more")
def tell_the_reader(happening: Happening) -> None:
    """Whoever it is kept for, or who is invited."""
    tell([happening.data["person"]], happening)


@hears("entry.audience_changed")
def let_no_more_people_read_of_it(happening: Happening) -> None:
    """Where fewer people see something now, no more see what was said of it; whoever said it chooses anew."""
    of = Entry.objects.filter(pk=happening.entry_id or 0).first()
    if of is not None:
        wider = Entry.objects.filter(as_critique__of=of, audience__gt=of.audience)
        wider.update(audience=of.audience, opened_to=of.opened_to)


@stands_beside
def what_became_of_it(entries: list[int]) -> Iterable[str]:
    """What was answered to the points of a critique, which is read with it."""
    return Point.objects.filter(critique__in=entries).exclude(said="").values_list("said", flat=True)
