from django.apps import AppConfig


class RecogniseConfig(AppConfig):
    name = "commonplace.stages.recognise"
    label = "recognise"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.ground import editions, queue
        from commonplace.stages.recognise import (  # some register themselves
            backpack,
            bulk,
            notices,  # noqa: F401
            reporting,  # noqa: F401
            undoing,  # noqa: F401
        )

        # Nothing of it stands on a page that is kept: everybody reads something else.
        editions.is_unseen(*self.get_models(include_auto_created=True))
        taken_along.takes_along("badges", backpack.in_ones_book)
        taken_along.takes_along("badges_offered", backpack.offers_in_ones_book)
        taken_along.takes_along("badge_evidence", backpack.shown_in_ones_book)
        queue.every(24, bulk.forget_lists)
