from django.apps import AppConfig


class RecruitConfig(AppConfig):
    name = "commonplace.stages.recruit"
    label = "recruit"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.recruit import notices, undoing  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
