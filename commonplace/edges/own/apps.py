from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "commonplace.edges.own"
    label = "own"

    def ready(self) -> None:
        from commonplace.edges.own import deletions  # noqa: F401 - it registers itself
