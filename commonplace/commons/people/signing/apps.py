from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "commonplace.commons.people.signing"
    label = "signing"
