from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "commonplace.stages.publish"
    label = "publish"
