from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "commonplace.stages.resources"
    label = "resources"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.resources import following, kinds  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
