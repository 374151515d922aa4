from django.apps import AppConfig


class DiscoverConfig(AppConfig):
    name = "commonplace.edges.discover"
    label = "discover"

    def ready(self) -> None:
        from commonplace.commons.people import taken_along
        from commonplace.edges.discover import books, first_steps  # noqa: F401 - it registers what it hears

        taken_along.takes_along("places", books.in_ones_book)
