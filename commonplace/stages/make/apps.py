from django.apps import AppConfig


class MakeConfig(AppConfig):
    name = "commonplace.stages.make"
    label = "make"

    def ready(self) -> None:
        from commonplace.ground import editions
        from commonplace.stages.make import answered, briefs, kinds, notices, undoing  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
