from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "commonplace.commons.entries"
    label = "entries"

    def ready(self) -> None:
        from commonplace.commons.entries import community_notices, notices, plain_kinds, tasks  # noqa: F401 - they register themselves
        from commonplace.ground import queue

        queue.every(1, tasks.send_daily_letters)
        queue.every(24, tasks.sweep_files)
