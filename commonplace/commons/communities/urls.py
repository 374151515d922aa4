from django.urls import path

from commonplace.commons.communities.views import belonging, door, keeping, people

urlpatterns = [
    path("c/<slug:slug>/people/", people.people, name="community-people"),
    path("c/<slug:slug>/listed/", people.listed, name="community-listed"),
    path("c/<slug:slug>/people/<slug:name>/", people.one, name="community-member"),
    path("c/<slug:slug>/people/<slug:name>/passphrase/", people.new_passphrase, name="community-member-passphrase"),
    path("c/<slug:slug>/teams/", people.teams, name="community-teams"),
    path("c/<slug:slug>/teams/<int:team_id>/", people.team, name="community-team"),
    path("c/<slug:slug>/settings/", keeping.settings, name="community-settings"),
    path("c/<slug:slug>/stage/", keeping.stage, name="community-stage"),
    path("c/<slug:slug>/close/", keeping.close, name="community-close"),
    path("c/<slug:slug>/reopen/", keeping.reopen, name="community-reopen"),
    path("c/<slug:slug>/norms/", belonging.norms, name="community-norms"),
    path("c/<slug:slug>/leave/", belonging.leave, name="community-leave"),
    path("c/<slug:slug>/invitations/", door.invitations_of_community, name="community-invitations"),
    path(
        "c/<slug:slug>/invitations/<int:invitation_id>/revoke/",
        door.revoke_of_community,
        name="community-invitation-revoke",
    ),
    path("c/<slug:slug>/class-code/", door.class_code, name="community-class-code"),
    path("host/invitations/", door.invitations_of_commons, name="host-invitations"),
    path("host/invitations/<int:invitation_id>/revoke/", door.revoke_of_commons, name="host-invitation-revoke"),
    path("invitation/<str:token>/", door.invitation, name="invitation"),
]
