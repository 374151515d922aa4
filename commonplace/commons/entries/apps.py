from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "commonplace.commons.entries"
    label = "entries"

    def ready(self) -> None:
        from commonplace.commons.entries import notices, plain_kinds  # noqa: F401 - they register themselves
