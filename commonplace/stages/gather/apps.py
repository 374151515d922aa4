from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "commonplace.stages.gather"
    label = "gather"

    def ready(self) -> None:
        from commonplace.stages.gather import kind, notices  # noqa: F401 - they register themselves
