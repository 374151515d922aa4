from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonplace.commons.people"
    label = "people"

    def ready(self) -> None:
        from commonplace.commons.people.models import Attempt, OneTimeLink
        from commonplace.ground import editions

        editions.is_unseen(Attempt, OneTimeLink)
