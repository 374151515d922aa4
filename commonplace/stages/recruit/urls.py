from django.urls import URLPattern, path

from commonplace.stages.recruit import (
    views,
    views_applications,
    views_invited,
    views_inviting,
    views_offer,
    views_poster,
)

urlpatterns: list[URLPattern] = [
    path("c/<slug:slug>/call/", views.call, name="call"),
    path("c/<slug:slug>/call/end/", views.end, name="call-end"),
    path("c/<slug:slug>/call/code.svg", views_poster.code, name="call-code"),
    path("c/<slug:slug>/call/poster-a4.pdf", views_poster.poster, {"size": "a4"}, name="call-poster"),
    path("c/<slug:slug>/call/poster-letter.pdf", views_poster.poster, {"size": "us-letter"}, name="call-poster-letter"),
    path("c/<slug:slug>/join/", views.join, name="call-join"),
    path("c/<slug:slug>/join/withdraw/", views.withdraw, name="call-withdraw"),
    path("c/<slug:slug>/join/offer/", views_offer.offer, name="call-offer"),
    path("c/<slug:slug>/applications/", views_applications.applications, name="applications"),
    path("c/<slug:slug>/applications/<int:number>/", views_applications.decide, name="application-decide"),
    path("c/<slug:slug>/invitations/letters/", views_inviting.letters, name="invitation-letters"),
    path("c/<slug:slug>/invitations/letters/<int:number>/", views_inviting.take_back, name="invitation-letter-revoke"),
    path("invited/<str:token>/", views_invited.invited, name="invited"),
    path("invited/<str:token>/stop/", views_invited.stop, name="invited-stop"),
]
