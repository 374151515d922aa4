from django.apps import AppConfig


class CritiqueConfig(AppConfig):
    name = "commonplace.stages.critique"
    label = "critique"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.critique import notices, showing  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
