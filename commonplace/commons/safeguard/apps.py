from django.apps import AppConfig


class SafeguardConfig(AppConfig):
    name = "commonplace.commons.safeguard"
    label = "safeguard"

    def ready(self) -> None:
        from commonplace.commons.safeguard import notices, undoing  # noqa: F401 - they register themselves
