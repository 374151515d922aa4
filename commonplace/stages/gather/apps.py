from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "commonplace.stages.gather"
    label = "gather"
