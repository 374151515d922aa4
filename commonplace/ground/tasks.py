"""Tasks of the ground. A task takes ids, fetches, and calls; what it does stands elsewhere."""

from django_tasks import task

from commonplace.ground import mail
from commonplace.ground.happenings import listeners_of
from commonplace.ground.models import Happening


@task()
def tell(happening_id: int) -> None:
    """Tell every listener what happened."""
    happening = Happening.objects.get(pk=happening_id)
    for listener in listeners_of(happening.kind):
        listener(happening)


@task()
def send_letter(letter_id: int) -> None:
    """Hand one letter to the mail server."""
    mail.send(letter_id)
