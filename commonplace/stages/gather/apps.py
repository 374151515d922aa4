from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "commonplace.stages.gather"
    label = "gather"

    def ready(self) -> None:
        from commonplace.ground import editions, queue
        from commonplace.stages.gather import (  # noqa: F401 - they register themselves
            following,
            kind,
            moved,
            notices,
            own_calendar,
            tasks,
            untold,
        )

        editions.lies_within(*self.get_models(include_auto_created=True))
        # Pages and files say the same with and without it.
        editions.is_unseen(self.get_model("WrittenEvent"))
        queue.every(following.LOOKS_EVERY, following.look_at_what_is_due)
        queue.every(untold.LOOKS_EVERY, untold.tell_what_is_due)
        queue.every(1, tasks.pass_on_lapsed)
        queue.every(1 / 12, tasks.remind)
        queue.every(1 / 12, tasks.write_events)
        queue.every(24, tasks.forget_guests)
