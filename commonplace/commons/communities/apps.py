from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "commonplace.commons.communities"
    label = "communities"
