from django.apps import AppConfig


class SafeguardConfig(AppConfig):
    name = "commonplace.commons.safeguard"
    label = "safeguard"
