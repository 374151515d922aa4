"""Tasks of calls. What they do stands elsewhere."""

from django_tasks import task

from commonplace.stages.recruit import actions, forgetting


@task()
def pass_on_lapsed() -> None:
    """Pass on the offers that lapsed, and draw lots. Comes by when it is time, and every hour in case one was missed."""
    actions.settle_lines()


@task()
def forget_applications() -> None:
    """Forget the answers of those who did not come in, and the addresses that were invited. Comes by once a day."""
    forgetting.forget_applications()
    forgetting.forget_invited()
