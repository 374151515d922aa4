"""Bringing back what somebody said so that teams are formed."""

from django.utils.translation import gettext as _

from commonplace.commons.people.models import Person
from commonplace.ground.happenings import record
from commonplace.ground.models import PutAway
from commonplace.ground.put_away import CannotComeBack, after, before
from commonplace.stages.team.models import Forming, Named
from commonplace.stages.team.rules import may_say_for_teams

_NAMED = Named._meta.label_lower


@before("statement")
def look_whether_it_is_asked(kept: PutAway, by: Person) -> None:
    """It comes back only where it could be said; and whoever left since is not named by it any more."""
    key = kept.rows[0][1]["forming_id"]
    forming = Forming.objects.select_related("community").filter(pk=key).first()
    if forming is None or not may_say_for_teams(by, forming):
        raise CannotComeBack(_("The time to say what you want for this is over, or it is for learners only."))
    here = set(forming.community.memberships.filter(left_at=None).values_list("person_id", flat=True))
    kept.rows = [[label, row] for label, row in kept.rows if label != _NAMED or row["other_id"] in here]


@after("statement")
def make_statement_known(kept: PutAway, by: Person) -> None:
    """It is said again, also when an older backup is restored."""
    row = kept.rows[0][1]
    community = Forming.objects.select_related("community").get(pk=row["forming_id"]).community
    record("statement.brought_back", by=by, community=community, statements=[row["id"]])
