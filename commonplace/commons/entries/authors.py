"""Who wrote an entry. Others may be named beside oneself; off it, everybody takes only themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import put_away


@transaction.atomic
def step_back(entry: Entry, by: Person) -> PutAway:
    """Take oneself off what one wrote together with others. For an hour one can be on it again.

    Nobody is taken off by somebody else: open pages leave out the pictures and names of what a minor co-wrote, and that
    must not end by another's hand.
    """
    record("entry.stepped_back", by=by, entry=entry, community=entry.community)
    words = _("“%(title)s” does not name you any more. The others go on with it.") % {"title": entry.title}
    kept = put_away("authorship", by, words, entry.address, gone=entry.authorships.filter(person=by))
    entry.__dict__.pop("_author_ids", None)
    return kept
