from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "commonplace.ground"
    label = "ground"

    def ready(self) -> None:
        from commonplace.ground import editions, mail, put_away, queue, statistics
        from commonplace.ground.models import Edition, Happening, Letter, PutAway

        editions.is_unseen(Edition, Happening, Letter, PutAway)
        queue.every(24, statistics.gather_statistics_again)
        queue.every(mail.AGAIN_HOURS, mail.send_stuck_letters)
        queue.every(put_away.FORGETS_EVERY, put_away.forget_lapsed)
