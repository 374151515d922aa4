from django.apps import AppConfig


class ReflectConfig(AppConfig):
    name = "commonplace.stages.reflect"
    label = "reflect"

    def ready(self) -> None:
        from commonplace.stages.reflect import kinds  # noqa: F401 - it registers itself
