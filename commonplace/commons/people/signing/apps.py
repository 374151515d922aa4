from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "commonplace.commons.people.signing"
    label = "signing"

    def ready(self) -> None:
        from commonplace.commons.people.signing.models import CodeApp, FactorHelp, Passkey, RecoveryCode, Session
        from commonplace.ground import editions

        editions.is_unseen(CodeApp, FactorHelp, Passkey, RecoveryCode, Session)
