from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "commonplace.edges.programmes"
    label = "programmes"

    def ready(self) -> None:
        from commonplace.commons.people import joining, taken_along
        from commonplace.edges.programmes import (  # noqa: F401 - some of them register themselves
            notices,
            participation,
            roster,
            tasks,
            undoing,
        )
        from commonplace.ground import queue

        joining.admits_by_invitation(roster.admission)
        joining.admits_by_class_code(roster.admission)
        queue.every(24, tasks.forget_lapsed)
        taken_along.takes_along("participation", participation.in_ones_book)
        taken_along.takes_along("rosters", roster.in_ones_book)
