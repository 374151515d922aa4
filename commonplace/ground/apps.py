from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "commonplace.ground"
    label = "ground"
