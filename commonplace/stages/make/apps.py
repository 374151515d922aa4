from django.apps import AppConfig


class MakeConfig(AppConfig):
    name = "commonplace.stages.make"
    label = "make"

    def ready(self) -> None:
        from commonplace.stages.make import kinds, notices  # noqa: F401 - they register themselves
