"""The first steps: small invitations that a stranger can take up today. A first set is ours; the host writes their own."""

from django.db import transaction
from django.forms import BaseModelFormSet
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonplace.commons.people.models import Commons, Person
from commonplace.commons.people.rules import may_host
from commonplace.edges.discover.models import FirstStep
from commonplace.ground.happenings import hears
from commonplace.ground.models import Happening, PutAway
from commonplace.ground.put_away import CannotComeBack, after, before, make_room, put_away


def _ours() -> list[dict[str, str]]:
    return [
        {
            "title": _("Write down one thing you always wanted to know how to do"),
            "words": _("Put it in your own words. You will see who else is curious about it."),
            "link": "/me/interests/",
            "link_words": _("Write it down"),
        },
        {
            "title": _("Read what one group tried, and what came of it"),
            "words": _("Records in the library are short, and honest about what did not work."),
            "link": "/library/",
            "link_words": _("Open the library"),
        },
        {
            "title": _("Come to something"),
            "words": _("Many gatherings are open to whoever turns up."),
            "link": "/calendar/",
            "link_words": _("See what is on"),
        },
        {
            "title": _("Imagine a community that you would join"),
            "words": _("A name and a sentence are enough to begin. Nobody sees it until you say so."),
            "link": "/c/new/",
            "link_words": _("Begin one"),
        },
    ]


@transaction.atomic
def bring_back_ours() -> None:
    """Put our first set in place of whatever is there, in the language spoken now."""
    FirstStep.objects.all().delete()
    FirstStep.objects.bulk_create(FirstStep(place=place, **step) for place, step in enumerate(_ours()))


@hears("commons.begun")
def begin_with_ours(_begun: Happening) -> None:
    """A commons that has a host now offers our first set, in the language that they chose, until they write their own."""
    with override(Commons.current().language):
        if not FirstStep.objects.exists():
            bring_back_ours()


@transaction.atomic
def keep(formset: BaseModelFormSet, by: Person) -> PutAway | None:
    """Keep the steps as the host wrote them, in the order of the page. Returns what they can bring back, if any went."""
    formset.save(commit=False)
    gone = list(formset.deleted_objects)
    kept = [
        form.instance for form in formset.forms if form.instance.title and form.instance not in formset.deleted_objects
    ]
    for place, step in enumerate(kept):
        step.place = place
        step.save()
    if not gone:
        return None
    words = _("No longer among the first steps: %(titles)s") % {"titles": " · ".join(step.title for step in gone)}
    return put_away("first step", by, words, "/host/first-steps/", gone=gone)


@before("first step")
def look_who_hosts(kept: PutAway, by: Person) -> None:
    if not may_host(by):
        raise CannotComeBack(_("This page is for the hosts of this commons."))


@after("first step")
def put_among_the_others(kept: PutAway, by: Person) -> None:
    make_room(FirstStep.objects.all(), kept)
