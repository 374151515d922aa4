from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "commonplace.commons.people"
    label = "people"
