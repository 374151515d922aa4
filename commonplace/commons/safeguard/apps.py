from django.apps import AppConfig


class SafeguardConfig(AppConfig):
    name = "commonplace.commons.safeguard"
    label = "safeguard"

    def ready(self) -> None:
        from commonplace.commons.safeguard import notices, tasks, undoing, watching  # noqa: F401 - they register themselves
        from commonplace.ground import queue

        queue.every(1, tasks.end_watches)
