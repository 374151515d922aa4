from django.apps import AppConfig


class CollectionsConfig(AppConfig):
    name = "commonplace.edges.collections"
    label = "collections"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.edges.collections import kinds, reading, undoing  # noqa: F401 - they register themselves
        from commonplace.ground import editions

        editions.lies_within(*self.get_models(include_auto_created=True))
        taken_along.takes_along("collections", reading.in_ones_book)
