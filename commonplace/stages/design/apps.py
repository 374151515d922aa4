from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "commonplace.stages.design"
    label = "design"
