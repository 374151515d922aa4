from django.apps import AppConfig


class ReflectConfig(AppConfig):
    name = "commonplace.stages.reflect"
    label = "reflect"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.reflect import kinds  # noqa: F401 - it registers itself

        editions.lies_within(*self.get_models(include_auto_created=True))
