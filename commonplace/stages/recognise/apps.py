from django.apps import AppConfig


class RecogniseConfig(AppConfig):
    name = "commonplace.stages.recognise"
    label = "recognise"

    def ready(self) -> None:
        from commonplace.ground import editions

        # Nothing of it stands on a page that is kept: everybody reads something else.
        editions.is_unseen(*self.get_models(include_auto_created=True))
