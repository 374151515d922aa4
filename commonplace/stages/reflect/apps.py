from django.apps import AppConfig


class ReflectConfig(AppConfig):
    name = "commonplace.stages.reflect"
    label = "reflect"

    def ready(self) -> None:
        from commonplace.ground import editions, queue
        from commonplace.stages.gather import beside
        from commonplace.stages.reflect import kinds, links, notices, tasks  # noqa: F401 - some register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
        beside.stands_beside(links.to_prompt)
        beside.stands_beside(links.to_reflection)
        queue.every(1 / 6, tasks.ask_after_gatherings)
