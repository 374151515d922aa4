from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "commonplace.edges.programmes"
    label = "programmes"

    def ready(self) -> None:
        from commonplace.edges.programmes import notices  # noqa: F401 - it registers what it hears
