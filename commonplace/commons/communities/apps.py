from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "commonplace.commons.communities"
    label = "communities"

    def ready(self) -> None:
        from commonplace.commons.communities import invitations
        from commonplace.commons.communities.models import ClassCode, Invitation, NameWord, Team
        from commonplace.commons.people import joining
        from commonplace.ground import editions

        # Not memberships: whoever belongs to one community may see others by it, those within it and what was opened to it.
        editions.lies_within(ClassCode, Invitation, Team, Team.people.through)
        # It says of a community what its row says, and changes with that.
        editions.is_unseen(NameWord)

        joining.admits_by_invitation(invitations.admission_by_invitation)
        joining.admits_by_class_code(invitations.admission_by_class_code)
