from django.apps import AppConfig


class CritiqueConfig(AppConfig):
    name = "commonplace.stages.critique"
    label = "critique"

    def ready(self) -> None:
        from commonplace.ground import editions, queue
        from commonplace.stages.critique import links, notices, showing, tasks, undoing  # noqa: F401 - some register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
        queue.every(1, tasks.look_after_rounds)
