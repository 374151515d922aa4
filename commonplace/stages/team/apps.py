from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "commonplace.stages.team"
    label = "team"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.ground import editions, queue
        from commonplace.stages.team import notices, saying, tasks, undoing  # noqa: F401 - some of them register themselves

        tables = list(self.get_models(include_auto_created=True))
        said = {"Statement", "Named"}
        # What people say stands on no page that is kept. How teams come about is live for those who form them.
        editions.is_unseen(*(table for table in tables if table.__name__ in said))
        editions.lies_within(*(table for table in tables if table.__name__ not in said))
        taken_along.takes_along("teams", saying.in_ones_book)
        queue.every(24, tasks.forget_statements)
