from django.apps import AppConfig


class MakeConfig(AppConfig):
    name = "commonplace.stages.make"
    label = "make"
