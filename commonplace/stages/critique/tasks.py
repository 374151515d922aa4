"""Tasks of critique. What they do stands elsewhere."""

from django_tasks import task

from commonplace.commons.people.models import Person
from commonplace.ground.queue import LONG
from commonplace.stages.critique import dealing_out, rounds
from commonplace.stages.critique.models import Round


@task(queue_name=LONG)
def deal_out(round_id: int, by_id: int) -> None:
    """Deal a round. Of many thousand works that takes some seconds."""
    this = Round.objects.filter(pk=round_id).first()
    if this is not None:
        dealing_out.deal_out(this, Person.objects.filter(pk=by_id).first())


@task()
def look_after_rounds() -> None:
    """Remind readers, and invite people to one more. Comes by every hour."""
    rounds.look_after_rounds()
