from django.apps import AppConfig


class RecruitConfig(AppConfig):
    name = "commonplace.stages.recruit"
    label = "recruit"

    def ready(self) -> None:
        from commonplace.ground import editions, queue
        from commonplace.stages.recruit import notices, tasks, undoing  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
        queue.every(1, tasks.pass_on_lapsed)
        queue.every(24, tasks.forget_applications)
