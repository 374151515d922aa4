from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "commonplace.stages.gather"
    label = "gather"

    def ready(self) -> None:
        from commonplace.ground import editions, queue
        from commonplace.stages.gather import kind, notices, tasks  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
        queue.every(1, tasks.pass_on_lapsed)
        queue.every(1 / 12, tasks.remind)
        queue.every(24, tasks.forget_guests)
