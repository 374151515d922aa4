from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "commonplace.stages.publish"
    label = "publish"

    def ready(self) -> None:
        from commonplace.commons.people.taken_along import takes_along
        from commonplace.ground import editions
        from commonplace.stages.publish import following, kinds, notices  # noqa: F401 - they register themselves
        from commonplace.stages.publish.consents import said_by

        editions.lies_within(*self.get_models(include_auto_created=True))
        takes_along("consents", said_by)
