from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "commonplace.stages.design"
    label = "design"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.design import kind, notices, opening  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
