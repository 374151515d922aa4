from django.urls import path

from commonplace.edges.bridge import views_badges, views_oauth, views_profile, views_programs

urlpatterns = [
    path(".well-known/oauth-authorization-server", views_oauth.metadata, name="oauth-metadata"),
    path("ims/ob/v3p0/discovery", views_profile.discovery, name="badges-discovery"),
    path("ims/ob/v3p0/credentials", views_badges.credentials, name="badges-credentials"),
    path("ims/ob/v3p0/profile", views_profile.profile, name="badges-profile"),
    path("oauth/register/", views_oauth.take_in, name="oauth-register"),
    path("oauth/authorize/", views_oauth.authorize, name="oauth-authorize"),
    path("oauth/token/", views_oauth.token, name="oauth-token"),
    path("oauth/revoke/", views_oauth.revoke, name="oauth-revoke"),
    path("me/programs/", views_programs.overview, name="my-programs"),
    path("me/programs/<int:number>/end/", views_programs.end, name="my-program-end"),
]
