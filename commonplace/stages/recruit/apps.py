from django.apps import AppConfig


class RecruitConfig(AppConfig):
    name = "commonplace.stages.recruit"
    label = "recruit"

    def ready(self) -> None:
        from commonplace.stages.recruit import notices  # noqa: F401 - they register themselves
