from django.apps import AppConfig


class OwnConfig(AppConfig):
    name = "commonplace.edges.own"
    label = "own"
