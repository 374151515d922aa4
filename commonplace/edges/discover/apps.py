from django.apps import AppConfig


class DiscoverConfig(AppConfig):
    name = "commonplace.edges.discover"
    label = "discover"
