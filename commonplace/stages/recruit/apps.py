from django.apps import AppConfig


class RecruitConfig(AppConfig):
    name = "commonplace.stages.recruit"
    label = "recruit"
