from django.apps import AppConfig


class EntriesConfig(AppConfig):
    name = "commonplace.commons.entries"
    label = "entries"

    def ready(self) -> None:
        from commonplace.commons.entries import (  # noqa: F401 - they register themselves
            community_notices,
            named,
            notices,
            open_words,
            plain_kinds,
            tasks,
            undoing,
        )
        from commonplace.commons.entries.finishing import finish_what_waits
        from commonplace.commons.entries.models import Notice, Upload
        from commonplace.commons.entries.uploading import sweep_uploads
        from commonplace.ground import editions, queue

        editions.lies_within(*self.get_models(include_auto_created=True))
        editions.is_unseen(Notice)
        editions.is_unseen(Upload)
        queue.every(1, tasks.send_daily_letters)
        queue.every(24, tasks.sweep_files)
        queue.every(24, finish_what_waits)
        queue.every(1, sweep_uploads)
        queue.every(24, tasks.read_words_anew)
