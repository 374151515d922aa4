from django.apps import AppConfig


class SafeguardConfig(AppConfig):
    name = "commonplace.commons.safeguard"
    label = "safeguard"

    def ready(self) -> None:
        from commonplace.commons.people.taken_along import takes_along
        from commonplace.commons.safeguard import notices, tasks, undoing, watching  # noqa: F401 - they register themselves
        from commonplace.commons.safeguard.taking_along import watches_of
        from commonplace.ground import queue

        takes_along("watches", watches_of)
        queue.every(1, tasks.end_watches)
