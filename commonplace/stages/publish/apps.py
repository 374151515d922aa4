from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "commonplace.stages.publish"
    label = "publish"

    def ready(self) -> None:
        from commonplace.stages.publish import kinds, notices  # noqa: F401 - they register themselves
