from django.apps import AppConfig


class SigningConfig(AppConfig):
    name = "commonplace.commons.people.signing"
    label = "signing"

    def ready(self) -> None:
        from commonplace.commons.people.signing.models import CodeApp, FactorHelp, Passkey, RecoveryCode, Session
        from commonplace.commons.people.signing.tasks import forget_lapsed_sessions
        from commonplace.ground import editions, queue

        editions.is_unseen(CodeApp, FactorHelp, Passkey, RecoveryCode)
        editions.is_left(Session)
        queue.every(24, forget_lapsed_sessions)
