from django.apps import AppConfig


class ReflectConfig(AppConfig):
    name = "commonplace.stages.reflect"
    label = "reflect"
