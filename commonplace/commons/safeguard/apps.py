from django.apps import AppConfig


class SafeguardConfig(AppConfig):
    name = "commonplace.commons.safeguard"
    label = "safeguard"

    def ready(self) -> None:
        from commonplace.commons.safeguard import notices  # noqa: F401 - its listeners register themselves
