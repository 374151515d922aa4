from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "commonplace.edges.programmes"
    label = "programmes"
