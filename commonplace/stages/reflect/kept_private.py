"""How many kept their reflections to themselves: said so that nobody can tell of anyone whether they did.

Those who look after a community know who belongs to it and who let them read theirs. Left over are those of whom they do not
know. A number is said only where at least five of these kept theirs private and at least five did not, so that neither "all of
them" nor "none" follows, also for some who put together what they know of themselves. It is said in steps of five: somebody
more or less, as people write, leave or are taken out, does not show who it was. Whoever looks is not counted, nor is any other
number of reflections said anywhere from which it could be taken away.
"""

from django.db.models import Exists, OuterRef

from commonplace.commons.communities.models import Audience, Community
from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.commons.people.rules import FEWEST_COUNTED
from commonplace.stages.reflect.rules import may_know_how_many_kept


def said_of(private: int, unknown: int) -> int | None:
    """What is said where `private` of the `unknown` kept theirs to themselves: so many at least, or nothing."""
    if private < FEWEST_COUNTED or unknown - private < FEWEST_COUNTED:
        return None
    return private - private % FEWEST_COUNTED


def kept_private(person: Person | None, community: Community) -> int | None:
    """How many people at least kept theirs to themselves, for those who carry the community; None where nothing is said."""
    if person is None or not may_know_how_many_kept(person, community):
        return None
    reflections = Entry.objects.filter(kind="reflection", community=community, authors=OuterRef("pk"))
    # Those who left are among them, so that taking somebody out of the community tells nothing.
    belonged = Person.objects.filter(memberships__community=community, left_at=None).exclude(pk=person.pk)
    shared = Exists(reflections.filter(audience__gt=Audience.ONLY_ME))
    unknown = belonged.filter(~shared).distinct()
    private = unknown.filter(Exists(reflections.filter(audience=Audience.ONLY_ME)))
    return said_of(private.count(), unknown.count())
