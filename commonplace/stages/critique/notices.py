"""Who is told of critique: whoever made what was read, and then whoever read it, of what became of their words."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonplace.commons.entries.models import Entry, Notice
from commonplace.commons.entries.notices import tell
from commonplace.commons.entries.open_words import stands_beside
from commonplace.commons.entries.wordings import wording
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import hears, record
from commonplace.ground.models import Happening
from commonplace.stages.critique.models import Answer, Critique, Point, Round
from commonplace.stages.critique.rules import ASKED_OF
from commonplace.stages.critique.uptake import count_anew
from commonplace.stages.critique.waiting import let_go

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


@hears("critique.shared", "critique.asked_no_more", "critique.asked")
def let_go_what_waited(happening: Happening) -> None:
    """A mentor's words, once peers have spoken."""
    key = happening.entry_id or 0
    of = Entry.objects.filter(Q(pk=key, kind__in=ASKED_OF) | Q(critiques=key)).first()
    if of is not None:
        let_go(of)


@hears("critique.round_ended")
def let_go_all_that_waited(_happening: Happening) -> None:
    """A round is over: what waited for its peers goes."""
    let_go()


@hears("critique.answered")
def count_what_became_of_it(happening: Happening) -> None:
    """The figures of the rounds in which it was read."""
    for this in Round.objects.filter(put_in__entry__critiques=happening.entry_id or 0).distinct().order_by("pk"):
        count_anew(this)


wording(
    "critique.taken_into",
    _("There is a new version of what you read. Words of yours were taken up for it."),
    lambda notice: notice.entry.address if notice.entry else "/me/critique/",
)


@hears("entry.edited")
@transaction.atomic
def say_what_the_new_version_took_up(happening: Happening) -> None:
    """What was to be taken up is taken up in the first version after that; whoever said it is told so, once for each version."""
    of = Entry.objects.filter(pk=happening.entry_id or 0, kind__in=ASKED_OF).first()
    if of is None:
        return
    taken = Point.objects.filter(critique__of=of, answer=Answer.TAKE_UP, taken_into=None, answered_at__lt=happening.at)
    critiques = sorted(set(taken.values_list("critique", flat=True)))
    if taken.update(taken_into=of.version):
        by = Person.objects.filter(pk=happening.by_id or 0).first()
        for critique in Critique.objects.filter(pk__in=critiques).select_related("entry__community").order_by("pk"):
            record("critique.taken_into", by=by, entry=critique.entry, community=critique.entry.community)


@hears("critique.taken_into")
def tell_whose_words_were_taken_up(happening: Happening) -> None:
    """Whoever wrote the critique."""
    tell(Person.objects.filter(entries=happening.entry_id or 0), happening)


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
