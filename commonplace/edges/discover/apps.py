from django.apps import AppConfig


class DiscoverConfig(AppConfig):
    name = "commonplace.edges.discover"
    label = "discover"

    def ready(self) -> None:
        from commonplace.edges.discover import first_steps  # noqa: F401 - it registers what it hears
