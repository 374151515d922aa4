"""Tasks of people."""

from django_tasks import task

from commonplace.commons.people.letters import write_sign_in_letter
from commonplace.commons.people.models import Account


@task()
def send_sign_in_link(account_id: int) -> None:
    """Write somebody the letter they asked for. Enqueued with 0 for nobody, so that both answers take as long."""
    account = Account.objects.select_related("person").filter(pk=account_id).first()
    if account:
        write_sign_in_letter(account)
