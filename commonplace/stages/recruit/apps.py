from django.apps import AppConfig


class RecruitConfig(AppConfig):
    name = "commonplace.stages.recruit"
    label = "recruit"

    def ready(self) -> None:
        from commonplace.commons.people import joining, taken_along
        from commonplace.ground import editions, queue
        from commonplace.stages.recruit import (  # noqa: F401 - some of them register themselves
            inviting,
            notices,
            tasks,
            undoing,
        )

        editions.lies_within(*self.get_models(include_auto_created=True))
        queue.every(1, tasks.pass_on_lapsed)
        queue.every(24, tasks.forget_applications)
        joining.admits_by_invitation(inviting.admission_by_letter)
        taken_along.takes_along("invitations", inviting.in_ones_book)
