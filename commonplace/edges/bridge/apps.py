from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "commonplace.edges.bridge"
    label = "bridge"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.commons.people.signing import sessions
        from commonplace.edges.bridge import programs, tasks
        from commonplace.ground import queue

        sessions.ends_with_sessions(programs.end_all)
        queue.every(24, tasks.forget_lapsed_programs)
        taken_along.takes_along("programs", programs.in_ones_book)
