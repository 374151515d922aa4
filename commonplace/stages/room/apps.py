from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "commonplace.stages.room"
    label = "room"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.ground import editions
        from commonplace.stages.room import beside, reporting, taking_along, undoing, words  # noqa: F401 - they register themselves

        editions.lies_within(*self.get_models(include_auto_created=True))
        taken_along.takes_along("moments", taking_along.moments_of)
        taken_along.takes_along("rooms", taking_along.rooms_of)
