from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "commonplace.edges.programmes"
    label = "programmes"

    def ready(self) -> None:
        from commonplace.commons.people import joining
        from commonplace.edges.programmes import notices, roster, tasks, undoing  # noqa: F401 - they register themselves
        from commonplace.ground import queue

        joining.admits_by_invitation(roster.admission)
        joining.admits_by_class_code(roster.admission)
        queue.every(24, tasks.forget_lapsed)
