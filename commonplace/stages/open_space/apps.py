from django.apps import AppConfig


class OpenSpaceConfig(AppConfig):
    name = "commonplace.stages.open_space"
    label = "open_space"

    def ready(self) -> None:
        from commonplace.commons.entries import open_words
        from commonplace.commons.people import taken_along
        from commonplace.ground import editions, packing
        from commonplace.stages.gather import beside, within
        from commonplace.stages.open_space import (  # noqa: F401 - some of them register themselves
            links,
            notices,
            own,
            programme,
            reporting,
            tasks,
            undoing,
        )

        tables = [*self.get_models(include_auto_created=True)]
        editions.lies_within(*tables)
        # Who wants to go where stands on no page that is kept.
        editions.is_unseen(*(table for table in tables if table.__name__ == "Wish"))
        packing.was_called(self.get_model("Venue"), "open_space.room")
        packing.was_called(self.get_model("Place"), venue_id="room_id")
        beside.stands_beside(links.link_of)
        within.stands_within(programme.sessions_within, programme.keys_in)
        open_words.stands_beside(own.words_read_openly)
        taken_along.takes_along("open-spaces", own.in_ones_book)
