"""Who wrote an entry. Others may be named beside oneself; off it, everybody takes only themselves."""

from django.db import transaction

from commonplace.commons.entries.models import Entry
from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record


@transaction.atomic
def step_back(entry: Entry, by: Person) -> None:
    """Take oneself off what one wrote together with others.

    Nobody is taken off by somebody else: open pages leave out the pictures and names of what a minor co-wrote, and that
    must not end by another's hand.
    """
    entry.authorships.filter(person=by).delete()
    entry.__dict__.pop("_author_ids", None)
    record("entry.stepped_back", by=by, entry=entry, community=entry.community)
