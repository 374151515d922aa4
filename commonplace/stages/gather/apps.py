from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "commonplace.stages.gather"
    label = "gather"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.gather import kind, notices  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
