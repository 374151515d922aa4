from django.apps import AppConfig


class TeamConfig(AppConfig):
    name = "commonplace.stages.team"
    label = "team"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.ground import editions, queue
        from commonplace.stages.team import notices, saying, tasks, undoing  # noqa: F401 - some of them register themselves

        # Nothing of it stands on a page that is kept: everybody reads something else.
        editions.is_unseen(*self.get_models(include_auto_created=True))
        taken_along.takes_along("teams", saying.in_ones_book)
        queue.every(24, tasks.forget_statements)
