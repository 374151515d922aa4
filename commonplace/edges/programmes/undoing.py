"""Bringing back somebody who was taken off a roster."""

from django.utils.translation import gettext as _

from commonplace.commons.people.models import Person
from commonplace.edges.programmes.models import RosterLine
from commonplace.edges.programmes.rules import may_keep_roster
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, before


@before("roster line")
def look_who_keeps_it(kept: PutAway, by: Person) -> None:
    """Whoever brings a line back has to be able to write one, and nobody stands there twice."""
    _label, key, *_rest = kept.changes[0]
    line = RosterLine.objects.select_related("programme").filter(pk=key).first()
    if line is None or not may_keep_roster(by, line.programme):
        raise CannotComeBack(_("You do not keep this roster any more."))
    again = RosterLine.objects.expected().filter(programme=line.programme, name=line.name, email=line.email)
    if again.exists():
        raise CannotComeBack(_("%(name)s stands on the roster again by now.") % {"name": line.name})
