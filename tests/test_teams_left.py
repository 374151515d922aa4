"""What becomes of what somebody said for a team when they delete their account."""

import pytest

from commonplace.edges.own.leaving import leave
from commonplace.stages.team.models import Named, Seat, Statement
from commonplace.stages.team.tests.conftest import Forms, forms  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize("keep", [True, False])
def test_who_deletes_their_account_has_said_nothing_and_nobody_named_them(forms: Forms, keep: bool) -> None:  # noqa: F811
    forms.say("bo", wishes={forms.key("ada")}, keeps=True)
    forms.say("cy", wishes={forms.key("bo")}, refusals={forms.key("di")})
    forms.lay("ada bo", "cy di ed")
    leave(forms.people["bo"], keep=keep)
    assert [said.person.name for said in Statement.objects.select_related("person")] == ["cy"]
    assert [named.other.name for named in Named.objects.select_related("other")] == ["di"]
    assert not Seat.objects.filter(person=forms.people["bo"]).exists()
